/** A price as people write it: `1.00 USD/1M`, `0.40/MB`, `0.10 EUR`. Its digits stay text, so that money is reckoned exactly. */
import { z } from "zod";
import { parseSizeBytes } from "../../units.ts";
import { show } from "../keys/unit-values.ts";

export interface Price {
  /** A decimal number, as written: `0.08`. */
  readonly amount: string;
  /** Three letters (ISO 4217); null: none is written. */
  readonly currency: string | null;
  /** What it buys: so many things or bytes. */
  readonly per: number;
}

type Priced = "things" | "bytes";

const counts: Readonly<Record<string, number>> = { "": 1, k: 1e3, M: 1e6, G: 1e9 };
const form = /^(\d{1,9}(?:\.\d{1,9})?)(?: ?([A-Z]{3}))?(?: ?\/ ?(\S+))?$/u;
const forms: Readonly<Record<Priced, string>> = {
  things: "a price such as 1.00 USD/1M or 0.10 EUR",
  bytes: "a price such as 0.40 EUR/MB",
};

/** undefined: it is not one. */
export function parsePrice(text: string, of: Priced): Price | undefined {
  const [, amount, currency = null, unit] = form.exec(text.trim()) ?? [];
  const per = unit === undefined ? (of === "things" ? 1 : undefined) : parseQuantity(unit, of);
  return amount === undefined || per === undefined || per === 0 ? undefined : { amount, currency, per };
}

/** `1M`, `1000`; of bytes `MB`, `1GiB`. */
function parseQuantity(text: string, of: Priced): number | undefined {
  if (of === "bytes") return parseSizeBytes(/^\d/u.test(text) ? text : `1${text}`);
  const [, digits = "", unit = ""] = /^(\d{1,12})([kMG]?)$/u.exec(text) ?? [];
  const factor = counts[unit];
  return digits === "" || factor === undefined ? undefined : Number(digits) * factor;
}

export function priceOf(of: Priced) {
  // YAML reads a price without a unit as a number.
  return z
    .union([z.string(), z.number()], { error: (issue) => `expected ${forms[of]}, got ${show(issue.input)}` })
    .transform((text, context) => {
      const price = parsePrice(String(text), of);
      if (price !== undefined) return price;
      context.addIssue({ code: "custom", message: `expected ${forms[of]}, got ${show(text)}` });
      return z.NEVER;
    });
}

/** How many: `1000M` things, `1GiB`. */
export function quantityOf(of: Priced) {
  const expected = of === "bytes" ? "a size such as 1GiB" : "a number such as 1000M";
  return z.string({ error: (issue) => `expected ${expected}, got ${show(issue.input)}` }).transform((text, context) => {
    const quantity = parseQuantity(text, of);
    if (quantity !== undefined && quantity > 0) return quantity;
    context.addIssue({ code: "custom", message: `expected ${expected}, got ${show(text)}` });
    return z.NEVER;
  });
}
