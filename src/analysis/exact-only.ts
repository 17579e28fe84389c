/** What holds of a run whose times are not valid: what the specification fixes does not hang on when a message left. Pure. */
import type { RunResult, Trial } from "../result/schema.ts";
import { exactMetrics } from "./figure.ts";
import type { Side } from "./side.ts";

/** Codes of a generator that was late or too busy: every message was sent and counted all the same. */
const timingFaults: ReadonlySet<string> = new Set([
  "late",
  "event-loop-late",
  "generator-busy",
  "read-late",
  "sender-starved",
]);

const isExact = new Set<string>(exactMetrics);

/** Why the times of a run are not valid, where that is all there is against it; empty otherwise. */
export function timingFaultsOf({ trials, status }: RunResult): readonly string[] {
  const faults = trials.flatMap(({ invalidBecause }) => invalidBecause);
  const isTimingAlone = status === "complete" && faults.every(({ code }) => timingFaults.has(code));
  return isTimingAlone ? [...new Set(faults.map(({ text }) => text))] : [];
}

/** Whether a threshold of the run needs a time, or what else varies from run to run. */
export function hasVaryingThresholds({ trials }: RunResult): boolean {
  return trials.some(({ thresholds }) =>
    thresholds.some((threshold) => threshold.outcome !== "not applicable" && !isOfExact(threshold)),
  );
}

/** Whether the run states a threshold that its exact figures do not answer, applicable or not. */
export function statesVaryingThreshold({ trials }: RunResult): boolean {
  return trials.some(({ thresholds }) => thresholds.some((threshold) => !isOfExact(threshold)));
}

/** The run with its exact figures and the thresholds on them, in which a late generator is no fault. */
export function exactOnly(result: RunResult): RunResult {
  return { ...result, trials: result.trials.map(exactTrial) };
}

/** A side with its exact figures: times that the other does not have are no lack of the other. */
export function exactSide(side: Side): Side {
  return { ...side, cases: side.cases.map((each) => ({ ...each, trials: each.trials.map(exactTrial) })) };
}

function exactTrial(trial: Trial): Trial {
  const invalidBecause = trial.invalidBecause.filter(({ code }) => !timingFaults.has(code));
  return {
    ...trial,
    valid: invalidBecause.length === 0,
    invalidBecause,
    metrics: Object.fromEntries(Object.entries(trial.metrics).filter(([name]) => isExact.has(name))),
    thresholds: trial.thresholds.filter(isOfExact),
  };
}

/** `qos=2: lost == 0`: the metric stands before the comparison, behind what it is limited to. */
function isOfExact({ text }: Trial["thresholds"][number]): boolean {
  const [, metric = ""] = /([A-Za-z]+)\s*(?:[<>]=?|[=!]=)/u.exec(text) ?? [];
  return isExact.has(metric);
}
