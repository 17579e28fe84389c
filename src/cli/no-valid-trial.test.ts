/** What every command says of a result without a valid trial, and of one in which something is missing. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { fakeRun } from "../analysis/testing/fake-runs.ts";
import { MqbenchError } from "../errors.ts";
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
