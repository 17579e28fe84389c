/** Results of several trials for tests of comparisons: case qos=2 of the fake result, with service times that are given. */
import { fakeResult, fakeTrial } from "../../result/testing/fake-result.ts";
import type { Metric } from "../../result/sections/metric-section.ts";
import type { RunResult, Trial } from "../../result/schema.ts";

export interface FakeRun extends Partial<RunResult> {
  /** Medians, one a trial. */
  readonly serviceTimesNs?: readonly number[];
  /** Over what the fake trial has. */
  readonly values?: Readonly<Record<string, number>>;
}

export const steadyNs: readonly number[] = [400e3, 404e3, 398e3, 401e3, 396e3, 403e3, 399e3, 405e3, 397e3, 402e3];

export function fakeRun({ serviceTimesNs = steadyNs, values = {}, ...changes }: FakeRun = {}): RunResult {
  const result = fakeResult();
  const trials = serviceTimesNs.map((ns, index) => fakeMeasured(index + 1, ns, values));
  return {
    ...result,
    cases: result.cases.slice(1).map((each) => ({ ...each, trialsPlanned: trials.length })),
    trials,
    ...changes,
  };
}

function fakeMeasured(trial: number, serviceTimeNs: number, values: Readonly<Record<string, number>>): Trial {
  const made = fakeTrial(2, { trial });
  const serviceTime: Metric = {
    kind: "histogram",
    unit: "ns",
    count: 1000,
    min: serviceTimeNs / 2,
    max: serviceTimeNs * 10,
    mean: serviceTimeNs,
    percentiles: { p50: serviceTimeNs },
    encoded: "",
  };
  const written = Object.fromEntries(
    Object.entries(made.metrics).map(([name, metric]) => {
      const value = values[name];
      return [name, metric.kind === "value" && value !== undefined ? { ...metric, value } : metric];
    }),
  );
  return { ...made, metrics: { ...written, serviceTime } };
}
