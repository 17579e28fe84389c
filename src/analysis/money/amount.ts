/** Money, exactly: whole numbers times decimal prices, without floating point. Pure. */

/** Digits behind the point that a price is reckoned with: a product is rounded there, half up. */
const digits = 12;
const one = 10n ** BigInt(digits);
const cent = one / 100n;

/** What `count` things cost at `amount` for `per` of them, in 10^-12 of the currency's unit. `count` and `per` are whole. */
export function costOf(count: number, amount: string, per: number): bigint {
  const [whole = "0", fraction = ""] = amount.split(".");
  const scaled = BigInt(whole) * one + BigInt(fraction.padEnd(digits, "0"));
  return rounded(BigInt(count) * scaled, BigInt(per));
}

/** Hundredths of the currency's unit, half up. */
export function toCents(amount: bigint): bigint {
  return rounded(amount, cent);
}

/** Whole cents shared out by `weights`, so that the shares add up to them. */
export function shareOut(cents: bigint, weights: readonly number[]): readonly bigint[] {
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  if (all === 0) return weights.map(() => 0n);
  let before = 0;
  return weights.map((weight) => {
    const until = (share: number): bigint => rounded(cents * BigInt(share), BigInt(all));
    const from = until(before);
    before += weight;
    return until(before) - from;
  });
}

/** Of numbers that are not negative. */
function rounded(dividend: bigint, divisor: bigint): bigint {
  return (dividend * 2n + divisor) / (divisor * 2n);
}
