import { describe, expect, test } from "vitest";
import { fakeHoldResult } from "../../result/testing/fake-hold-result.ts";
import { fakeResult } from "../../result/testing/fake-result.ts";
import type { ResultCase } from "../../result/schema.ts";
import { chartGroups, shownCases, shownRuns } from "./cases.ts";

const labelsOf = (...results: ReturnType<typeof fakeResult>[]) => shownRuns(results).map(({ label }) => label);

describe("runs", () => {
  test("need no label when there is one", () => {
    expect(labelsOf(fakeResult())).toEqual([""]);
  });

  test("are told apart by start, commit and broker, else by number", () => {
    const later = fakeResult({ startedAt: "2026-11-24T09:30:00.000Z" });
    expect(labelsOf(fakeResult(), later)).toEqual(["2026-11-23 08:00 1a2b3c4 aedes", "2026-11-24 09:30 1a2b3c4 aedes"]);
    expect(labelsOf(fakeResult(), fakeResult())).toEqual([
      "2026-11-23 08:00 1a2b3c4 aedes (1)",
      "2026-11-23 08:00 1a2b3c4 aedes (2)",
    ]);
  });

  test("of several scenarios say which, and outside a repository whose they are", () => {
    const { environment } = fakeResult();
    const homeless = fakeResult({ environment: { ...environment, commit: null } });
    expect(labelsOf(homeless, fakeHoldResult())).toEqual([
      "2026-11-23 08:00 f4k3 fake aedes",
      "2026-11-23 08:00 1a2b3c4 inflight-memory aedes",
    ]);
  });
});

describe("cases", () => {
  test("without a valid trial are not shown", () => {
    const trials = fakeResult().trials.map((trial) => ({ ...trial, valid: trial.case === "qos=2" }));
    expect(shownCases(shownRuns([fakeResult({ trials })])).map(({ label }) => label)).toEqual(["qos=2"]);
  });

  test("of a scenario without a sweep have its name", () => {
    const cases = fakeResult().cases.map((each) => ({ ...each, id: "" }));
    const trials = fakeResult().trials.map((trial) => ({ ...trial, case: "" }));
    const [only] = shownCases(shownRuns([fakeResult({ cases: cases.slice(0, 1), trials })]));
    expect(only?.label).toBe("fake");
  });

  test("whose figures blend several groups of sensors say so", () => {
    const trials = fakeResult().trials.map((trial, index) => {
      const { load } = trial;
      if (index > 0 || load.kind !== "steady") return trial;
      return { ...trial, load: { ...load, groups: [...load.groups, ...load.groups] } };
    });
    expect(shownCases(shownRuns([fakeResult({ trials })])).map(({ label, name }) => [label, name])).toEqual([
      ["qos=0, all groups", "qos=0"],
      ["qos=2", "qos=2"],
    ]);
  });
});

describe("a chart", () => {
  const groupsOf = (axes: readonly ResultCase["axes"][]) => {
    const [first] = shownCases(shownRuns([fakeResult()]));
    if (first === undefined) throw new Error("the fixture shows no case");
    const cases = axes.map((each, at) => ({ ...first, label: String(at), of: { ...first.of, axes: each } }));
    return chartGroups(cases).map((group) => group.map(({ label }) => Number(label)));
  };

  test("shows up to six cases", () => {
    expect(groupsOf([])).toEqual([]);
    expect(groupsOf(Array.from({ length: 6 }, (_, at) => ({ at })))).toEqual([[0, 1, 2, 3, 4, 5]]);
  });

  test("of many cases shows those that differ in QoS alone", () => {
    const axes = ["a", "b", "c"].flatMap((broker) => [0, 1, 2].map((qos) => ({ broker, qos })));
    expect(groupsOf(axes)).toEqual([
      [0, 1, 2],
      [3, 4, 5],
      [6, 7, 8],
    ]);
  });

  test("of many cases that differ in everything shows six after six", () => {
    expect(groupsOf(Array.from({ length: 10 }, (_, at) => ({ at })))).toEqual([
      [0, 1, 2, 3, 4, 5],
      [6, 7, 8, 9],
    ]);
  });
});
