/** Figures of latencies of which some had not ended: each such latency is at least its age, and nobody knows how much more. Pure. */
import { Histogram } from "./histogram.ts";
import { percentiles } from "./percentiles.ts";
import type { HistogramFigures, HistogramSummary } from "./histogram.ts";
import { slotCount, slotRange } from "./interval-counts.ts";

/** What a figure is at least, and at most; null: nothing limits it. Both are the same where the unended cannot change it. */
interface Bounds {
  readonly atLeast: number;
  readonly atMost: number | null;
}

interface UnendedFigures {
  readonly count: number;
  /** The statistics that are only lower bounds, each with the most that it can be; null: nothing limits it. */
  readonly atMost: Readonly<Record<string, number | null>>;
}

export interface BoundedFigures extends HistogramFigures {
  /** Left out where all have ended. */
  readonly unended?: UnendedFigures;
}

export interface BoundedSummary extends HistogramSummary {
  readonly unended?: UnendedFigures & { readonly encoded: string };
}

/** `unended` holds ages. Every figure counts them; `count` and `encoded` stay those of what ended. */
export function summariseWith(ended: Histogram, unended: Histogram): BoundedSummary {
  const { unended: bounds, ...figures } = figuresWith(ended, unended);
  const summary = { count: ended.count, ...figures, encoded: ended.encode() };
  return bounds === undefined ? summary : { ...summary, unended: { ...bounds, encoded: unended.encode() } };
}

/** `all` is overwritten: a histogram to be used again. */
export function figuresWith(ended: Histogram, unended: Histogram, all = new Histogram()): BoundedFigures {
  if (unended.count === 0) return ended.figures();
  all.clear();
  all.merge(ended);
  all.merge(unended);
  const atMost: Record<string, number | null> = {};
  const keep = (statistic: string, bounds: Bounds): number => {
    if (bounds.atMost !== bounds.atLeast) atMost[statistic] = bounds.atMost;
    return bounds.atLeast;
  };
  const named: Record<string, number> = {};
  for (const percentile of percentiles) {
    const name = `p${percentile}`;
    if (all.isKnown(percentile)) named[name] = keep(name, boundPercentile(ended, all, percentile));
  }
  return {
    // What ended first of all stays first, whatever becomes of the rest.
    min: keep("min", { atLeast: all.min, atMost: ended.count === 0 ? null : ended.min }),
    max: keep("max", { atLeast: all.max, atMost: null }),
    mean: keep("mean", { atLeast: all.mean, atMost: null }),
    percentiles: named,
    unended: { count: unended.count, atMost },
  };
}

/** It is exact once so many have ended at or below it as its rank asks for: the unended can then only come after. */
function boundPercentile(ended: Histogram, all: Histogram, percentile: number): Bounds {
  const wanted = Math.max(1, Math.ceil((percentile / 100) * all.count - 1e-9));
  let seen = 0;
  let seenEnded = 0;
  let atLeast: number | null = null;
  for (let slot = 0; slot < slotCount; slot += 1) {
    seen += all.countOf(slot);
    seenEnded += ended.countOf(slot);
    if (seen < wanted) continue;
    const { from, width } = slotRange(slot);
    if (seenEnded >= wanted) {
      const atMost = Math.min(ended.max, Math.max(ended.min, from + width - 1));
      return { atLeast: atLeast ?? atMost, atMost };
    }
    // The lower end of the bucket: it is said to be at least that.
    atLeast ??= Math.max(all.min, from);
  }
  return { atLeast: atLeast ?? all.max, atMost: null };
}
