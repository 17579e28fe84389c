import { describe, expect, it } from "vitest";
import { compare } from "../../analysis/compare.ts";
import { fakeRun } from "../../analysis/testing/fake-runs.ts";
import { gate } from "../../analysis/gate.ts";
import { baselineOf, sideOfBaseline, sideOfResult } from "../../analysis/side.ts";
import { githubAnnotations, githubOutputs, githubSummary } from "./github.ts";

const brokerRestart = {
  plannedAtSeconds: 1,
  downSeconds: 1,
  manner: "kill",
  toldAtSeconds: 1,
  endedAtSeconds: 1,
  startedAtSeconds: 2,
  readyAtSeconds: 2,
  lastBackSeconds: 1,
} as const;
const run = fakeRun({ serviceTimesNs: [400e3], values: { wireBytesPerMessage: 106, duplicate: 0 } });
const position = { file: "scenarios/fake.yaml", line: 31, column: 5 };
const threshold = { text: "qos=2, 100 %: lost < 1", position, outcome: "failed", measured: 3, unit: "count" } as const;
const head = { ...run, trials: run.trials.map((trial) => ({ ...trial, thresholds: [threshold] })) };
const verdict = gate(head, compare(sideOfBaseline(baselineOf(fakeRun())), sideOfResult(head)), { isStrict: false });

describe("GitHub", () => {
  it("annotates a failed threshold on its own line, and escapes what would end the command", () => {
    expect(githubAnnotations(head, verdict, [])).toMatchInlineSnapshot(`
      [
        "::error file=scenarios/fake.yaml,line=31,endLine=31,col=5,title=threshold failed::qos=2: 100 %25: lost < 1: measured 3",
        "::error file=scenarios/fake.yaml,title=regressed::qos=2: wireBytesPerMessage: 105 B → 106 B (+0.952 %25), exact",
      ]
    `);
  });

  it("has a summary that shows what did not pass", () => {
    expect(githubSummary(head, verdict, [])).toMatchInlineSnapshot(`
      "### mqbench: fake: failed

      2 failed, 25 passed

      | | case | figure | |
      | --- | --- | --- | --- |
      | failed | qos=2 | 100 %: lost &lt; 1 | measured 3 |
      | regressed | qos=2 | wireBytesPerMessage | 105 B → 106 B (+0.952 %), exact |
      "
    `);
  });

  it("tells a figure that improved as a notice, of a gate that passes; strict makes it an error", () => {
    const better = fakeRun({ serviceTimesNs: [400e3], values: { wireBytesPerMessage: 104, duplicate: 0 } });
    const comparison = compare(sideOfBaseline(baselineOf(fakeRun())), sideOfResult(better));
    const passed = gate(better, comparison, { isStrict: false });
    expect(githubAnnotations(better, passed, [])).toEqual([
      expect.stringMatching(/^::notice .*title=improved::qos=2: /u),
    ]);
    expect(githubOutputs(passed)).toBe("verdict=pass\nfailed=0\n");
    const held = gate(better, comparison, { isStrict: true });
    expect(githubAnnotations(better, held, [])).toEqual([expect.stringMatching(/^::error .*title=improved::qos=2: /u)]);
    expect(githubOutputs(held)).toBe("verdict=fail\nfailed=1\n");
  });

  it("tells a changed scenario first, once", () => {
    const changed = ["the scenario differs: sensors.topic"];
    expect(githubAnnotations(head, verdict, changed)[0]).toBe(
      "::notice file=scenarios/fake.yaml,title=the scenario changed::the scenario differs: sensors.topic",
    );
    const summary = githubSummary(head, verdict, changed);
    expect(summary.indexOf("the scenario differs")).toBeLessThan(summary.indexOf("wireBytesPerMessage"));
    expect(summary.split("the scenario differs")).toHaveLength(2);
  });

  it("says what is missing whether or not a threshold asks, as a warning, and as a notice where the scenario asks for it", () => {
    const short = fakeRun({ serviceTimesNs: [400e3], values: { refused: 3, unfinished: 2, lost: 4 } });
    const of = gate(short, null, { isStrict: false });
    const words = "3 of 1,005 messages were refused; 2 of 1,005 messages never ended; 4 of 1,000 deliveries never came";
    expect(githubAnnotations(short, of, []).at(-1)).toMatch(
      /^::warning [^:]*title=not all came through::not all came/u,
    );
    expect(githubAnnotations(short, of, []).at(-1)).toContain(words);
    expect(githubSummary(short, of, [])).toContain(`- not all came through: ${words}`);
    const cut = { ...short, trials: short.trials.map((trial) => ({ ...trial, brokerRestart })) };
    expect(githubAnnotations(cut, gate(cut, null, { isStrict: false }), []).at(-1)).toMatch(
      /^::notice [^:]*title=missing on purpose::as the scenario asks for: 3 of/u,
    );
    expect(githubSummary(fakeRun(), gate(fakeRun(), null, { isStrict: false }), [])).not.toContain("came through");
  });

  it("never writes more than a step may", () => {
    const [failed] = verdict.checks;
    const checks = Array.from({ length: 20_000 }, () => failed ?? []).flat();
    const text = githubSummary(head, { ...verdict, checks }, []);
    expect(Buffer.byteLength(text)).toBeLessThan(1024 ** 2);
    expect(text).toContain("(shortened)");
  });

  it("has outputs for the steps that follow", () => {
    expect(githubOutputs(verdict)).toBe("verdict=fail\nfailed=2\n");
    expect(githubOutputs(gate(fakeRun(), null, { isStrict: false }))).toBe("verdict=pass\nfailed=0\n");
    expect(githubOutputs(gate(fakeRun({ status: "partial" }), null, { isStrict: false }))).toContain("verdict=invalid");
  });

  it("says of a valid run that there is nothing to check, not that it is not valid", () => {
    const bare = { ...head, trials: head.trials.map((trial) => ({ ...trial, thresholds: [] })) };
    const of = gate(bare, null, { isStrict: false });
    expect(githubAnnotations(bare, of, [])).toEqual([
      expect.stringMatching(/^::error .*title=nothing to check::no threshold is stated, and no baseline is given$/u),
    ]);
    expect(githubSummary(bare, of, [])).toMatch(/^### mqbench: fake: nothing to check\n\n- nothing to check: no thr/u);
    expect(githubOutputs(of)).toBe("verdict=invalid\nfailed=0\n");
  });

  it("has neither images, links, mentions nor markup of others in its summary", () => {
    const notValid = ["![x](https://evil.example/x.png) @team <b> `c` | d\n::error::x"];
    const text = githubSummary(head, { ...verdict, notValid }, []);
    expect(text).not.toMatch(/!\[|https:\/\/|@team|<b>|[^\\]`|[^\\]\| d|^::/mu);
  });

  it("has annotations of one line each, with nothing in them that is not seen", () => {
    const notValid = ["a\n::error::b\u202E\u001B[2J\r::c"];
    const lines = githubAnnotations(fakeRun(), { ...verdict, notValid }, []);
    expect(lines[0]).toContain("a%0A::error::b");
    // eslint-disable-next-line no-control-regex
    for (const line of lines) expect(line).not.toMatch(/[\n\r\u001B\u202E]/u);
  });
});
