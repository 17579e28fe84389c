/** How long the parts of a payload are: of one message exactly, from the seed alone, and the bounds of all. Knows nothing of how they are written. Pure. */
import { hexIdentityBytes, isoTimeBytes, msTimeBytes } from "../../mqtt/payload/payload-parts.ts";
import type { PayloadPart, Texts } from "../../mqtt/payload/payload-parts.ts";
import { chanceOf, strideOf, walkAt, wholeWithin } from "../../mqtt/payload/part-values.ts";
import { identityBytes } from "../../mqtt/wire/payload.ts";

/** More than any sensor sends in a trial. */
export const largestSequence = 2 ** 28;

export interface Bounds {
  readonly least: number;
  readonly most: number;
}

/** A message of a group. */
export interface Numbered {
  readonly seed: number;
  /** Over all sensors, from 0. */
  readonly sensor: number;
  readonly numberInGroup: number;
  readonly sequence: number;
}

/** `texts`: the cells of a part that has them. */
export function boundsOf(part: PayloadPart, texts: Texts | null): Bounds {
  switch (part.kind) {
    case "literal":
      return fixed(Buffer.byteLength(part.text));
    case "identity":
      return fixed(hexIdentityBytes);
    case "binary identity":
      return fixed(identityBytes);
    case "sequence":
      return { least: 1, most: String(largestSequence).length };
    case "id":
      return fixed(part.digits);
    case "time":
      return fixed(part.as === "iso" ? isoTimeBytes : msTimeBytes);
    case "number":
    case "walk":
      return within(rangeLengths(part));
    case "pick":
      return within(part.options.map((option) => Buffer.byteLength(option)));
    case "hex":
      return fixed(part.digits);
    case "cell":
      return texts === null ? fixed(0) : within(lengthsOf(texts));
    case "filler":
      return { least: part.least, most: part.most };
  }
}

/** Of one message. */
export function lengthOf(part: PayloadPart, place: number, texts: Texts | null, message: Numbered): number {
  const { seed, sensor, sequence, numberInGroup } = message;
  const chance = (): number => chanceOf(seed, place, sensor, sequence);
  switch (part.kind) {
    case "sequence":
      return String(sequence).length;
    case "number":
      return decimalLength(wholeWithin(chance(), part.least, part.most), part.decimals);
    case "walk":
      return decimalLength(walkAt(part.least, part.most, strideOf(part), seed, place, sensor, sequence), part.decimals);
    case "pick":
      return Buffer.byteLength(part.options[wholeWithin(chance(), 0, part.options.length - 1)] ?? "");
    case "cell":
      return texts === null ? 0 : (texts.ends[numberInGroup] ?? 0) - (texts.ends[numberInGroup - 1] ?? 0);
    case "filler":
      return wholeWithin(chance(), part.least, part.most);
    default:
      return boundsOf(part, texts).least;
  }
}

function fixed(length: number): Bounds {
  return { least: length, most: length };
}

function within(lengths: readonly number[]): Bounds {
  return lengths.reduce(
    (found, length) => ({ least: Math.min(found.least, length), most: Math.max(found.most, length) }),
    {
      least: lengths[0] ?? 0,
      most: lengths[0] ?? 0,
    },
  );
}

/** Of a number in units of 10^-decimals: sign, digits, and the point. */
function decimalLength(value: number, decimals: number): number {
  const digits = Math.max(decimals + 1, String(Math.abs(value)).length);
  return digits + (decimals > 0 ? 1 : 0) + (value < 0 ? 1 : 0);
}

/** Lengths at the ends of a range, and at zero where it lies within: no other number of it is shorter or longer. */
function rangeLengths({ least, most, decimals }: Extract<PayloadPart, { kind: "number" | "walk" }>): readonly number[] {
  const ends = least < 0 && most >= 0 ? [least, -1, 0, most] : [least, most];
  return ends.map((value) => decimalLength(value, decimals));
}

function lengthsOf({ ends }: Texts): readonly number[] {
  return Array.from(ends, (end, row) => end - (row === 0 ? 0 : (ends[row - 1] ?? 0)));
}
