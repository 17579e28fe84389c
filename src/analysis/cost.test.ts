import { describe, expect, test } from "vitest";
import type { Metric } from "../result/schema.ts";
import { fakeResult, fakeTrial } from "../result/fake-result.ts";
import { costTable, pairRatios } from "./cost.ts";
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
    const cells = row([withCpu(0, 1, 10), withCpu(2, 1, 25)], "broker CPU a message");
    expect(cells).toEqual([
      { value: 10, multiple: null },
      { value: 25, multiple: 2.5 },
    ]);
  });

  test("gives no multiple of zero or of what does not exist", () => {
    const trials = [fakeTrial(0), fakeTrial(2)];
    const rows = costTable(fakeResult({ trials })).flatMap((section) => section.rows);
    expect(rows.find(({ title }) => title === "round trips")?.cells.map(({ multiple }) => multiple)).toEqual([
      null,
      null,
    ]);
    expect(rows.find(({ title }) => title === "service time p50")?.cells[0]).toEqual({ value: null, multiple: null });
  });
});

describe("paired ratios", () => {
  test("compare the trials of one round, so that drift cancels", () => {
    const trials = [
      withServiceTime(0, 1, 10),
      withServiceTime(2, 1, 20),
      withServiceTime(0, 2, 100),
      withServiceTime(2, 2, 210),
    ];
    expect(pairRatios(fakeResult({ trials }), "qos=2", "qos=0", "serviceTime")).toEqual({
      median: 2.05,
      min: 2,
      max: 2.1,
      pairs: 2,
    });
  });

  test("leave out a round of which one trial is not valid", () => {
    const trials = [
      withServiceTime(0, 1, 10),
      withServiceTime(2, 1, 20),
      withServiceTime(0, 2, 10, false),
      withServiceTime(2, 2, 90),
    ];
    expect(pairRatios(fakeResult({ trials }), "qos=2", "qos=0", "serviceTime")).toMatchObject({ median: 2, pairs: 1 });
  });

  test("do not exist where a case lacks the figure", () => {
    expect(pairRatios(fakeResult(), "qos=2", "qos=0", "serviceTime")).toBeNull();
  });
});
