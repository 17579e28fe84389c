/** Numbers as people read them: 3 significant digits, thousands apart, never exponents. */

/** Whole numbers in full; others to 3 digits. */
export function formatCount(value: number): string {
  if (Number.isInteger(value) || Math.abs(value) >= 100) return formatWhole(value);
  return formatNumber(value);
}

export function formatWhole(value: number): string {
  return Math.round(value).toLocaleString("en");
}

export function formatNumber(value: number): string {
  const rounded = Number(value.toPrecision(3));
  const digits = Math.abs(rounded);
  return `${rounded < 0 ? "−" : ""}${digits >= 1000 || digits < 1e-6 ? digits.toLocaleString("en", { maximumFractionDigits: 12 }) : String(digits)}`;
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
