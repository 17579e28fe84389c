/**
 * Writes payloads from a program, in place: what stands for every message is written only where it has moved, since all of a buffer's
 * payloads are made of the same parts in the same order.
 */
import { fillSeeded, identityBytes, writeIdentity } from "../wire/payload.ts";
import type { PayloadPart, PayloadProgram, PayloadTrial, Texts } from "./payload-parts.ts";
import { chanceOf, strideOf, walkAt, wholeWithin } from "./part-values.ts";
import { IsoTime, writeDecimal, writeDigits, writeHex, writeHexWord } from "./write-text.ts";

const twoTo32 = 2 ** 32;
const nowhere = -1;
const nothing = new Uint8Array(0);

/** What is done for a part: numbers, since objects of many shapes are slow to tell apart. */
const operations = [
  "literal",
  "identity",
  "binary identity",
  "sequence",
  "id",
  "iso",
  "ms",
  "number",
  "walk",
  "pick",
  "hex",
  "cell",
  "filler",
] as const;
type Operation = (typeof operations)[number];
const [LITERAL, IDENTITY, BINARY, SEQUENCE, ID, ISO, MS, NUMBER, WALK, PICK, HEX, CELL, FILLER] = [
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12,
] as const;

export class PayloadWriter {
  readonly #seed: number;
  readonly #firstSensor: number;
  readonly #runTag: number;
  readonly #epochUs: number;
  readonly #isoTime = new IsoTime();
  /** By part. */
  readonly #operation: Uint8Array;
  readonly #least: Float64Array;
  readonly #most: Float64Array;
  /** Digits, or decimals. */
  readonly #digits: Int32Array;
  readonly #stride: Int32Array;
  readonly #bytes: readonly Uint8Array[];
  readonly #ends: readonly Uint32Array[];
  /** Of what stays: where it was written last, and how much of it, or the second that it says. */
  readonly #at: Int32Array;
  readonly #written: Float64Array;

  constructor({ parts, cells, seed, firstSensor }: PayloadProgram, { runTag, epochUs }: PayloadTrial) {
    this.#seed = seed;
    this.#firstSensor = firstSensor;
    this.#runTag = runTag;
    this.#epochUs = epochUs;
    const texts = parts.map((part, place) => (part.kind === "pick" ? textsOf(part.options) : (cells[place] ?? null)));
    const ranges = parts.map(rangeOf);
    this.#operation = Uint8Array.from(parts, (part) => operations.indexOf(operationOf(part)));
    this.#least = Float64Array.from(ranges, ({ least }) => least);
    this.#most = Float64Array.from(ranges, ({ most }) => most);
    this.#digits = Int32Array.from(parts, digitsOf);
    this.#stride = Int32Array.from(parts, (part) => (part.kind === "walk" ? strideOf(part) : 1));
    this.#bytes = parts.map((part, place) => texts[place]?.bytes ?? bytesOf(part, seed));
    this.#ends = parts.map((_, place) => texts[place]?.ends ?? new Uint32Array(0));
    this.#at = new Int32Array(parts.length).fill(nowhere);
    this.#written = new Float64Array(parts.length);
  }

