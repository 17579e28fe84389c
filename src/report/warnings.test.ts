import { expect, test, vi } from "vitest";
import { compare } from "../analysis/compare.ts";
import { historyEntry, trendsOf } from "../analysis/history.ts";
import { sideOfResult } from "../analysis/side.ts";
import { gate } from "../analysis/gate.ts";
import { fakeResult } from "../result/testing/fake-result.ts";
import { renderReport } from "./formats.ts";
import { renderComparison } from "./changes/comparison-text.ts";
import { renderHistory } from "./changes/history-text.ts";
import { cautionTexts } from "./shortfall.ts";
import { githubAnnotations, githubSummary } from "./changes/github.ts";
import { renderJunit } from "./changes/junit.ts";

// Charts take a while to draw on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const text = "the certificate of the broker was not checked";
const result = fakeResult({ warnings: [{ code: "insecure", text }] });
const verdict = gate(result, null, { isStrict: false });

test.each(["text", "markdown", "html", "json"] as const)("a report as %s says what a run warns of", async (format) => {
  expect(await renderReport(format, [{ result, path: null }])).toContain(text);
});

test.each([
  ["csv", `warnings.insecure,count,1,false,${text},\r\n`],
  ["openmetrics", `mqbench_run_warning_info{run="${result.run}",scenario="fake",code="insecure",text="${text}"} 1\n`],
  ["hgrm", `\n#[warning: ${text}]\n`],
  ["hlog", `\n#[warning: ${text}]\n`],
] as const)("a report as %s says it by a row or a comment of its own", async (format, row) => {
  const choice = { caseId: "qos=2", metric: "publishLatency" };
  expect(await renderReport(format, [{ result, path: null }], choice)).toContain(row);
  expect(await renderReport(format, [{ result: fakeResult(), path: null }], choice)).not.toContain("warning");
});

test("a comparison says it of either side, and a history of how many of its runs", () => {
  const sides = [sideOfResult(fakeResult()), sideOfResult(result)] as const;
  expect(renderComparison(compare(...sides))).toContain(`note: the head warns: ${text}\n`);
  expect(renderComparison(compare(sides[1], sides[0]))).toContain(`note: the base warns: ${text}\n`);
  const entries = [historyEntry(fakeResult({ run: "one" })), historyEntry(result)];
  expect(renderHistory(trendsOf(entries), entries)).toContain(`warning: 1 of 2 runs: ${text}\n`);
});

test("whatever is made of a run says it before what did not come through", () => {
  expect(cautionTexts(result)).toEqual([`warning: ${text}`]);
  expect(cautionTexts(fakeResult())).toEqual([]);
});

test("so do annotations, summary and JUnit of a gate", () => {
  expect(githubAnnotations(result, verdict, []).at(-1)).toMatch(
    new RegExp(`^::warning [^:]*title=the run warns::${text}$`, "u"),
  );
  expect(githubSummary(result, verdict, [])).toContain(`- warning: ${text}\n`);
  expect(renderJunit(result, verdict, null)).toContain(`<property name="warning" value="${text}"/>`);
});
