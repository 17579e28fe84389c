/**
 * What times would be without a lag that was measured beside them: time = true time + lag, the two being independent. Percentiles of a sum
 * cannot be subtracted, so that the distribution is looked for whose sum with the lag is most likely what was seen (the EM algorithm of Richardson
 * and Lucy, in bins of 2 %). Means do subtract. Pure.
 */
import { Histogram } from "../histogram.ts";
import { slotCount, slotMiddle, slotOf, slotRange } from "../interval-counts.ts";

/** Each bin begins so many times higher than the one before. */
const step = 1.02;
/** Below it there is one bin. */
const lowestNs = 1e3;
/** More make the estimate no better and at last follow chance. */
const rounds = 150;
/** Each round goes so many times as far as EM itself would. */
const haste = 1.8;
/** A share of a bin that plays no part any more. */
const negligible = 1e-10;
/** Fewer probes say too little of a lag. */
export const fewestLags = 100;

/** What a value is taken for: its neighbours in the bins, by how near it is to each. */
interface Place {
  readonly bin: number;
  /** The share that belongs to the bin above. */
  readonly share: number;
}

interface Atom {
  readonly ns: number;
  readonly weight: number;
}

/** undefined where there are none of either, or every lag is longer than every time. */
export function lessLag(times: Histogram, lags: Histogram): Histogram | undefined {
  if (times.count === 0 || lags.count === 0) return undefined;
  const seen = binned(times);
  const weights = unfold(seen, atomsOf(lags));
  // Every lag is longer than every time: they are not what they are taken for.
  if (!weights.some((weight) => weight > 0)) return undefined;
  return toHistogram(weights, times, Math.max(0, times.mean - lags.mean));
}

function placeOf(ns: number): Place {
  const at = Math.max(0, Math.log(Math.max(1, ns) / lowestNs) / Math.log(step));
  return { bin: Math.floor(at), share: at - Math.floor(at) };
}

function middleOf(bin: number): number {
  return lowestNs * step ** bin;
}

/** The share of each bin. */
function binned(histogram: Histogram): Float64Array {
  const bins = new Float64Array(placeOf(histogram.max).bin + 2);
  for (let slot = 0; slot < slotCount; slot += 1) {
    const count = histogram.countOf(slot);
    if (count === 0) continue;
    const { bin, share } = placeOf(Math.min(histogram.max, slotMiddle(slot)));
    bins[bin] = (bins[bin] ?? 0) + ((1 - share) * count) / histogram.count;
    bins[bin + 1] = (bins[bin + 1] ?? 0) + (share * count) / histogram.count;
  }
  return bins;
}

/** A few values that stand for all: 48 of 2 % each, then 16 of 0.25 %, each at the mean of what it stands for. */
function atomsOf(lags: Histogram): readonly Atom[] {
  const shares = Array.from({ length: 64 }, (_, place) => (place < 48 ? 0.02 : 0.0025));
  const atoms: Atom[] = [];
  let slot = 0;
  let left = lags.countOf(0);
  for (const weight of shares) {
    let wanted = weight * lags.count;
    let sum = 0;
    while (wanted > 1e-9) {
      while (left <= 0 && slot < slotCount - 1) {
        slot += 1;
        left = lags.countOf(slot);
      }
      const taken = left > 0 ? Math.min(wanted, left) : wanted;
      sum += taken * Math.min(lags.max, slotMiddle(slot));
      left -= taken;
      wanted -= taken;
    }
    atoms.push({ ns: sum / (weight * lags.count), weight });
  }
  return atoms;
}

/** The share of each bin before the lag was added. */
function unfold(seen: Float64Array, atoms: readonly Atom[]): Float64Array {
  const folding = foldingOf(seen, atoms);
  let weights = new Float64Array(seen.length).fill(1 / seen.length);
  for (let round = 0; round < rounds; round += 1) weights = refine(weights, folding);
  return weights;
}

/** For each bin the shares of where its sums with the lag lie, over the bins that they reach: those of bin b stand from `begin[b]` on, and belong to bin `first[b]` and those above. */
interface Folding {
  readonly seen: Float64Array;
  readonly begin: Int32Array;
  readonly first: Int32Array;
  readonly shares: Float64Array;
}

