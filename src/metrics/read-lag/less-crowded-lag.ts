/** Times less their lag, each crowd's less the lag that probes met in the same crowd. Pure. */
import { crowdOf, crowds } from "./crowds.ts";
import { Histogram } from "../histogram.ts";
import { IntervalCounts } from "../interval-counts.ts";
import { fewestLags, lessLag } from "./less-lag.ts";
import type { LaggedTime } from "./probe-exchanges.ts";
import { lessRankedLag, percentilesOf } from "./ranked-lag.ts";
import type { Weighted } from "./ranked-lag.ts";

/** Where a crowd has fewer probes, those of the crowds beside it count, too. */
const fewestOfCrowd = 30;
/** A crowd of a smaller share of the times has no part of its own in the median. */
const leastShare = 0.05;

/** Of lags, as far as bounds need them. */
export type Quantiles = Pick<Histogram, "count" | "percentile">;

export interface LessLag {
  /** As if time and lag of one crowd had nothing to do with each other: for the median. */
  readonly less: Histogram;
  /** By rank: for what is beyond it. */
  readonly ranked: readonly Weighted[];
  /** As often as the times met them. */
  readonly lags: Quantiles;
}

/** `times`: a histogram a crowd. undefined: there are too few probes, or no times. */
export function lessCrowdedLag(times: readonly Histogram[], probes: readonly LaggedTime[]): LessLag | undefined {
  const total = times.reduce((sum, { count }) => sum + count, 0);
  if (total === 0 || probes.length < fewestLags) return undefined;
  const less = new Histogram();
  for (const { together, inCrowds } of largeCrowds(times, leastShare * total)) {
    const part = lessLag(together, lagsOf(nearestOf(inCrowds, probes)));
    if (part === undefined) return undefined;
    less.merge(part);
  }
  const met = times.flatMap((each, crowd) => (each.count === 0 ? [] : [{ each, of: nearestOf([crowd], probes) }]));
  const weighted = met.flatMap(({ each, of }) =>
    of.map(({ lagNs }) => ({ ns: lagNs, weight: each.count / of.length })),
  );
  return {
    less,
    ranked: met.flatMap(({ each, of }) => lessRankedLag(each, of)),
    lags: { count: probes.length, percentile: percentilesOf(weighted) },
  };
}

/** Crowds of fewer times than that together with the ones below. */
function largeCrowds(times: readonly Histogram[], least: number) {
  const found: { readonly together: Histogram; readonly inCrowds: readonly number[] }[] = [];
  let together = new Histogram();
  let inCrowds: number[] = [];
  for (const crowd of crowds.toReversed()) {
    together.merge(times[crowd] ?? new Histogram());
    inCrowds.push(crowd);
    if (together.count < least && crowd > 0) continue;
    if (together.count > 0) found.push({ together, inCrowds });
    together = new Histogram();
    inCrowds = [];
  }
  return found;
}

/** Probes of these crowds; where they are too few, of those beside them as well. */
function nearestOf(inCrowds: readonly number[], probes: readonly LaggedTime[]): readonly LaggedTime[] {
  for (const apart of crowds) {
    const found = probes.filter(({ others }) => inCrowds.some((crowd) => Math.abs(crowd - crowdOf(others)) <= apart));
    if (found.length >= fewestOfCrowd) return found;
  }
  return probes;
}

function lagsOf(probes: readonly LaggedTime[]): Histogram {
  const counts = new IntervalCounts();
  for (const { lagNs } of probes) counts.record(lagNs);
  const lags = new Histogram();
  lags.add(counts.take());
  return lags;
}
