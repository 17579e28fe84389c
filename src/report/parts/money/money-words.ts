/** Money, its currency and the rules that it comes from, in words. */
import type { TariffRule, TariffSection } from "../../../result/sections/fleet-section.ts";
import { formatBytes, formatCount } from "../../format.ts";

/** `1,281.60`; what is more than nothing and less than a cent is said so. */
export function formatCents(cents: bigint, isSomething = false): string {
  if (cents === 0n && isSomething) return "< 0.01";
  const digits = cents.toString().padStart(3, "0");
  return `${BigInt(digits.slice(0, -2)).toLocaleString("en")}.${digits.slice(-2)}`;
}

export function currencyName(currency: string | null): string {
  return currency ?? "no currency stated";
}

/** `1.00 USD/1M`. */
export function priceText(
  { amount, per }: { readonly amount: string; readonly per: number },
  currency: string | null,
  isBytes: boolean,
): string {
  const money = currency === null ? amount : `${amount} ${currency}`;
  return per === 1 ? `${money}${isBytes ? "/B" : ""}` : `${money}/${isBytes ? sizeText(per) : countText(per)}`;
}

/** The rule, its steps and its prices: `messages, each 5,000 B of topic and payload: 1.00 USD/1M`. */
export function ruleText(rule: TariffRule, currency: string | null): string {
  const { name, per, stepBytes, size, prices } = rule;
  const isBytes = per === "byte";
  const steps = stepBytes === null ? "" : `, each ${formatBytes(stepBytes)} of ${size === "packet" ? "packet" : size}`;
  const tiers = prices.map((tier) => {
    const text = priceText(tier, currency, isBytes);
    if (tier.upTo === null) return prices.length === 1 ? text : `then ${text}`;
    return `${text} up to ${isBytes ? sizeText(tier.upTo) : countText(tier.upTo)}`;
  });
  return `${name} (a ${per}${steps}): ${tiers.join(", ")}`;
}

/** Where the prices come from, and when they were read. */
export function sourceTexts({ service, region, read, sources, notes }: TariffSection): readonly string[] {
  const where = region === null ? service : `${service}, ${region}`;
  return [
    read === null ? `prices: ${where}` : `prices: ${where}, read ${read}: ${sources.join(", ")}`,
    ...notes.map((note) => `of these prices: ${note}`),
  ];
}

function countText(count: number): string {
  const scale = (
    [
      [1e6, "M"],
      [1e3, "k"],
    ] as const
  ).find(([each]) => count >= each && count % each === 0);
  return scale === undefined ? formatCount(count) : `${formatCount(count / scale[0])}${scale[1]}`;
}

const sizes = [
  [1024 ** 3, "GiB"],
  [1024 ** 2, "MiB"],
  [1e9, "GB"],
  [1e6, "MB"],
  [1e3, "kB"],
] as const;

function sizeText(bytes: number): string {
  const scale = sizes.find(([each]) => bytes >= each && bytes % each === 0);
  if (scale === undefined) return formatBytes(bytes);
  return bytes === scale[0] ? scale[1] : `${formatCount(bytes / scale[0])} ${scale[1]}`;
}
