/** What every command says of a result without a valid trial, and of one in which something is missing. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { fakeRun } from "../analysis/testing/fake-runs.ts";
import { fakeResult } from "../result/testing/fake-result.ts";
import { MqbenchError } from "../errors.ts";
import { renderReport } from "../report/formats.ts";
import type { RunResult } from "../result/schema.ts";
import { acceptCommand } from "./commands/baseline.ts";
import { compareCommand } from "./commands/compare.ts";
import { gateCommand } from "./commands/gate.ts";
import { historyAddCommand } from "./commands/history.ts";

/** No option. */
const none = { metric: [] };

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "mqbench-test-"));
  onTestFinished(() => rmSync(made, { recursive: true }));
  return made;
}

function keep(within: string, name: string, result: RunResult): string {
  const file = join(within, name);
  writeFileSync(file, JSON.stringify(result));
  return file;
}

/** What a command ended with, and what it said. */
function outcomeOf(command: () => string): { readonly code: string; readonly text: string } {
  const said: string[] = [];
  const write = (text: string | Uint8Array): boolean => said.push(String(text)) > 0;
  const spies = [process.stdout, process.stderr].map((stream) => vi.spyOn(stream, "write").mockImplementation(write));
  try {
    return { code: command(), text: said.join("") };
  } catch (error) {
    if (!(error instanceof MqbenchError)) throw error;
    return { code: error.code, text: error.problems.join("\n") };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

function withoutValidTrial(): RunResult {
  const run = fakeRun();
  const invalidBecause = [{ code: "none-acknowledged", text: "none of the 1,000 messages was acknowledged" }];
  return { ...run, trials: run.trials.map((trial) => ({ ...trial, valid: false, invalidBecause })) };
}

describe("a result with no valid trial", () => {
  const measuredNothing = /measured nothing: none of its 10 trials is valid/u;
  const notValid = /not valid: qos=2 trial 1: none of the 1,000 messages was acknowledged[^]*gate: not valid/u;

  it.each<readonly [string, (result: string, sound: string, within: string) => string, RegExp]>([
    ["compare, as the head", (result, sound) => compareCommand(sound, result, none), measuredNothing],
    ["compare, as the base", (result, sound) => compareCommand(result, sound, none), measuredNothing],
    ["compare --exact", (result, sound) => compareCommand(sound, result, { ...none, exact: true }), measuredNothing],
    ["gate", (result) => gateCommand(result, none), notValid],
    ["gate --strict", (result) => gateCommand(result, { ...none, strict: true }), notValid],
    ["gate --exact", (result) => gateCommand(result, { ...none, exact: true }), notValid],
    ["gate --baseline", (result, sound) => gateCommand(result, { ...none, baseline: sound }), notValid],
    ["gate, as the baseline", (result, sound) => gateCommand(sound, { ...none, baseline: result }), measuredNothing],
    [
      "baseline accept",
      (result, _, within) => acceptCommand(result, { out: join(within, "new.json") }),
      measuredNothing,
    ],
    ["history add", (result, _, within) => historyAddCommand(result, { dir: within }), measuredNothing],
  ])("is an error of %s", (_, command, words) => {
    const within = folder();
    const file = keep(within, "invalid.json", withoutValidTrial());
    const sound = keep(within, "sound.json", fakeRun());
    const { code, text } = outcomeOf(() => command(file, sound, within));
    expect(code).toBe("invalid");
    expect(text).toMatch(words);
  });
});

it("compare of two runs that have no case in common is no comparison", () => {
  const within = folder();
  const run = fakeRun({ serviceTimesNs: [400e3] });
  const cases = run.cases.flatMap((each) =>
    [0, 1].map((qos) => ({ ...each, id: `protocol=5,qos=${qos}`, axes: { protocol: "5", qos } })),
  );
  const trials = cases.flatMap(({ id }) => run.trials.map((trial) => ({ ...trial, case: id })));
  const [base, head] = [keep(within, "base.json", run), keep(within, "head.json", { ...run, cases, trials })];
  const { code, text } = outcomeOf(() => compareCommand(base, head, { ...none, exact: true }));
  expect([code, text]).toEqual(["invalid", expect.stringContaining("nothing to compare")]);
});

describe("a run that did not finish", () => {
  const words = "the run did not finish: not every trial was made";
  const partial = (): RunResult => {
    const run = fakeResult();
    return { ...run, status: "partial", cases: run.cases.map((each) => ({ ...each, trialsPlanned: 2 })) };
  };

  it.each([
    ["text", "2 of 4 trials, 2 a case   each valid", `not valid: ${words}`],
    ["markdown", "### ⚠️ not valid: fake", words],
    ["html", "<strong>Not valid</strong> 2 of 4 trials, 2 a case, each valid", words],
  ] as const)("passes nothing in a report as %s, whatever its trials have", async (format, heading, said) => {
    const result = partial();
    const threshold = { text: "lost == 0", position: null, outcome: "passed", measured: 0, unit: "count" } as const;
    const trials = result.trials.map((trial) => ({ ...trial, thresholds: [threshold] }));
    const text = await renderReport(format, [{ result: { ...result, trials }, path: null }]);
    expect(text).toContain(heading);
    expect(text).toContain(said);
    expect(text).not.toMatch(/thresholds passed/iu);
  });

  it("is told beside what compare finds", () => {
    const within = folder();
    const file = keep(within, "partial.json", partial());
    const { text } = outcomeOf(() => compareCommand(file, file, { ...none, exact: true }));
    expect(text).toContain(`base: ${words}\nhead: ${words}\n`);
  });
});

describe("a result in which something is missing", () => {
  const words = "not all came through: 3 of 1,003 messages were refused; 4 of 1,000 deliveries never came";
  const short = (): RunResult => fakeRun({ serviceTimesNs: [400e3], values: { refused: 3, unfinished: 0, lost: 4 } });

  it.each<readonly [string, (result: string, within: string) => string, string]>([
    ["gate", (result) => gateCommand(result, none), `${words}\n\ngate: passed`],
    ["baseline accept", (result, within) => acceptCommand(result, { out: join(within, "new.json") }), `${words}\n`],
    ["history add", (result, within) => historyAddCommand(result, { dir: within }), `${words}\n`],
    [
      "compare",
      (result) => compareCommand(result, result, { ...none, exact: true }),
      `base: ${words}\nhead: ${words}\n`,
    ],
  ])("is told by %s, whatever it decides", (_, command, line) => {
    const within = folder();
    const file = keep(within, "short.json", short());
    const { code, text } = outcomeOf(() => command(file, within));
    expect([code, text]).toEqual(["passed", expect.stringContaining(line)]);
  });

  it("stands in the summary and the annotations of a step of GitHub Actions", () => {
    const within = folder();
    const file = keep(within, "short.json", short());
    vi.stubEnv("GITHUB_ACTIONS", "true");
    vi.stubEnv("GITHUB_STEP_SUMMARY", join(within, "summary.md"));
    vi.stubEnv("GITHUB_OUTPUT", "");
    onTestFinished(() => void vi.unstubAllEnvs());
    const { text } = outcomeOf(() => gateCommand(file, none));
    expect(text).toContain(`title=not all came through::${words}`);
    expect(readFileSync(join(within, "summary.md"), "utf8")).toContain(words);
  });
});
