/** Thresholds that a test states, of a run that is over: judged as if the scenario had stated them. */
import { hasVaryingThresholds, timingFaultsOf } from "../analysis/exact-only.ts";
import { isFailing } from "../analysis/gate.ts";
import type { GateVerdict } from "../analysis/gate.ts";
import { checkWords, labelOf, renderGate } from "../report/changes/gate-text.ts";
import { escapeTerminal } from "../report/escape.ts";
import { cautionTexts } from "../report/shortfall.ts";
import type { RunResult, Trial } from "../result/schema.ts";
import { evaluateThresholds } from "../rules/thresholds.ts";
import type { Measured } from "../rules/thresholds.ts";
import { readScenarioBytes } from "../scenario/read.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { MqbenchError } from "../errors.ts";
import { hideSecrets } from "../secrets.ts";
import { resultOf } from "./given-result.ts";
import type { GivenResult } from "./given-result.ts";
import { gotWords } from "./got-words.ts";
import { judgeResult } from "./judge-result.ts";

export interface Met {
  readonly passes: boolean;
  /** A sentence for each thing that failed, and below it the table of `mqbench gate`. */
  readonly text: string;
}

/**
 * Holds a result, a file of one, or the newest of a folder, against thresholds as a scenario writes them, `qos=1: publishLatency.p99 < 20ms`, beside those that its scenario states itself.
 * A run that is not valid meets nothing, but where only its times are not and every threshold is on an exact figure. Throws a `MqbenchError`
 * for a threshold that could only fail or only pass.
 */
export function meet(given: GivenResult, thresholds: readonly string[]): Met {
  if (!isList(thresholds))
    throw new MqbenchError("usage", `expected a list of thresholds, got ${gotWords(thresholds)}`, {
      hint: 'write them as a scenario does: ["lost == 0"]',
    });
  const whole = withThresholds(resultOf(given), thresholds);
  const judged = judgeResult(whole, null, {
    isExact: timingFaultsOf(whole).length > 0 && !hasVaryingThresholds(whole),
    isStrict: true,
    compareOptions: () => ({}),
  });
  const { verdict } = judged;
  const table = renderGate(verdict, [], cautionTexts(judged.result));
  const text = `${sentencesOf(verdict).join("\n")}\n\n${table}`.trim();
  return { passes: verdict.outcome === "passed", text: escapeTerminal(hideSecrets(text)) };
}

/** Of a caller without types, a string would be taken for a list of its characters. */
function isList(thresholds: readonly string[]): boolean {
  return Array.isArray(thresholds);
}

function sentencesOf(verdict: GateVerdict): readonly string[] {
  if (verdict.notValid.length > 0)
    return [`The run says nothing of the broker, since it is not valid: ${verdict.notValid.join("; ")}.`];
  if (verdict.nothingToCheck !== null)
    return [
      "Nothing is met, since there is nothing to check: no threshold is given, and none of the scenario applies.",
    ];
  const failing = verdict.checks.filter((check) => isFailing(check, verdict));
  return failing.map((check) => `${labelOf(check)} does not hold: ${checkWords(check)}.`);
}

/** The result with the outcomes of more thresholds in each trial. */
function withThresholds(result: RunResult, thresholds: readonly string[]): RunResult {
  const bytes = new TextEncoder().encode(JSON.stringify(result.scenario));
  const { cases } = readScenarioBytes(result.scenarioFile ?? "scenario", bytes, {
    set: [],
    flags: [{ path: ["thresholds"], value: [...thresholds], option: "toMeet" }],
  });
  const trials = result.trials.map((trial): Trial => {
    const scenario = cases.find(({ id }) => id === trial.case)?.scenario;
    if (scenario === undefined) throw new Error(`the scenario has no case ${trial.case}`);
    const stated = new Set(trial.thresholds.map(({ text }) => text));
    const more = outcomesOf(scenario, trial).filter(({ text }) => !stated.has(text));
    return { ...trial, thresholds: [...trial.thresholds, ...more] };
  });
  return { ...result, trials };
}

/** They stand in no file. */
function outcomesOf(scenario: Scenario, { metrics, load, missingReports }: Trial): Trial["thresholds"] {
  const groups = "network" in load ? load.groups : [];
  const ofGroups = new Map(
    groups.map(({ name, metrics: own }): [string, Readonly<Record<string, Measured>>] => [name, own]),
  );
  // A trial in which no connection was lost has no figures of recovery; that there was no outage is known all the same.
  const known: Readonly<Record<string, Measured>> =
    missingReports === undefined ? { outages: { kind: "value", value: 0 }, ...metrics } : metrics;
  return evaluateThresholds(scenario, known, ofGroups).map((outcome) => ({ ...outcome, position: null }));
}
