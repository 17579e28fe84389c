/** One figure of two runs by its trials: how large the difference is, how likely by chance, and what may be said of it. Pure. */
import type { Better } from "../metrics/metric-info.ts";
import { ratioOfPairs, ratioOfSamples } from "./effect.ts";
import type { BootstrapOptions, Effect } from "./effect.ts";
import { leastMannWhitney, leastSignFlip, mannWhitney, signFlip } from "./significance.ts";

/** Values by trial; of interleaved runs, also the two of each round. */
export interface Samples {
  readonly base: readonly number[];
  readonly head: readonly number[];
  readonly pairs: readonly (readonly [base: number, head: number])[] | null;
}

export interface Difference {
  readonly effect: Effect;
  readonly test: "Mann-Whitney" | "sign flip";
  readonly p: number;
  /** The least that the test can say of so many trials. */
  readonly leastP: number;
  /** A side; of pairs, their number. */
  readonly trials: number;
}

type Verdict = "regressed" | "improved" | "no change" | "inconclusive";

export interface Judgement {
  readonly verdict: Verdict;
  /** The smallest change that would have been found eight times out of ten. */
  readonly detectable: number;
  /** How many trials a side would settle it if the ratio stays as it is; null: it is settled. */
  readonly trialsNeeded: number | null;
}

/** A false alarm in at most so many of a hundred comparisons in which nothing changed. */
export const significanceLevel = 0.05;
/** With fewer, samples that do not even overlap can hardly be told from chance. */
const fewestTrials = 5;
/** More than anyone would run. */
export const mostTrialsNeeded = 1000;

/** Normal quantiles of a two-sided 5 % test, and of finding 8 of 10. */
const [ofLevel, ofPower] = [1.96, 0.8416];

/** The difference, or in words why there is none. */
export function measureDifference(samples: Samples, bootstrap: BootstrapOptions): Difference | string {
  const { base, head, pairs } = samples;
  const fewest = Math.min(base.length, head.length, pairs?.length ?? Number.POSITIVE_INFINITY);
  if (fewest < fewestTrials) {
    const counts = base.length === head.length ? `${base.length}` : `${base.length} and ${head.length}`;
    const noun = counts === "1" ? "trial" : "trials";
    const of = pairs === null ? `${counts} ${noun} a side` : `${pairs.length} ${pairs.length === 1 ? "pair" : "pairs"}`;
    return `no test is possible with ${of}: at least ${fewestTrials} are needed, 10 are better`;
  }
  if ([...base, ...head].some((value) => value <= 0)) return "has values of 0 or below: there is no ratio";
  if (pairs === null) {
    const effect = ratioOfSamples(base, head, bootstrap);
    const leastP = leastMannWhitney(base.length, head.length);
    return { effect, test: "Mann-Whitney", p: mannWhitney(base, head), leastP, trials: fewest };
  }
  const logRatios = pairs.map(([from, to]) => Math.log(to / from));
  const leastP = leastSignFlip(pairs.length);
  return {
    effect: ratioOfPairs(logRatios, bootstrap),
    test: "sign flip",
    p: signFlip(logRatios),
    leastP,
    trials: fewest,
  };
}

/** The smallest change that is found eight times out of ten: beyond the least that counts, and beyond chance. */
export function detectableChange(minEffect: number, logError: number): number {
  return Math.expm1(Math.max(Math.log(1 + minEffect) + ofPower * logError, (ofLevel + ofPower) * logError));
}

export interface JudgeOptions {
  /** After the correction for all tests made at once. */
  readonly adjustedP: number;
  readonly minEffect: number;
  readonly better: Better;
}

/** A change counts when chance does not explain it and it is large enough to matter. */
export function judgeDifference({ effect, trials }: Difference, options: JudgeOptions): Judgement {
  const { adjustedP, minEffect, better } = options;
  const least = Math.log(1 + minEffect);
  const change = Math.log(effect.ratio);
  const detectable = detectableChange(minEffect, effect.logError);
  const isLarge = Math.abs(change) > least;
  if (isLarge && adjustedP < significanceLevel) {
    const isWorse = better === "higher" ? change < 0 : change > 0;
    return { verdict: isWorse ? "regressed" : "improved", detectable, trialsNeeded: null };
  }
  const reachesPast = Math.log(effect.high) > least || Math.log(effect.low) < -least;
  if (!isLarge && !reachesPast) return { verdict: "no change", detectable, trialsNeeded: null };
  // So many that the interval leaves the least change that counts on one side.
  const distance = Math.abs(Math.abs(change) - least);
  const needed = Math.ceil(trials * ((ofLevel * effect.logError) / distance) ** 2);
  return {
    verdict: "inconclusive",
    detectable,
    trialsNeeded: Math.min(mostTrialsNeeded, Math.max(trials + 1, needed)),
  };
}
