/** Which rate a search for the highest sustainable one tries next, from what was tried: growth, then bisection, then confirmation. Pure. */

/** The verdict of one trial. generator: it is not valid, mqbench could not keep up, which says nothing about the broker. */
export type RateVerdict = "sustained" | "exceeded" | "generator";

export interface RateTrial {
  readonly ratePerSecond: number;
  readonly verdict: RateVerdict;
}

export interface SearchRange {
  /** Tried first. */
  readonly from: number;
  readonly lowest: number;
  readonly highest: number;
  /** The search ends when the lowest rate that failed is at most so much above the highest that did not: 0.05 is 5 %. */
  readonly precision: number;
}

/** What limits it. range: the highest rate that was to be tried. */
type Bound = { readonly kind: "broker" | "generator"; readonly ratePerSecond: number } | { readonly kind: "range" };

export interface Knee {
  /** The highest rate that was sustained; null: none was. */
  readonly ratePerSecond: number | null;
  readonly bound: Bound;
}

/**
 * One trial may have met a moment of the machine's own: both rates that the search ends between are tried once more at the end, when such a
 * moment is over, and hold by two valid trials.
 */
const decisive = 2;
/** Trials not valid that are no accident any more: mqbench cannot send at that rate here. */
const hopeless = 3;
/** Trials of one rate: the first and three repeats. What they leave open is not the broker's limit, and not sustained. */
const mostTrials = 4;
const growth = 2;
/** Where the first rate already fails, the limit may be far. */
const shrinkage = 4;

interface Tally {
  readonly ratePerSecond: number;
  readonly sustained: number;
  readonly exceeded: number;
  readonly refutedBy: "broker" | "generator" | null;
  readonly isConfirmed: boolean;
  /** It is tried again. */
  readonly isUndecided: boolean;
}

/** null: the search is over. */
export function nextRate(trials: readonly RateTrial[], range: SearchRange): number | null {
  const tallies = tally(trials);
  const undecided = tallies.find(({ isUndecided }) => isUndecided);
  if (undecided !== undefined) return undecided.ratePerSecond;
  const { low, high } = bracket(tallies);
  if (low === undefined && high === undefined) return range.from;
  if (high === undefined) {
    const rate = low?.ratePerSecond ?? range.from;
    if (rate < range.highest) return Math.min(rounded(rate * growth), range.highest);
  } else if (low === undefined) {
    if (high.ratePerSecond > range.lowest) return Math.max(lowerRate(high.ratePerSecond), range.lowest);
  } else if (high.ratePerSecond > low.ratePerSecond * (1 + range.precision)) {
    const middle = rounded(Math.sqrt(low.ratePerSecond * high.ratePerSecond));
    if (middle > low.ratePerSecond && middle < high.ratePerSecond) return middle;
  }
  return [high, low].find((bound) => bound?.isConfirmed === false)?.ratePerSecond ?? null;
}

export function kneeOf(trials: readonly RateTrial[]): Knee {
  const { low, high } = bracket(tally(trials));
  return {
    ratePerSecond: low?.ratePerSecond ?? null,
    bound:
      high === undefined || high.refutedBy === null
        ? { kind: "range" }
        : { kind: high.refutedBy, ratePerSecond: high.ratePerSecond },
  };
}

/** The lowest rate that was refuted, and the highest below it that was not. */
function bracket(tallies: readonly Tally[]): { readonly low: Tally | undefined; readonly high: Tally | undefined } {
  const high = tallies.find(({ refutedBy }) => refutedBy !== null);
  const below = tallies.filter(({ ratePerSecond }) => high === undefined || ratePerSecond < high.ratePerSecond);
  return { low: below.findLast(({ sustained, exceeded }) => sustained > exceeded), high };
}

/** Tallies by rising rate. */
function tally(trials: readonly RateTrial[]): readonly Tally[] {
  const rates = [...new Set(trials.map(({ ratePerSecond }) => ratePerSecond))].toSorted((a, b) => a - b);
  return rates.map((ratePerSecond) => {
    const verdicts = trials.filter((trial) => trial.ratePerSecond === ratePerSecond).map(({ verdict }) => verdict);
    const count = (wanted: RateVerdict): number => verdicts.filter((verdict) => verdict === wanted).length;
    const [sustained, exceeded, generator] = [count("sustained"), count("exceeded"), count("generator")];
    const refutedBy = refuterOf(sustained, exceeded, generator);
    const isUndecided = refutedBy === null && sustained <= exceeded;
    const isConfirmed = refutedBy === "generator" || Math.max(sustained, exceeded) >= decisive;
    return { ratePerSecond, sustained, exceeded, refutedBy, isConfirmed, isUndecided };
  });
}

function refuterOf(sustained: number, exceeded: number, generator: number): Tally["refutedBy"] {
  const isHeld = Math.max(sustained, exceeded) >= decisive;
  const isOpen = generator >= hopeless || sustained + exceeded + generator >= mostTrials;
  if (!isHeld && isOpen) return "generator";
  return exceeded > sustained ? "broker" : null;
}

/** The rate that is tried below one that fails, where none is known to hold. */
export function lowerRate(rate: number): number {
  return rounded(rate / shrinkage);
}

/** The rate to 3 significant digits, so that it can be read and asked for again. */
function rounded(rate: number): number {
  return Number(rate.toPrecision(3));
}
