/** The placeholders of payload templates: `{seq}`, `{time.iso}`, `{random.walk 20 30 0.1}`, and what each is written as. Pure. */
import type { PayloadPart } from "../../mqtt/payload/payload-parts.ts";
import { padId } from "../devices/expand-text.ts";
import { nearest } from "../document/nearest.ts";

type Made = PayloadPart | { readonly problem: string };

interface Placeholder {
  /** As it is written, its arguments in capitals. */
  readonly form: string;
  /** `words` behind its name; null: they are none that it takes. */
  readonly make: (words: readonly string[], given: Given) => PayloadPart | null;
}

/** What a placeholder depends on besides its own words. */
interface Given {
  readonly count: number;
  /** A cell is written as within a JSON string. */
  readonly isJson: boolean;
}

/** More digits than a double keeps exactly. */
const mostDecimals = 6;
/** Numbers are written as 32 bits, in units of their last decimal. */
const largest = 2 ** 31 - 1;
const mostHexDigits = 1024;

const placeholders: Readonly<Record<string, Placeholder>> = {
  seq: { form: "seq", make: none(() => ({ kind: "sequence" })) },
  id: { form: "id", make: none(({ count }) => ({ kind: "id", digits: padId(count, 0).length })) },
  identity: { form: "identity", make: none(() => ({ kind: "identity" })) },
  "time.iso": { form: "time.iso", make: none(() => ({ kind: "time", as: "iso" })) },
  "time.ms": { form: "time.ms", make: none(() => ({ kind: "time", as: "ms" })) },
  "random.int": { form: "random.int LEAST MOST", make: (words) => numberOf(words, 0) },
  "random.float": {
    form: "random.float LEAST MOST DECIMALS",
    make: ([least, most, decimals = "2", ...more]) =>
      /^\d$/u.test(decimals) && Number(decimals) <= mostDecimals && more.length === 0
        ? numberOf(
            [least, most].filter((word) => word !== undefined),
            Number(decimals),
          )
        : null,
  },
  "random.walk": { form: "random.walk LEAST MOST STEP", make: walkOf },
  "random.hex": {
    form: "random.hex DIGITS",
    make: ([digits = "", ...more]) =>
      /^\d+$/u.test(digits) && Number(digits) > 0 && Number(digits) <= mostHexDigits && more.length === 0
        ? { kind: "hex", digits: Number(digits) }
        : null,
  },
  pick: {
    form: "pick ONE|ANOTHER",
    make: (words) => {
      const options = words.join(" ").split("|");
      return options.length < 2 ? null : { kind: "pick", options };
    },
  },
};

function none(make: (given: Given) => PayloadPart): Placeholder["make"] {
  return (words, given) => (words.length > 0 ? null : make(given));
}

function decimalsIn(words: readonly string[]): number {
  return Math.max(...words.map((word) => word.split(".")[1]?.length ?? 0));
}

/** In units of 10^-decimals; null: no number, or one with more decimals. */
function scaled(word: string | undefined, decimals: number): number | null {
  if (word === undefined || !/^-?\d+(?:\.\d+)?$/u.test(word) || decimals > mostDecimals) return null;
  const value = Number(word) * 10 ** decimals;
  const whole = Math.round(value);
  return Math.abs(value - whole) > 1e-6 || Math.abs(whole) > largest ? null : whole;
}

function numberOf([from, to, ...more]: readonly string[], decimals: number): PayloadPart | null {
  const [least, most] = [scaled(from, decimals), scaled(to, decimals)];
  if (least === null || most === null || least > most || more.length > 0) return null;
  return { kind: "number", least, most, decimals };
}

function walkOf(words: readonly string[]): PayloadPart | null {
  const decimals = words.length === 3 ? decimalsIn(words) : 0;
  const [from, to, by] = words;
  const [range, step] = [numberOf([from ?? "", to ?? ""], decimals), scaled(by, decimals)];
  if (words.length !== 3 || range?.kind !== "number" || step === null || step <= 0) return null;
  return { ...range, kind: "walk", step };
}

/** The part that a placeholder, without its braces, stands for. */
function makePart(text: string, given: Given): Made {
  if (text.startsWith("csv.")) return { kind: "cell", column: text.slice("csv.".length), isEscaped: given.isJson };
  const [name = "", ...words] = text.split(/\s+/u);
  const known = placeholders[name];
  if (known === undefined)
    return { problem: `unknown placeholder \`{${text}}\`${nearest(name, Object.keys(placeholders))}` };
  return known.make(words, given) ?? { problem: `\`{${text}}\` is not of the form {${known.form}}` };
}

export interface ReadText {
  readonly parts: readonly PayloadPart[];
  readonly problems: readonly string[];
}

/** A text with its placeholders; a brace before anything but a small letter stands for itself, as in JSON. */
export function readText(text: string, given: Given): ReadText {
  const parts: PayloadPart[] = [];
  const problems: string[] = [];
  for (const piece of text.split(/(\{[a-z][^{}]*\})/u)) {
    if (piece === "") continue;
    const made: Made = /^\{[a-z]/u.test(piece)
      ? makePart(piece.slice(1, -1).trim(), given)
      : { kind: "literal", text: piece };
    if ("problem" in made) problems.push(made.problem);
    else parts.push(made);
  }
  return { parts, problems };
}
