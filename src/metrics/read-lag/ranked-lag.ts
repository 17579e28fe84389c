/**
 * Times less the lag that a probe of the same rank met. What makes an answer slow often makes it read late too; how often, the probes know, which have both: the slowest
 * times, lag included, are taken to have had the lags of the slowest probes, rank by rank. Pure.
 */
import type { Histogram } from "../histogram.ts";
import { slotCount, slotMiddle } from "../interval-counts.ts";
import type { LaggedTime } from "./probe-exchanges.ts";

/** So many values, which need be no whole number. */
export interface Weighted {
  readonly ns: number;
  readonly weight: number;
}

const nothing = 1e-9;

/** `probes`: one at least. The weights add up to the count of the times. */
export function lessRankedLag(times: Histogram, probes: readonly LaggedTime[]): readonly Weighted[] {
  const inOrder = probes.toSorted((a, b) => a.ns - b.ns);
  const timesOfProbe = times.count / inOrder.length;
  const found: Weighted[] = [];
  let rank = 0;
  let left = timesOfProbe;
  for (const { ns, weight: count } of weightedOf(times)) {
    for (let rest = count; rest > nothing;) {
      const isLast = rank === inOrder.length - 1;
      const weight = isLast ? rest : Math.min(rest, left);
      found.push({ ns: Math.max(0, ns - (inOrder[rank]?.lagNs ?? 0)), weight });
      rest -= weight;
      left -= weight;
      if (isLast || left > nothing) continue;
      rank += 1;
      left = timesOfProbe;
    }
  }
  return found;
}

/** As they were measured, ascending. */
export function weightedOf(times: Histogram): readonly Weighted[] {
  const found: Weighted[] = [];
  for (let slot = 0; slot < slotCount; slot += 1) {
    const weight = times.countOf(slot);
    if (weight > 0) found.push({ ns: Math.min(times.max, slotMiddle(slot)), weight });
  }
  return found;
}

/** Reads the value that so many percent do not exceed; 0 of none. */
export function percentilesOf(values: readonly Weighted[]): (percent: number) => number {
  const inOrder = values.toSorted((a, b) => a.ns - b.ns);
  let total = 0;
  const upTo = inOrder.map(({ weight }) => (total += weight));
  return (percent) => {
    const wanted = (percent / 100) * total - nothing;
    return inOrder[upTo.findIndex((seen) => seen >= wanted)]?.ns ?? 0;
  };
}
