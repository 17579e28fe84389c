/** Numbers, times and digits as text, written into a buffer; each returns where it ends. Nothing is allocated. */

const zero = 48;
const minus = 45;
const point = 46;
const hexDigits = Uint8Array.from("0123456789abcdef", (digit) => digit.charCodeAt(0));
/** Of each byte. */
const highDigits = Uint8Array.from({ length: 256 }, (_, byte) => hexDigits[byte >>> 4] ?? 0);
const lowDigits = Uint8Array.from({ length: 256 }, (_, byte) => hexDigits[byte & 15] ?? 0);

/** A whole number from 0 to 2^31 - 1, in at least so many digits. */
export function writeDigits(buffer: Uint8Array, at: number, value: number, least: number): number {
  const end = at + Math.max(countDigits(value), least);
  let rest = value | 0;
  for (let place = end - 1; place >= at; place -= 1) {
    const next = (rest / 10) | 0;
    buffer[place] = zero + (rest - next * 10);
    rest = next;
  }
  return end;
}

/** `value` in units of 10^-decimals, from -2^31 to 2^31 - 1. */
export function writeDecimal(buffer: Uint8Array, from: number, value: number, decimals: number): number {
  let at = from;
  let rest = value | 0;
  if (rest < 0) {
    buffer[at] = minus;
    at += 1;
    rest = -rest;
  }
  if (decimals === 0) return writeDigits(buffer, at, rest, 1);
  // Behind at least one digit stands the point.
  const end = at + Math.max(countDigits(rest), decimals + 1) + 1;
  const pointAt = end - 1 - decimals;
  for (let place = end - 1; place >= at; place -= 1) {
    if (place === pointAt) {
      buffer[place] = point;
      continue;
    }
    const next = (rest / 10) | 0;
    buffer[place] = zero + (rest - next * 10);
    rest = next;
  }
  return end;
}

function countDigits(value: number): number {
  if (value < 10) return 1;
  let digits = 2;
  for (let limit = 100; value >= limit; limit *= 10) digits += 1;
  return digits;
}

/** The lowest 4 × `digits` bits, at most 32, of a number. */
export function writeHex(buffer: Uint8Array, at: number, value: number, digits: number): number {
  for (let digit = 0, shift = 4 * (digits - 1); digit < digits; digit += 1, shift -= 4)
    buffer[at + digit] = hexDigits[(value >>> shift) & 15] ?? 0;
  return at + digits;
}

/** The lowest bytes, at most 4, of a number, two digits each. */
export function writeHexWord(buffer: Uint8Array, at: number, value: number, bytes: number): number {
  let place = at;
  for (let shift = 8 * (bytes - 1); shift >= 0; shift -= 8, place += 2) {
    const byte = (value >>> shift) & 255;
    buffer[place] = highDigits[byte] ?? 0;
    buffer[place + 1] = lowDigits[byte] ?? 0;
  }
  return place;
}

/** The number that hexadecimal digits, at most 8, say; -1: they are none. */
export function readHex(buffer: Uint8Array, at: number, digits: number): number {
  let value = 0;
  for (let place = at; place < at + digits; place += 1) {
    const byte = buffer[place] ?? 0;
    const digit = byte >= 97 && byte <= 102 ? byte - 87 : byte >= zero && byte < zero + 10 ? byte - zero : -1;
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}

const daySeconds = 86_400;

/** Writes times as 2026-11-29T02:08:24.123Z: the date is worked out once a day. */
export class IsoTime {
  readonly #bytes = new TextEncoder().encode("1970-01-01T00:00:00.000Z");
  #day = 0;

  /** `second` since 1970; the milliseconds are still to be written. */
  write(buffer: Uint8Array, at: number, second: number): void {
    const bytes = this.#bytes;
    const day = Math.floor(second / daySeconds);
    if (day !== this.#day) {
      this.#day = day;
      bytes.set(new TextEncoder().encode(new Date(day * daySeconds * 1000).toISOString().slice(0, 10)));
    }
    const inDay = second - day * daySeconds;
    writeDigits(bytes, 11, Math.floor(inDay / 3600), 2);
    writeDigits(bytes, 14, Math.floor(inDay / 60) % 60, 2);
    writeDigits(bytes, 17, inDay % 60, 2);
    for (let place = 0; place < bytes.length; place += 1) buffer[at + place] = bytes[place] ?? 0;
  }

  /** The milliseconds, below 1000, of a time that was written at `at`; returns where it ends. */
  writeMs(buffer: Uint8Array, at: number, ms: number): number {
    return writeDigits(buffer, at + 20, ms, 3) + 1;
  }
}
