import { describe, expect, it } from "vitest";
import { fakeCapacityResult } from "../../src/result/testing/fake-capacity-result.ts";
import { fakeResult, fakeTrial } from "../../src/result/testing/fake-result.ts";
import { fakeHandshakeResult } from "../../src/result/testing/fake-stepwise-results.ts";
import { besideText, changedVerdicts, pairVerdicts, verdictOf } from "./beside.ts";
import type { ComparedBroker } from "./page.ts";
import { reachesOf } from "./reaches.ts";

const cpu = "cost, qos=2: broker CPU a message";

/** Five trials about a CPU time, a microsecond apart: ± 1.96 µs. */
function broker(title: string, microseconds: number, changes: Partial<ComparedBroker> = {}): ComparedBroker {
  return brokerOf(
    title,
    [-2, -1, 0, 1, 2].map((step) => microseconds + step),
    changes,
  );
}

function brokerOf(
  title: string,
  microseconds: readonly number[],
  changes: Partial<ComparedBroker> = {},
): ComparedBroker {
  const trials = microseconds.map((time, index) => {
    const made = fakeTrial(2, { trial: index + 1 });
    const value = time * 1000;
    return { ...made, metrics: { brokerCpuPerMessage: { kind: "value", unit: "ns", value } } } as const;
  });
  return { title, runs: { cost: fakeResult({ trials }) }, capacity: undefined, ...changes };
}

function reach(low: number, high: number): { low: number; high: number; middle: number; text: string } {
  return { low, high, middle: (low + high) / 2, text: "" };
}

describe("a verdict", () => {
  it("needs all of the one below all of the other", () => {
    expect(verdictOf(reach(1, 2), reach(3, 4))).toBe("lower");
    expect(verdictOf(reach(3, 4), reach(1, 2))).toBe("higher");
    expect(verdictOf(reach(1, 3), reach(3, 4))).toBe("none");
  });

  it("needs a difference of 5 %, however narrow the intervals are", () => {
    expect(verdictOf(reach(100, 100), reach(104, 104))).toBe("none");
    expect(verdictOf(reach(100, 100), reach(106, 106))).toBe("lower");
    expect(verdictOf(reach(0, 0), reach(1, 1))).toBe("lower");
  });

  it("is none where a figure is only a lower bound on the side that would be below", () => {
    expect(verdictOf({ ...reach(1, 2), high: Infinity }, reach(3, 4))).toBe("none");
    expect(verdictOf({ ...reach(5, 6), high: Infinity }, reach(3, 4))).toBe("higher");
  });

  it("is not made of what one of them does not have", () => {
    expect(verdictOf(undefined, reach(3, 4))).toBe("not compared");
  });
});

describe("two passes", () => {
  it("with the same order have no changed verdict", () => {
    const first = [broker("a 1", 20), broker("b 1", 40)];
    const second = [broker("a 1", 22), broker("b 1", 43)];
    expect(pairVerdicts(first, second).map(({ verdicts }) => verdicts)).toEqual([["lower", "lower"]]);
    expect(changedVerdicts(first, second)).toEqual([]);
    const text = besideText({ first, second, folders: ["one", "two"], command: "c" });
    expect(text).toContain("**No verdict changed**, of 1 pairs of figures.");
    expect(text).toContain("Verdicts told: 1 by the first pass, 1 by the second, 1 by both.");
    expect(text).toContain(`| ${cpu} | 1 | 1 | 0 | 0 | 0 |`);
    expect(text).toContain("No broker differs from itself.");
  });

  it("tell a verdict that is turned round from one that one of them does not have, and a broker that differs from itself", () => {
    const first = [broker("a 1", 20), broker("b 1", 40), broker("c 1", 60)];
    const second = [broker("a 1", 20), broker("b 1", 80), broker("c 1", 60)];
    const changed = changedVerdicts(first, second);
    expect(changed.map(({ brokers, verdicts }) => [...brokers, ...verdicts])).toEqual([
      ["b 1", "c 1", "lower", "higher"],
    ]);
    const text = besideText({ first, second, folders: ["one", "two"], command: "c" });
    expect(text).toContain("**Verdicts that changed: 1**, of 3 pairs of figures.");
    expect(text).toContain(`| ${cpu} | b 1 | 40 µs ± 1.96 µs, 80 µs ± 1.96 µs | c 1 |`);
    expect(text).toContain(`| ${cpu} | b 1 | 40 µs ± 1.96 µs | 80 µs ± 1.96 µs |`);
    const without = [broker("a 1", 20), broker("b 1", 20), broker("c 1", 60)];
    expect(changedVerdicts(first, without)).toEqual([]);
    const alone = besideText({ first, second: without, folders: ["one", "two"], command: "c" });
    expect(alone).toContain(`| ${cpu} | 3 | 2 | 0 | 1 | 0 |`);
    expect(alone).toMatch(/## What one pass tells alone\n\n.*\n.*\n.*\| lower \| none \|$/mu);
  });

  it("tell a broker whose one trial of five went badly, however wide that makes its interval", () => {
    const bad = brokerOf("b 1", [40, 41, 42, 43, 400]);
    const verdicts = pairVerdicts([broker("a 1", 20), bad], [broker("a 1", 20), broker("b 1", 40)]);
    expect(verdicts[0]?.texts[1]).toContain("113 µs ± 199 µs");
    expect(verdicts[0]?.verdicts).toEqual(["lower", "lower"]);
  });

  it("turn nothing round where one of them does not have a broker", () => {
    const [first, second] = [[broker("a 1", 20), broker("b 1", 40)], [broker("a 1", 20)]];
    expect(pairVerdicts(first, second).map(({ verdicts }) => verdicts)).toEqual([["lower", "not compared"]]);
    expect(changedVerdicts(first, second)).toEqual([]);
  });
});

describe("what a figure lies between", () => {
  it("of a capacity is what was sustained and what failed, without an end where mqbench was the limit", () => {
    const reaches = reachesOf({ title: "a 1", runs: {}, capacity: fakeCapacityResult() });
    expect(reaches.get("capacity, qos=1: rate sustained")).toMatchObject({ low: 4000, high: 4200 });
    expect(reaches.get("capacity, qos=2: rate sustained")).toMatchObject({ low: 2000, high: Infinity });
  });

  it("of guarantees is the number of broken steps", () => {
    const [careful, careless] = fakeHandshakeResult().trials;
    if (careful === undefined || careless === undefined) throw new Error("the fake has two brokers");
    const [kept, broken] = [careful, careless].map((trial) =>
      reachesOf({ title: "a 1", runs: { guarantees: fakeResult({ trials: [trial] }) }, capacity: undefined }),
    );
    const levels = [0, 1, 2].map((qos) => `guarantees, qos=${qos}: broken steps`);
    expect(levels.flatMap((key) => kept?.get(key)?.low ?? []).every((count) => count === 0)).toBe(true);
    expect(levels.flatMap((key) => broken?.get(key)?.low ?? []).some((count) => count > 0)).toBe(true);
  });

  it("is nothing where there are too few trials for an interval", () => {
    const few = { ...broker("a 1", 20), runs: { cost: fakeResult() } };
    expect([...reachesOf(few).keys()]).toEqual([]);
  });
});