function foldingOf(seen: Float64Array, atoms: readonly Atom[]): Folding {
  const begin = new Int32Array(seen.length + 1);
  const first = new Int32Array(seen.length);
  const shares: number[] = [];
  for (let bin = 0; bin < seen.length; bin += 1) {
    const middle = middleOf(bin);
    const places = atoms.map(({ ns, weight }) => ({ weight, ...placeOf(middle + ns) }));
    // What would lie beyond all that was seen has no part in it.
    const least = Math.min(seen.length, ...places.map((place) => place.bin));
    const row: number[] = [];
    for (const place of places) {
      const at = Math.min(place.bin, seen.length) - least;
      row[at] = (row[at] ?? 0) + place.weight * (1 - place.share);
      row[at + 1] = (row[at + 1] ?? 0) + place.weight * place.share;
    }
    first[bin] = least;
    for (let at = 0; at < row.length; at += 1) shares.push(row[at] ?? 0);
    begin[bin + 1] = shares.length;
  }
  return { seen, begin, first, shares: Float64Array.from(shares) };
}

function refine(weights: Float64Array, { seen, begin, first, shares }: Folding): Float64Array<ArrayBuffer> {
  const bins = weights.length;
  const folded = new Float64Array(bins + 2);
  for (let bin = 0; bin < bins; bin += 1) {
    const weight = weights[bin] ?? 0;
    if (weight < negligible) continue;
    let to = first[bin] ?? 0;
    for (let at = begin[bin] ?? 0; at < (begin[bin + 1] ?? 0); at += 1, to += 1)
      folded[to] = (folded[to] ?? 0) + weight * (shares[at] ?? 0);
  }
  const wanted = new Float64Array(bins + 2);
  for (let bin = 0; bin < bins; bin += 1) {
    const got = folded[bin] ?? 0;
    wanted[bin] = got > 0 ? (seen[bin] ?? 0) / got : 0;
  }
  const next = new Float64Array(bins);
  let total = 0;
  for (let bin = 0; bin < bins; bin += 1) {
    const weight = weights[bin] ?? 0;
    if (weight < negligible) continue;
    let factor = 0;
    let to = first[bin] ?? 0;
    for (let at = begin[bin] ?? 0; at < (begin[bin + 1] ?? 0); at += 1, to += 1)
      factor += (shares[at] ?? 0) * (wanted[to] ?? 0);
    next[bin] = weight * factor ** haste;
    total += next[bin] ?? 0;
  }
  if (total > 0) for (let bin = 0; bin < bins; bin += 1) next[bin] = (next[bin] ?? 0) / total;
  return next;
}

/** As many as there were times, each bin's spread over its width, and none longer than the time of its rank. */
function toHistogram(weights: Float64Array, times: Histogram, mean: number): Histogram {
  const { count } = times;
  const slots: number[] = [];
  const counts: number[] = [];
  const longest = rankedSlots(times);
  let share = 0;
  let given = 0;
  for (const [bin, weight] of weights.entries()) {
    const first = slotOf(Math.round(middleOf(bin) / Math.sqrt(step)));
    const last = Math.max(first, slotOf(Math.round(middleOf(bin) * Math.sqrt(step))) - 1);
    for (let slot = first; slot <= last; slot += 1) {
      share += weight / (last - first + 1);
      const upTo = Math.min(count, Math.round(share * count));
      while (given < upTo) {
        const [rankSlot, rankEnd] = longest(given);
        const end = Math.min(upTo, rankEnd);
        slots.push(Math.min(slot, rankSlot));
        counts.push(end - given);
        given = end;
      }
    }
  }
  const [min, max] = [slotRange(slots[0] ?? 0).from, slotMiddle(slots.at(-1) ?? 0)];
  const histogram = new Histogram();
  histogram.add({
    slots: Uint16Array.from(slots),
    counts: Uint32Array.from(counts),
    count: given,
    min: Math.min(min, mean),
    max: Math.min(times.max, Math.max(max, mean)),
    sum: mean * given,
    clamped: 0,
  });
  return histogram;
}

/** Of ranks that rise from 0: the slot of the time of that rank, and the first rank that is in another. */
function rankedSlots(times: Histogram): (rank: number) => readonly [slot: number, end: number] {
  let slot = 0;
  let end = times.countOf(0);
  return (rank) => {
    while (rank >= end && slot < slotCount - 1) {
      slot += 1;
      end += times.countOf(slot);
    }
    return [slot, end];
  };
}
