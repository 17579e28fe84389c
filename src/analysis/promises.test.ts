import { describe, expect, it } from "vitest";
import { seededRandom } from "../seeded-random.ts";
import { medianInterval, ratioOfPairs, ratioOfSamples } from "./ranks/effect.ts";
import { meanInterval } from "./ranks/interval.ts";
import { detectableChange } from "./ranks/power.ts";
import { holm, mannWhitney, significanceLevel, signedRank } from "./ranks/significance.ts";

// What comparisons promise, in repetitions of the same seed; `npm run bench:statistics` is the long form.
const noise = 0.05;

function normals(random: () => number, count: number): readonly number[] {
  return Array.from({ length: count }, () => {
    const radius = Math.sqrt(-2 * Math.log(1 - random()));
    return radius * Math.cos(2 * Math.PI * random());
  });
}

const levels = (random: () => number, trials: number, level = 1): readonly number[] =>
  normals(random, trials).map((value) => level * Math.exp(noise * value));

function logRatios(random: () => number, pairs: number): readonly number[] {
  return normals(random, pairs).map((value) => noise * value);
}

function share(repetitions: number, isTrue: () => boolean): number {
  let count = 0;
  for (let repetition = 0; repetition < repetitions; repetition += 1) if (isTrue()) count += 1;
  return count / repetitions;
}

const covers = (interval: readonly [number, number] | null, truth: number): boolean =>
  interval !== null && interval[0] <= truth && interval[1] >= truth;

describe("95 % intervals miss the truth five times in a hundred", () => {
  // 4,000 repetitions: a standard error of 0.35 points.
  const repetitions = 4000;

  it.each([5, 6, 8, 10])("of two samples of %d", (trials) => {
    const random = seededRandom(trials, "samples");
    const covered = share(repetitions, () =>
      covers(ratioOfSamples(levels(random, trials), levels(random, trials)).interval, 1),
    );
    expect(Math.abs(covered - 0.95)).toBeLessThan(0.01);
  });

  it.each([6, 8, 10, 20])("of %d pairs", (pairs) => {
    const random = seededRandom(pairs, "pairs");
    const covered = share(repetitions, () => covers(ratioOfPairs(logRatios(random, pairs)).interval, 1));
    expect(Math.abs(covered - 0.95)).toBeLessThan(0.01);
  });

  it.each([6, 8, 10, 20])("of the median of %d trials", (trials) => {
    const random = seededRandom(trials, "median");
    const covered = share(repetitions, () => covers(medianInterval(levels(random, trials)), 1));
    expect(Math.abs(covered - 0.95)).toBeLessThan(0.01);
  });

  it.each([5, 10, 20])("of the mean of %d brokers", (brokers) => {
    const random = seededRandom(brokers, "mean");
    const covered = share(repetitions, () => {
      const { mean, halfWidth } = meanInterval(normals(random, brokers)) ?? { mean: Number.NaN, halfWidth: null };
      return Math.abs(mean) <= (halfWidth ?? 0);
    });
    expect(Math.abs(covered - 0.95)).toBeLessThan(0.01);
  });
});

describe("a comparison of the same thing", () => {
  it.each([
    [6, false, 8],
    [8, false, 24],
    [10, true, 24],
  ])("of %d trials (pairs: %s) and %d figures finds something in at most 5 of 100", (trials, isPaired, figures) => {
    const random = seededRandom(trials, "same");
    const alarms = share(500, () =>
      holm(
        Array.from({ length: figures }, () =>
          isPaired
            ? signedRank(logRatios(random, trials))
            : mannWhitney(levels(random, trials), levels(random, trials)),
        ),
      ).some((p) => p < significanceLevel),
    );
    expect(alarms).toBeLessThanOrEqual(0.05 + 0.02);
  });
});

describe("a change that is said to be detectable", () => {
  it.each([
    [5, "Mann-Whitney", 1],
    [6, "Mann-Whitney", 8],
    [10, "Mann-Whitney", 24],
    [8, "signed rank", 1],
    [10, "signed rank", 8],
  ] as const)("is found by eight of ten comparisons: %d trials, %s, among %d", (trials, test, tests) => {
    const random = seededRandom(trials, test);
    const minEffect = 0.05;
    const change = detectableChange(noise, { test, trials: [trials, trials], tests, minEffect });
    const found = share(2000, () => {
      const pairs = logRatios(random, trials).map((value) => value + Math.log1p(change));
      const [base, head] = [levels(random, trials), levels(random, trials, 1 + change)];
      const p = test === "signed rank" ? signedRank(pairs) : mannWhitney(base, head);
      const { ratio } = test === "signed rank" ? ratioOfPairs(pairs) : ratioOfSamples(base, head);
      return p * tests < significanceLevel && ratio > 1 + minEffect;
    });
    expect(Math.abs(found - 0.8)).toBeLessThan(0.05);
  });

  it("does not exist for too few trials", () => {
    const design = { test: "Mann-Whitney", trials: [5, 5], tests: 8, minEffect: 0.05 } as const;
    expect(detectableChange(noise, design)).toBe(Number.POSITIVE_INFINITY);
  });
});
