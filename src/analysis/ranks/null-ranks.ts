/** Rank statistics when nothing differs: the ranks of values, and in how many ways each sum of ranks can come about. Pure. */

/** Twice the rank of each value, from 1; equal values share the mean of theirs, so that a double is always whole. */
export function doubledRanks(values: readonly number[]): readonly number[] {
  const order = values.map((_, index) => index).toSorted((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  const ranks = values.map(() => 0);
  for (let from = 0; from < order.length;) {
    let to = from;
    while (to < order.length && values[order[to] ?? 0] === values[order[from] ?? 0]) to += 1;
    for (const index of order.slice(from, to)) ranks[index] = from + 1 + to;
    from = to;
  }
  return ranks;
}

/** The ranks 1 to `size` of values that all differ. */
function plainRanks(size: number): readonly number[] {
  return Array.from({ length: size }, (_, index) => index + 1);
}

const dealt = new Map<string, Float64Array>();
const signed = new Map<number, Float64Array>();

/** `waysToDeal` of values that all differ: the same of all samples of these sizes, and worked out once. */
export function waysToDealPlain(size: number, chosen: number): Float64Array {
  const key = `${size} ${chosen}`;
  const ways = dealt.get(key) ?? waysToDeal(plainRanks(size), chosen);
  dealt.set(key, ways);
  return ways;
}

/** `waysToSign` of values that all differ. */
export function waysToSignPlain(size: number): Float64Array {
  const ways = signed.get(size) ?? waysToSign(plainRanks(size));
  signed.set(size, ways);
  return ways;
}

/** Whether no value is there twice: then no two doubled ranks are equal. */
export function areDistinct(ranks: readonly number[]): boolean {
  return new Set(ranks).size === ranks.length;
}

/** By sum, in how many ways `chosen` of the ranks add up to it: two samples of one pool (Mann and Whitney). */
export function waysToDeal(ranks: readonly number[], chosen: number): Float64Array {
  const width = total(ranks) + 1;
  const ways = Array.from({ length: chosen + 1 }, () => new Float64Array(width));
  ways[0]?.set([1]);
  let reached = 0;
  for (const [taken, rank] of ranks.entries()) {
    reached += rank;
    for (let count = Math.min(taken + 1, chosen); count > 0; count -= 1) {
      const [into, from] = [ways[count], ways[count - 1]];
      if (into === undefined || from === undefined) continue;
      for (let sum = reached; sum >= rank; sum -= 1) into[sum] = (into[sum] ?? 0) + (from[sum - rank] ?? 0);
    }
  }
  return ways[chosen] ?? new Float64Array();
}

/** By sum, in how many ways any of the ranks add up to it: signs of differences (Wilcoxon). */
export function waysToSign(ranks: readonly number[]): Float64Array {
  const ways = new Float64Array(total(ranks) + 1);
  ways[0] = 1;
  let reached = 0;
  for (const rank of ranks) {
    reached += rank;
    for (let sum = reached; sum >= rank; sum -= 1) ways[sum] = (ways[sum] ?? 0) + (ways[sum - rank] ?? 0);
  }
  return ways;
}

export function total(values: Iterable<number>): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}
