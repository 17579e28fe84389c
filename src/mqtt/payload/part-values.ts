/** What chance says for a part of a message: a function of seed, part, sensor and sequence number, so that whoever knows these can say what was sent. */
import type { PayloadPart } from "./payload-parts.ts";

/**
 * Of 32 bits, every one of which depends on every bit of what is given (the finalizer of MurmurHash3): from -2^31 to 2^31 - 1, since V8
 * returns what is larger as an object on the heap wherever it does not inline the call.
 */
export function chanceOf(seed: number, part: number, sensor: number, sequence: number): number {
  let state =
    Math.imul(sensor ^ 0x9e3779b9, 0x85ebca6b) ^
    Math.imul(sequence + 0x7f4a7c15, 0xc2b2ae35) ^
    Math.imul(seed + part, 0x27d4eb2f);
  state ^= state >>> 16;
  state = Math.imul(state, 0x85ebca6b);
  state ^= state >>> 13;
  state = Math.imul(state, 0xc2b2ae35);
  return state ^ (state >>> 16);
}

const twoTo32 = 2 ** 32;

/** A whole number from `least` to `most`; `chance` as `chanceOf` says it. */
export function wholeWithin(chance: number, least: number, most: number): number {
  return least + Math.floor(((chance >>> 0) / twoTo32) * (most - least + 1));
}

/** How many messages lie between two points of a walk: so many that no step is longer than it may be. */
export function strideOf({ least, most, step }: Extract<PayloadPart, { kind: "walk" }>): number {
  return Math.max(1, Math.ceil((most - least) / step));
}

/** Where a walk stands: on the way from the point before to the next one. */
export function walkAt(
  least: number,
  most: number,
  stride: number,
  seed: number,
  part: number,
  sensor: number,
  sequence: number,
): number {
  const point = Math.floor(sequence / stride);
  const from = wholeWithin(chanceOf(seed, part, sensor, point), least, most);
  const to = wholeWithin(chanceOf(seed, part, sensor, point + 1), least, most);
  return from + Math.trunc(((to - from) * (sequence - point * stride)) / stride);
}
