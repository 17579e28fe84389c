/** The rounds of one row: one that gives no figures is made once more, then named and left out of every median. */
import { messageOf } from "../src/errors.ts";
import { median } from "../src/metrics/statistics.ts";

export interface Rounds<T> {
  /** Figures of the rounds that gave some. */
  readonly figures: readonly T[];
  /** Which rounds are missing, and why. */
  readonly remarks: readonly string[];
}

/** `once` throws where a round gives no figures. An interrupt is no reason to make one again. */
export async function makeRounds<T>(count: number, stop: AbortSignal, once: () => Promise<T>): Promise<Rounds<T>> {
  const figures: T[] = [];
  const missing: string[] = [];
  for (let round = 1; round <= count; round += 1) {
    const made = await twiceAtMost(stop, once);
    if ("why" in made) missing.push(`round ${round} gave no figures, made twice: ${made.why}`);
    else figures.push(made.figures);
  }
  const left = `figures of ${figures.length} of ${count} rounds`;
  return { figures, remarks: missing.length === 0 ? [] : [left, ...missing] };
}

async function twiceAtMost<T>(
  stop: AbortSignal,
  once: () => Promise<T>,
): Promise<{ readonly figures: T } | { readonly why: string }> {
  let why = "";
  for (let attempt = 0; attempt < 2; attempt += 1) {
    stop.throwIfAborted();
    try {
      return { figures: await once() };
    } catch (error) {
      why = messageOf(error);
    }
  }
  stop.throwIfAborted();
  return { why };
}

/** NaN where nothing was read: the figure does not exist. */
export function medianOf(numbers: readonly number[]): number {
  const known = numbers.filter(Number.isFinite);
  return known.length === 0 ? Number.NaN : median(known);
}

/** Middle, least and most. */
export function spreadOf(ratios: readonly number[]): string {
  const known = ratios.filter(Number.isFinite);
  if (known.length === 0) return "–";
  const [middle, least, most] = [medianOf(known), Math.min(...known), Math.max(...known)].map((each) =>
    each.toFixed(2),
  );
  return `${middle} (${least} to ${most})`;
}
