import { describe, expect, it } from "vitest";
import { judgeDifference, measureDifference } from "./compare-samples.ts";
import type { Difference } from "./compare-samples.ts";
import { seededRandom } from "../../seeded-random.ts";

/** Run-to-run noise: lognormal, by Box and Muller. */
function trials(random: () => number, level: number, noise: number, count = 10): readonly number[] {
  return Array.from({ length: count }, () => {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    return level * Math.exp(noise * normal);
  });
}

function verdictOf(base: readonly number[], head: readonly number[]): string {
  const difference = measureDifference({ base, head, pairs: null });
  if (typeof difference === "string") return difference;
  return judgeDifference(difference, { adjustedP: difference.p, tests: 1, minEffect: 0.05, better: "lower" }).verdict;
}

/** Shares of a thousand repetitions. */
function shares(level: number): Readonly<Record<string, number>> {
  const random = seededRandom(20_261_124);
  const counts: Record<string, number> = {};
  for (let run = 0; run < 1000; run += 1) {
    const verdict = verdictOf(trials(random, 100, 0.05), trials(random, level, 0.05));
    counts[verdict] = (counts[verdict] ?? 0) + 1 / 1000;
  }
  return counts;
}

describe("ten trials a side with 5 % noise", () => {
  it("cry wolf in at most 3 of 100 comparisons of the same thing", () => {
    const { regressed = 0, improved = 0, inconclusive = 0, ...rest } = shares(100);
    expect(regressed + improved).toBeLessThanOrEqual(0.03);
    expect(regressed + improved + inconclusive + (rest["no change"] ?? 0)).toBeCloseTo(1, 9);
  });

  it("find a change of a tenth in at least 93 of 100", () => {
    expect(shares(110)["regressed"]).toBeGreaterThanOrEqual(0.93);
    expect(shares(100 / 1.1)["improved"]).toBeGreaterThanOrEqual(0.93);
  });
});

describe("interleaved pairs", () => {
  it("find under a drift what two samples cannot", () => {
    const random = seededRandom(3);
    const base = trials(random, 100, 0.01).map((value, index) => value * 1.2 ** index);
    const head = trials(random, 112, 0.01).map((value, index) => value * 1.2 ** index);
    const pairs = base.map((value, index) => [value, head[index] ?? 0] as const);
    const options = { tests: 1, minEffect: 0.05, better: "lower" } as const;
    const paired = measured({ base, head, pairs });
    const unpaired = measured({ base, head, pairs: null });
    expect(judgeDifference(paired, { ...options, adjustedP: paired.p }).verdict).toBe("regressed");
    expect(judgeDifference(unpaired, { ...options, adjustedP: unpaired.p }).verdict).toBe("inconclusive");
    expect(paired).toMatchObject({ test: "signed rank", trials: [10, 10] });
  });
});

describe("verdicts", () => {
  const random = seededRandom(1);
  const base = trials(random, 100, 0.01);
  const options = { tests: 1, minEffect: 0.05, better: "lower" } as const;

  it("worse is more where lower is better, and less where higher is", () => {
    const more = measured({ base, head: base.map((value) => value * 1.2), pairs: null });
    expect(judgeDifference(more, { ...options, adjustedP: more.p }).verdict).toBe("regressed");
    expect(judgeDifference(more, { ...options, adjustedP: more.p, better: "higher" }).verdict).toBe("improved");
  });

  it("a change that chance does not explain but is too small to matter is no change, and says what would have been seen", () => {
    const little = measured({ base, head: base.map((value) => value * 1.03), pairs: null });
    const judged = judgeDifference(little, { ...options, adjustedP: little.p });
    expect(little.p).toBeLessThan(0.05);
    expect(judged.verdict).toBe("no change");
    expect(judged.detectable).toBeGreaterThan(0.05);
    expect(judged.detectable).toBeLessThan(0.06);
  });

  it("a large change that the correction leaves no test for is inconclusive, and says how many trials it would take", () => {
    const large = measured({ base, head: base.map((value) => value * 1.1), pairs: null });
    expect(judgeDifference(large, { ...options, adjustedP: 0.06 })).toMatchObject({
      verdict: "inconclusive",
      trialsNeeded: 11,
    });
  });

  it("an interval that reaches past the least change is inconclusive", () => {
    const noisy = trials(seededRandom(5), 100, 0.2);
    const head = trials(seededRandom(6), 100, 0.2);
    const difference = measured({ base: noisy, head, pairs: null });
    const judged = judgeDifference(difference, { ...options, adjustedP: difference.p });
    expect(judged.verdict).toBe("inconclusive");
    expect(judged.trialsNeeded).toBeGreaterThan(10);
  });
});

it("what is the same in every trial is no change, where there are enough trials to differ", () => {
  const options = { adjustedP: 1, tests: 1, minEffect: 0.05, better: "lower" } as const;
  const same = measured({ base: [7, 7, 7, 7], head: [7, 7, 7, 7], pairs: null });
  expect(same.isConstant).toBe(true);
  expect(judgeDifference(same, options).verdict).toBe("no change");
  const once = measured({ base: [7], head: [7], pairs: null });
  expect(once.isConstant).toBe(false);
  expect(judgeDifference(once, options).verdict).toBe("inconclusive");
});

it("one trial a side says nothing of how much trials differ: the fewest that a test needs are named", () => {
  const options = { adjustedP: 1, tests: 8, minEffect: 0.05, better: "lower" } as const;
  const once = measured({ base: [100], head: [150], pairs: null });
  expect(judgeDifference(once, options)).toMatchObject({ isSpreadKnown: false, trialsNeeded: 6 });
  const pair = measured({ base: [100], head: [150], pairs: [[100, 150]] });
  expect(judgeDifference(pair, options)).toMatchObject({ isSpreadKnown: false, trialsNeeded: 9 });
  const twice = measured({ base: [100, 101], head: [150, 149], pairs: null });
  expect(judgeDifference(twice, options)).toMatchObject({ isSpreadKnown: true });
});

it("pairs that no round has on both sides are not compared", () => {
  expect(measureDifference({ base: [100], head: [200], pairs: [] })).toBe("no round has it on both sides");
});

it("zeros have no ratio", () => {
  expect(verdictOf([0, 1, 1, 1, 1], [1, 1, 1, 1, 1])).toBe("has values of 0 or below: there is no ratio");
});

function measured(samples: Parameters<typeof measureDifference>[0]): Difference {
  const difference = measureDifference(samples);
  if (typeof difference === "string") throw new Error(difference);
  return difference;
}