  /** Writes a payload at `from` of the one buffer that it always writes to; returns where it ends. `intendedUs` since the trial began. */
  write(buffer: Uint8Array, from: number, sensor: number, sequence: number, intendedUs: number): number {
    const seed = this.#seed;
    const operation = this.#operation;
    let at = from;
    for (let part = 0; part < operation.length; part += 1) {
      switch (operation[part] ?? LITERAL) {
        case LITERAL:
          at = this.#stay(part, buffer, at, (this.#bytes[part] ?? nothing).length);
          break;
        case IDENTITY:
          at = writeHexIdentity(buffer, at, this.#runTag, sensor, sequence, intendedUs);
          break;
        case BINARY:
          writeIdentity(buffer, at, this.#runTag, sensor, sequence, intendedUs);
          at += identityBytes;
          break;
        case SEQUENCE:
          at = writeDigits(buffer, at, sequence, 1);
          break;
        case ID:
          at = writeDigits(buffer, at, sensor - this.#firstSensor + 1, this.#digits[part] ?? 1);
          break;
        case ISO:
          at = this.#writeIso(part, buffer, at, intendedUs);
          break;
        case MS:
          at = this.#writeMs(buffer, at, intendedUs);
          break;
        case NUMBER: {
          const chance = chanceOf(seed, part, sensor, sequence);
          const value = wholeWithin(chance, this.#least[part] ?? 0, this.#most[part] ?? 0);
          at = writeDecimal(buffer, at, value, this.#digits[part] ?? 0);
          break;
        }
        case WALK:
          at = writeDecimal(buffer, at, this.#walk(part, sensor, sequence), this.#digits[part] ?? 0);
          break;
        case PICK: {
          const option = wholeWithin(chanceOf(seed, part, sensor, sequence), 0, this.#most[part] ?? 0);
          at = this.#writeCell(part, buffer, at, option);
          break;
        }
        case HEX:
          for (let rest = this.#digits[part] ?? 0, word = 0; rest > 0; rest -= 8, word += 1)
            at = writeHex(buffer, at, chanceOf(seed, part + word * 256, sensor, sequence), Math.min(8, rest));
          break;
        case CELL:
          at = this.#writeCell(part, buffer, at, sensor - this.#firstSensor);
          break;
        case FILLER: {
          const chance = chanceOf(seed, part, sensor, sequence);
          at = this.#stay(part, buffer, at, wholeWithin(chance, this.#least[part] ?? 0, this.#most[part] ?? 0));
          break;
        }
      }
    }
    return at;
  }

  /** Writes what stands for every message, unless it stands there from the message before. */
  #stay(part: number, buffer: Uint8Array, at: number, length: number): number {
    const bytes = this.#bytes[part] ?? nothing;
    const known = this.#at[part] === at ? (this.#written[part] ?? 0) : 0;
    for (let place = known; place < length; place += 1) buffer[at + place] = bytes[place] ?? 0;
    this.#at[part] = at;
    // Nothing is written behind a filler: what it had before is there still.
    this.#written[part] = Math.max(known, length);
    return at + length;
  }

  #writeIso(part: number, buffer: Uint8Array, at: number, intendedUs: number): number {
    const us = this.#epochUs + intendedUs;
    const second = Math.floor(us / 1e6);
    if (this.#at[part] !== at || this.#written[part] !== second) this.#isoTime.write(buffer, at, second);
    this.#at[part] = at;
    this.#written[part] = second;
    return this.#isoTime.writeMs(buffer, at, Math.floor((us - second * 1e6) / 1000));
  }

  #writeMs(buffer: Uint8Array, at: number, intendedUs: number): number {
    const us = this.#epochUs + intendedUs;
    const second = Math.floor(us / 1e6);
    return writeDigits(buffer, writeDigits(buffer, at, second, 1), Math.floor((us - second * 1e6) / 1000), 3);
  }

  #walk(part: number, sensor: number, sequence: number): number {
    const stride = this.#stride[part] ?? 1;
    return walkAt(this.#least[part] ?? 0, this.#most[part] ?? 0, stride, this.#seed, part, sensor, sequence);
  }

  #writeCell(part: number, buffer: Uint8Array, at: number, cell: number): number {
    const bytes = this.#bytes[part] ?? nothing;
    const ends = this.#ends[part];
    if (ends === undefined) return at;
    const to = ends[cell] ?? 0;
    let end = at;
    for (let from = cell === 0 ? 0 : (ends[cell - 1] ?? 0); from < to; from += 1, end += 1)
      buffer[end] = bytes[from] ?? 0;
    return end;
  }
}

function operationOf(part: PayloadPart): Operation {
  return part.kind === "time" ? part.as : part.kind;
}

function rangeOf(part: PayloadPart): { readonly least: number; readonly most: number } {
  if (part.kind === "pick") return { least: 0, most: part.options.length - 1 };
  return part.kind === "number" || part.kind === "walk" || part.kind === "filler" ? part : { least: 0, most: 0 };
}

function digitsOf(part: PayloadPart): number {
  if (part.kind === "number" || part.kind === "walk") return part.decimals;
  return part.kind === "id" || part.kind === "hex" ? part.digits : 0;
}

function bytesOf(part: PayloadPart, seed: number): Uint8Array {
  if (part.kind === "literal") return new TextEncoder().encode(part.text);
  const bytes = new Uint8Array(part.kind === "filler" ? part.most : 0);
  fillSeeded(bytes, seed);
  return bytes;
}

export function textsOf(texts: readonly string[]): Texts {
  const encoded = texts.map((text) => new TextEncoder().encode(text));
  const ends = new Uint32Array(texts.length);
  let end = 0;
  for (const [index, { length }] of encoded.entries()) ends[index] = end += length;
  const bytes = new Uint8Array(end);
  for (const [index, text] of encoded.entries()) bytes.set(text, index === 0 ? 0 : ends[index - 1]);
  return { bytes, ends };
}

function writeHexIdentity(
  buffer: Uint8Array,
  from: number,
  runTag: number,
  sensor: number,
  sequence: number,
  intendedUs: number,
): number {
  const high = Math.floor(intendedUs / twoTo32);
  let at = writeHexWord(buffer, from, runTag, 2);
  at = writeHexWord(buffer, at, sensor, 4);
  at = writeHexWord(buffer, at, sequence, 4);
  at = writeHexWord(buffer, at, high, 2);
  return writeHexWord(buffer, at, (intendedUs - high * twoTo32) | 0, 4);
}
