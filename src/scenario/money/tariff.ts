/** A tariff as results keep it: rules with plain numbers, where they come from, and when they were read. Pure. */
import type { Report } from "../document/mistake.ts";
import { dotted } from "../document/path.ts";
import type { Path } from "../document/path.ts";
import type { Price } from "./price.ts";
import type { RuleInput } from "./tariff-keys.ts";

type Metered = "from-device" | "to-device" | "both";

interface Rule {
  readonly name: string;
  readonly per: RuleInput["per"];
  /** Bytes; null: size does not count. */
  readonly stepBytes: number | null;
  readonly size: "packet" | "topic and payload";
  readonly layer: "mqtt" | "wire";
  /** By packet as in the ledger, `PUBLISH`; and `RETAINED`. */
  readonly meters: Readonly<Record<string, Metered>>;
  /** In order; the last has no end. */
  readonly prices: readonly Tier[];
}

interface Tier {
  /** Things or bytes a month; null: no end. */
  readonly upTo: number | null;
  /** A decimal number, exactly. */
  readonly amount: string;
  readonly per: number;
}

export interface Tariff {
  readonly service: string;
  readonly region: string | null;
  /** When the prices were read, `2026-11` or `2026-11-29`; null of a scenario's own. */
  readonly read: string | null;
  readonly sources: readonly string[];
  readonly notes: readonly string[];
  /** QoS levels that the service has. */
  readonly levels: readonly number[];
  /** ISO 4217; null: none is stated. */
  readonly currency: string | null;
  readonly rules: readonly Rule[];
}

/** Rules of one currency; what is wrong with them is told by their path. */
export function resolveRules(
  input: RuleInput | readonly RuleInput[],
  path: Path,
  report: Report,
): Pick<Tariff, "currency" | "rules"> {
  const inputs = isList(input) ? input : [input];
  const rules = inputs.map((each, index) => resolveRule(each, isList(input) ? [...path, index] : path, report));
  const prices = inputs.flatMap((each) => tiersOf(each.price).map(({ price }) => price.currency));
  const [currency = null, ...others] = new Set(prices.filter((each) => each !== null));
  if (others.length > 0) {
    const names = [currency, ...others].join(", ");
    report(path, `${dotted(path)} has prices in several currencies, which cannot be added: ${names}`);
  }
  return { currency, rules };
}

function isList<T>(input: T | readonly T[]): input is readonly T[] {
  return Array.isArray(input);
}

function resolveRule(input: RuleInput, path: Path, report: Report): Rule {
  const tiers = tiersOf(input.price);
  const at = [...path, "price"];
  if (tiers.some(({ upTo }, place) => (upTo === undefined) !== (place === tiers.length - 1)))
    report(at, `${dotted(at)} needs upTo in each of its tiers but the last`);
  else if (tiers.some(({ upTo }, place) => upTo !== undefined && upTo <= (tiers[place - 1]?.upTo ?? 0)))
    report(at, `${dotted(at)} has tiers that do not rise`);
  return {
    name: input.name ?? `${input.per === "operation" ? "an" : "a"} ${input.per}`,
    per: input.per,
    stepBytes: "step" in input ? input.step : null,
    size: "size" in input ? input.size : "packet",
    layer: "layer" in input ? input.layer : "wire",
    meters: metersOf(input),
    prices: tiers.map(({ upTo, price: { amount, per } }) => ({ upTo: upTo ?? null, amount, per })),
  };
}

function tiersOf(price: RuleInput["price"]): readonly { readonly upTo?: number | undefined; readonly price: Price }[] {
  return "amount" in price ? [{ price }] : price;
}

function metersOf(input: RuleInput): Rule["meters"] {
  if (input.per !== "message" && input.per !== "operation") return {};
  const stated = Object.entries(input.meters ?? { publish: "both" as const });
  return Object.fromEntries(stated.flatMap(([name, who]) => (who === undefined ? [] : [[name.toUpperCase(), who]])));
}
