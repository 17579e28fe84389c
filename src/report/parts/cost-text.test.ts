import { describe, expect, test } from "vitest";
import { fakeResult, fakeTrial } from "../../result/testing/fake-result.ts";
import type { Metric } from "../../result/sections/metric-section.ts";
import type { RunResult } from "../../result/schema.ts";
import { qosAnswer } from "./cost-text.ts";

/** QoS 1 and QoS 2, whose p99 of the service time are so many µs, by trial. */
function levels(one: readonly number[], two: readonly number[]): RunResult {
  const time = (us: number): Metric => ({
    kind: "histogram",
    unit: "ns",
    count: 1000,
    min: 1,
    max: us * 1e3,
    mean: us * 1e3,
    percentiles: { p50: 1, p99: us * 1e3 },
    encoded: "",
  });
  const trialOf = (qos: 1 | 2) => (us: number, at: number) => {
    const made = fakeTrial(2, { case: `qos=${qos}`, trial: at + 1 });
    const bytes: Metric = { kind: "value", unit: "bytes", value: qos === 1 ? 100 : 108 };
    return { ...made, metrics: { ...made.metrics, serviceTime: time(us), wireBytesPerMessage: bytes } };
  };
  const [, dear] = fakeResult().cases;
  if (dear === undefined) throw new Error("the fixture has no second case");
  return fakeResult({
    cases: [1, 2].map((qos) => ({
      ...dear,
      id: `qos=${qos}`,
      axes: { qos },
      qos: { sensors: [qos], subscribers: [qos] },
    })),
    trials: [...one.map(trialOf(1)), ...two.map(trialOf(2))],
  });
}

test("QoS may be swept by the sensors' own key", () => {
  const { cases, trials } = levels([100, 200, 300], [210, 400, 630]);
  const named = cases.map((each) => ({ ...each, axes: { "sensors.qos": each.axes["qos"] ?? 0 } }));
  expect(qosAnswer(fakeResult({ cases: named, trials }), named)).toContain("QoS 2 costs 1.08 times the bytes of QoS 1");
});

describe("the answer in a sentence", () => {
  test.each([
    [
      "one trial of each: bytes are exact, times are not told",
      [[100], [52]],
      "QoS 2 costs 1.08 times the bytes of QoS 1 on aedes 1.2.0 (embedded).",
    ],
    [
      "an interval that excludes 1",
      [
        [100, 200, 300],
        [210, 400, 630],
      ],
      "QoS 2 costs 1.08 times the bytes of QoS 1, and takes 2.07 (95 % interval 1.93 to 2.22, 3 rounds) times the p99 of the service time (mqbench's read lag is in both) of QoS 1 on aedes 1.2.0 (embedded).",
    ],
    [
      "an interval that includes 1",
      [
        [90, 100, 900],
        [210, 200, 220],
      ],
      "QoS 2 costs 1.08 times the bytes of QoS 1, and cannot be told from QoS 1 by the p99 of the service time (mqbench's read lag is in both) (95 % interval 0.0456 to 23.9 times, 3 rounds) on aedes 1.2.0 (embedded).",
    ],
  ] as const)("%s", (_, [one, two], answer) => {
    const result = levels(one, two);
    expect(qosAnswer(result, result.cases)).toBe(answer);
  });

  test("is of the service time less read lag where every round has it", () => {
    const made = levels([100, 200, 300], [210, 400, 630]);
    const less = levels([50, 100, 150], [155, 300, 465]);
    const result = {
      ...made,
      trials: made.trials.map((trial, at) => {
        const serviceTimeLessReadLag = less.trials[at]?.metrics["serviceTime"];
        if (serviceTimeLessReadLag === undefined) throw new Error("as many trials");
        return { ...trial, metrics: { ...trial.metrics, serviceTimeLessReadLag } };
      }),
    };
    expect(qosAnswer(result, result.cases)).toContain(
      "takes 3.07 (95 % interval 2.93 to 3.21, 3 rounds) times the p99 of the service time less read lag of QoS 1",
    );
    const [first, ...others] = result.trials;
    if (first === undefined) throw new Error("no trial");
    const { serviceTimeLessReadLag: _, ...without } = first.metrics;
    const lacking = { ...result, trials: [{ ...first, metrics: without }, ...others] };
    expect(qosAnswer(lacking, lacking.cases)).toContain("the service time (mqbench's read lag is in both)");
  });

  test("has no times of one trial, whichever they are", () => {
    const result = fakeResult();
    expect(qosAnswer(result, result.cases)).toBe(
      "QoS 2 costs 1.15 times the bytes of QoS 0 on aedes 1.2.0 (embedded).",
    );
  });

  test("leaves out a level that the broker cannot run", () => {
    const result = fakeResult();
    const cases = result.cases.map((each) => ({ ...each, unsupported: each.axes["qos"] === 2 ? "no QoS 2" : null }));
    expect(qosAnswer(result, cases)).toBeUndefined();
  });

  test("says nothing of one level, or of trials that are not valid", () => {
    const result = fakeResult({ trials: fakeResult().trials.map((trial) => ({ ...trial, valid: false })) });
    expect(qosAnswer(result, result.cases)).toBeUndefined();
    expect(qosAnswer(result, result.cases.slice(0, 1))).toBeUndefined();
  });
});
