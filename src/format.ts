/** Numbers as people read them: 3 significant digits, thousands apart, never exponents. */

/** Whole numbers in full; others to 3 digits. */
export function formatCount(value: number): string {
  if (Number.isInteger(value) || Math.abs(value) >= 100) return formatWhole(value);
  return formatNumber(value);
}

/** `1 message`, `1,200 messages`; `many` where the plural is not made with an s, or a verb follows. */
export function formatCounted(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** Without a locale, whose data take 20 ms to read, but for what is no safe integer. */
export function formatWhole(value: number): string {
  const whole = Math.round(value);
  if (!Number.isSafeInteger(whole)) return whole.toLocaleString("en");
  return String(whole).replaceAll(/\B(?=(?:\d{3})+$)/gu, ",");
}

export function formatNumber(value: number): string {
  const rounded = Number(value.toPrecision(3));
  return `${rounded < 0 ? "−" : ""}${formatDigits(Math.abs(rounded))}`;
}

function formatDigits(digits: number): string {
  if (Number.isInteger(digits)) return formatWhole(digits);
  // String would have an exponent.
  return digits < 1e-6 ? digits.toLocaleString("en", { maximumFractionDigits: 12 }) : String(digits);
}

export function formatPercent(share: number): string {
  return `${formatNumber(share * 100)} %`;
}

export function formatMs(ns: number): string {
  return `${formatNumber(ns / 1e6)} ms`;
}

export function formatSeconds(ns: number): string {
  return `${formatNumber(ns / 1e9)} s`;
}
