import { expect, test } from "vitest";
import { gate } from "../../analysis/gate.ts";
import { fakeResult, fakeTrial } from "../../result/testing/fake-result.ts";
import { renderReport } from "../formats.ts";
import type { ReportFormat } from "../formats.ts";
import { githubAnnotations } from "../changes/github.ts";
import { renderJunit } from "../changes/junit.ts";
import { refusalTables } from "./refusals-text.ts";
import { tableLines } from "./part.ts";

const said = 'no\u001B[2J <b>![x](y)| "q"';
const refused = fakeResult({
  trials: [
    fakeTrial(0),
    fakeTrial(2, {
      refusals: [
        { packet: "CONNECT", code: 0x97, name: "quota exceeded", reason: said, count: 2, clients: ["s0x7", "s0x8"] },
        { packet: "PUBLISH", code: 0x87, name: "not authorized", reason: null, count: 300, clients: ["s0x1"] },
      ],
    }),
  ],
});

test("what was refused stands in a table; where nothing was, there is none", () => {
  expect(`\n${refusalTables(refused).flatMap(tableLines).join("\n")}\n`).toMatchInlineSnapshot(`
    "
    refused                   code      the broker's words  times  first clients
    qos=2
    CONNECT  quota exceeded (0x97)  no[2J <b>![x](y)| "q"      2     s0x7, s0x8
    PUBLISH  not authorized (0x87)                       –    300           s0x1
    from the first connection to the end of drain, warm-up included; the broker's words are its first
    "
  `);
  expect(refusalTables(fakeResult())).toEqual([]);
});

test.each(["text", "markdown", "html", "json", "csv", "openmetrics"] as const)(
  "every format has packet, code, words, count and clients: %s",
  async (format: ReportFormat) => {
    const choice = { caseId: "qos=2", metric: "publishLatency" };
    const text = await renderReport(format, [{ result: refused, path: "x.json" }], choice);
    for (const part of [
      /PUBLISH/u,
      /0x87|135/u,
      /not authorized/u,
      /300/u,
      /s0x1/u,
      /CONNECT/u,
      /0x97|151/u,
      /no\\+u001b/u,
    ])
      expect(text).toMatch(part);
    // oxlint-disable-next-line no-control-regex
    expect(text).not.toMatch(/\u001B/u);
  },
);

test.each(["markdown", "html"] as const)("a broker's words are no markup in %s", async (format) => {
  const text = await renderReport(format, [{ result: refused, path: "x.json" }], { caseId: "", metric: "" });
  expect(text).not.toContain("<b>");
});

test("OpenMetrics has a counter by packet and code", async () => {
  const text = await renderReport("openmetrics", [{ result: refused, path: "x.json" }], { caseId: "", metric: "" });
  expect(text.split("\n").filter((line) => line.includes("refusals"))).toMatchInlineSnapshot(`
    [
      "# TYPE mqbench_refusals counter",
      "# HELP mqbench_refusals packets that the broker refused, by packet and code",
      "mqbench_refusals_total{run="f4k3",scenario="fake",broker="aedes",case="qos=2",trial="1",valid="true",packet="CONNECT",code="0x97",name="quota exceeded",reason="no\\\\u001b[2J <b>![x](y)| \\"q\\"",first_clients="s0x7 s0x8"} 2",
      "mqbench_refusals_total{run="f4k3",scenario="fake",broker="aedes",case="qos=2",trial="1",valid="true",packet="PUBLISH",code="0x87",name="not authorized",reason="",first_clients="s0x1"} 300",
    ]
  `);
});

test("CSV has a row by packet and code", async () => {
  const text = await renderReport("csv", [{ result: refused, path: "x.json" }], { caseId: "", metric: "" });
  expect(text.split("\r\n").filter((line) => line.includes("refusals"))).toMatchInlineSnapshot(`
    [
      "f4k3,2026-11-23T08:00:17.400Z,fake,aedes,1.2.0,qos=2,1,true,,refusals.CONNECT.0x97,count,2,false,"quota exceeded; no\\u001b[2J <b>![x](y)| ""q""; first s0x7 s0x8",",
      "f4k3,2026-11-23T08:00:17.400Z,fake,aedes,1.2.0,qos=2,1,true,,refusals.PUBLISH.0x87,count,300,false,not authorized; first s0x1,",
    ]
  `);
});

test("GitHub has a warning, JUnit a property, for each packet and code", () => {
  const verdict = gate(refused, null, { isStrict: false });
  const warnings = githubAnnotations(refused, verdict, []).filter((line) => line.includes("refused by the broker"));
  expect(warnings).toHaveLength(2);
  expect(warnings[1]).toContain("qos=2: 300 × PUBLISH refused: not authorized (0x87); first s0x1");
  expect(renderJunit(refused, verdict, null)).toContain(
    '<property name="refused" value="qos=2: 2 × CONNECT refused: quota exceeded (0x97), in the broker\'s words: no\uFFFD[2J &lt;b&gt;',
  );
});
