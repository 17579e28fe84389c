import { describe, expect, test } from "vitest";
import type { Metric } from "../result/sections/metric-section.ts";
import type { Trial } from "../result/schema.ts";
import { fakeResult, fakeTrial } from "../result/testing/fake-result.ts";
import { costTable, roundRatio } from "./cost.ts";
import type { CostCell } from "./cost.ts";

function withCpu(qos: 0 | 2, trial: number, ns: number, valid = true) {
  const made = fakeTrial(qos, { trial, valid });
  const cpu: Metric = { kind: "value", unit: "ns", value: ns };
  return { ...made, metrics: { ...made.metrics, brokerCpuPerMessage: cpu } };
}

function withServiceTime(qos: 0 | 2, trial: number, p50: number, valid = true) {
  const made = fakeTrial(qos, { trial, valid });
  const time: Metric = {
    kind: "histogram",
    unit: "ns",
    count: 100,
    min: 1,
    max: p50,
    mean: p50,
    percentiles: { p50 },
    encoded: "",
  };
  return { ...made, metrics: { ...made.metrics, serviceTime: time } };
}

function row(trials: ReturnType<typeof withCpu>[], title: string): readonly CostCell[] | undefined {
  return costTable(fakeResult({ trials }))
    .flatMap(({ rows }) => rows)
    .find((each) => each.title === title)?.cells;
}

describe("the cost table", () => {
  test("takes the median over the trials of a case", () => {
    expect(
      row(
        [1, 2, 90].map((ns, index) => withCpu(0, index + 1, ns)),
        "broker CPU a message",
      )?.[0]?.value,
    ).toBe(2);
  });

  test("takes the mean of the two in the middle of an even number", () => {
    expect(
      row(
        [1, 2, 4, 90].map((ns, index) => withCpu(0, index + 1, ns)),
        "broker CPU a message",
      )?.[0]?.value,
    ).toBe(3);
  });

  test("leaves out trials that are not valid", () => {
    expect(row([withCpu(0, 1, 10), withCpu(0, 2, 90, false)], "broker CPU a message")?.[0]?.value).toBe(10);
  });

  test("gives multiples of the first case that has the figure", () => {
    const trials = [1, 2, 3].flatMap((trial) => [withCpu(0, trial, 10), withCpu(2, trial, 25)]);
    expect(row(trials, "broker CPU a message")).toEqual([
      { value: 10, isAtLeast: false, isEstimate: false, isNotValid: false, multiple: null },
      { value: 25, isAtLeast: false, isEstimate: false, isNotValid: false, multiple: 2.5 },
    ]);
  });

  test("gives no multiple of zero or of what does not exist", () => {
    const trials = [fakeTrial(0), fakeTrial(2)];
    const rows = costTable(fakeResult({ trials })).flatMap((section) => section.rows);
    expect(rows.find(({ title }) => title === "round trips")?.cells.map(({ multiple }) => multiple)).toEqual([
      null,
      null,
    ]);
    expect(rows.find(({ title }) => title === "service time p50")?.cells[0]).toEqual({
      value: null,
      isAtLeast: false,
      isEstimate: false,
      isNotValid: false,
      multiple: null,
    });
  });
});

describe("the ratio of two cases", () => {
  const p50 = { metric: "serviceTime", statistic: "p50" } as const;
  const ratioOf = (trials: readonly Trial[]) =>
    roundRatio(fakeResult({ trials: [...trials] }), ["qos=2", "qos=0"], p50);

  test("compares the trials of one round, so that drift cancels", () => {
    const rounds = [10, 100, 1000].flatMap((ns, at) => [
      withServiceTime(0, at + 1, ns),
      withServiceTime(2, at + 1, ns * (2 + at / 10)),
    ]);
    // Logarithms of 2, 2.1 and 2.2: mean 0.7413, standard deviation 0.04767; t of two degrees of freedom is 4.303.
    const ratio = ratioOf(rounds);
    expect(ratio?.ratio).toBeCloseTo(2.0984, 4);
    expect(ratio?.low).toBeCloseTo(2.0984 * Math.exp((-4.303 * 0.04767) / Math.sqrt(3)), 3);
    expect(ratio?.high).toBeCloseTo(2.0984 * Math.exp((4.303 * 0.04767) / Math.sqrt(3)), 3);
    expect(ratio?.rounds).toBe(3);
  });

  test("does not exist with fewer than three rounds of which both trials are valid", () => {
    const rounds = [1, 2, 3].flatMap((trial) => [
      withServiceTime(0, trial, 10, trial !== 2),
      withServiceTime(2, trial, 20),
    ]);
    expect(ratioOf(rounds)).toBeNull();
  });

  test("does not exist where a case lacks the figure, or is only known to be at least so long", () => {
    expect(ratioOf([fakeTrial(0), fakeTrial(2)])).toBeNull();
    const rounds = [1, 2, 3].flatMap((trial) => [withServiceTime(0, trial, 10), withServiceTime(2, trial, 20)]);
    const [first, ...others] = rounds;
    const found = first?.metrics["serviceTime"];
    if (first === undefined || found?.kind !== "histogram") throw new Error("no service time");
    const serviceTime: Metric = { ...found, unended: { count: 60, encoded: "", atMost: { p50: null } } };
    expect(ratioOf(rounds)?.ratio).toBeCloseTo(2, 9);
    expect(ratioOf([{ ...first, metrics: { ...first.metrics, serviceTime } }, ...others])).toBeNull();
  });
});

describe("a multiple of what is timed", () => {
  const cpu = (factors: readonly number[]) =>
    row(
      factors.flatMap((factor, at) => [withCpu(0, at + 1, 10), withCpu(2, at + 1, 10 * factor)]),
      "broker CPU a message",
    )?.map(({ multiple }) => multiple);

  test.each([
    ["one trial of each", [2.5], null],
    ["an interval that includes 1", [1.4, 0.8, 1.5], null],
    ["an interval that excludes it", [2.5, 2.4, 2.6], 2.5],
  ] as const)("%s", (_, factors, multiple) => {
    expect(cpu(factors)).toEqual([null, multiple]);
  });
});
