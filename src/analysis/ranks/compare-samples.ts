/** One figure of two runs by its trials: how large the difference is, how likely by chance, and what may be said of it. Pure. */
import type { Better } from "../../metrics/metric-info.ts";
import { ratioOfPairs, ratioOfSamples } from "./effect.ts";
import type { Effect } from "./effect.ts";
import { approximateChange, detectableChange, spreadOf } from "./power.ts";
import type { TestDesign } from "./power.ts";
import { fewestTrialsFor, leastP, mannWhitney, signedRank, significanceLevel } from "./significance.ts";
import type { TestName } from "./significance.ts";

/** Values by trial; of interleaved runs, also the two of each round. */
export interface Samples {
  readonly base: readonly number[];
  readonly head: readonly number[];
  readonly pairs: readonly (readonly [base: number, head: number])[] | null;
}

export interface Difference {
  readonly effect: Effect;
  readonly test: TestName;
  readonly p: number;
  /** Trials of both sides; of pairs, their number twice. */
  readonly trials: readonly [base: number, head: number];
  /** Standard deviation of the logarithms of a side's trials, or of the pairs' ratios. */
  readonly spread: number;
  /** Every value of both sides is the same, over enough trials for a test: as it can never differ by chance, it takes no place among the tests. */
  readonly isConstant: boolean;
}

type Verdict = "regressed" | "improved" | "no change" | "inconclusive";

export interface Judgement {
  readonly verdict: Verdict;
  /** The smallest change that would have been found eight times out of ten, where none was found; null: so few trials find none. */
  readonly detectable: number | null;
  /** How many trials a side would settle it if the ratio stays as it is; null: it is settled. */
  readonly trialsNeeded: number | null;
  /** One trial a side, or one pair, does not say how much trials differ: `trialsNeeded` is then the fewest that a test could pass with. */
  readonly isSpreadKnown: boolean;
}

/** More than anyone would run. */
export const mostTrialsNeeded = 1000;

/** The difference, or in words why there is none. */
export function measureDifference({ base, head, pairs }: Samples): Difference | string {
  if (base.length === 0 || head.length === 0) return `the ${base.length === 0 ? "base" : "head"} does not have it`;
  if (pairs?.length === 0) return "no round has it on both sides";
  if ([...base, ...head].some((value) => value <= 0)) return "has values of 0 or below: there is no ratio";
  const isSame = new Set([...base, ...head]).size === 1;
  if (pairs === null) {
    return {
      effect: ratioOfSamples(base, head),
      test: "Mann-Whitney",
      p: mannWhitney(base, head),
      trials: [base.length, head.length],
      spread: spreadOf([base.map(Math.log), head.map(Math.log)]),
      isConstant: isSame && leastP("Mann-Whitney", [base.length, head.length]) < significanceLevel,
    };
  }
  const logRatios = pairs.map(([from, to]) => Math.log(to / from));
  return {
    effect: ratioOfPairs(logRatios),
    test: "signed rank",
    p: signedRank(logRatios),
    trials: [pairs.length, pairs.length],
    spread: spreadOf([logRatios]),
    isConstant: isSame && leastP("signed rank", [pairs.length, pairs.length]) < significanceLevel,
  };
}

export interface JudgeOptions {
  /** After the correction for all tests made at once. */
  readonly adjustedP: number;
  readonly tests: number;
  readonly minEffect: number;
  readonly better: Better;
}

/** A change counts when chance does not explain it and it is large enough to matter. */
export function judgeDifference(difference: Difference, options: JudgeOptions): Judgement {
  const { adjustedP, tests, minEffect, better } = options;
  const { effect, test, trials, spread } = difference;
  const least = Math.log1p(minEffect);
  const change = Math.log(effect.ratio);
  const design = { test, trials, tests, minEffect };
  const isSpreadKnown = Math.max(...trials) > 1;
  const isLarge = Math.abs(change) > least;
  if (isLarge && adjustedP < significanceLevel) {
    const isWorse = better === "higher" ? change < 0 : change > 0;
    return { verdict: isWorse ? "regressed" : "improved", detectable: null, trialsNeeded: null, isSpreadKnown };
  }
  const isWithin =
    difference.isConstant ||
    (effect.interval !== null && effect.interval.every((end) => Math.abs(Math.log(end)) <= least));
  if (!isLarge && isWithin) {
    const found = detectableChange(spread, design);
    const detectable = Number.isFinite(found) ? found : null;
    return { verdict: "no change", detectable, trialsNeeded: null, isSpreadKnown };
  }
  const trialsNeeded = isSpreadKnown
    ? trialsToSettle(change, spread, design)
    : fewestTrialsFor(test, significanceLevel / tests);
  return { verdict: "inconclusive", detectable: null, trialsNeeded, isSpreadKnown };
}

/**
 * About so many trials a side, at least one more than there are, that a change like the one that was estimated is found eight times out
 * of ten, or, where it is too small to count, that its interval leaves the least that counts on one side.
 */
function trialsToSettle(change: number, spread: number, design: TestDesign): number {
  const least = Math.log1p(design.minEffect);
  const isSettledBy = (trials: number): boolean => {
    const detectable = Math.log1p(approximateChange(spread, { ...design, trials: [trials, trials] }));
    return Math.abs(change) > least ? Math.abs(change) >= detectable : detectable - least <= least - Math.abs(change);
  };
  let trials = Math.max(...design.trials, fewestTrialsFor(design.test, significanceLevel / design.tests) - 1) + 1;
  while (trials < mostTrialsNeeded && !isSettledBy(trials)) trials = Math.ceil(trials * 1.1);
  return Math.min(trials, mostTrialsNeeded);
}
