/** Cuts a byte stream into control packets, in place; only a packet split over reads is copied. */
import { forbidden, headerProblem, lengthProblem } from "./header-limits.ts";
import type { HeaderLimits } from "./header-limits.ts";

export interface PacketSink {
  /** One whole packet: buffer[start] is its first byte, its variable header begins at `body`. False: look no further. */
  packet(buffer: Uint8Array, start: number, body: number, end: number): boolean;
  /** The stream cannot be read on; `rest` are the bytes that were read of it from the broken packet on. */
  malformed(problem: string, rest: Uint8Array): void;
}

/** 5 bytes hold any fixed header: the type, and a remaining length of at most 4. */
const longestHeader = 5;
const incomplete = -1;
const invalid = -2;
/** What a packet that is split over reads is given at first: its memory grows with what arrives, not with what it announces. */
const firstPartialBytes = 4096;

export class PacketScanner {
  readonly #sink: PacketSink;
  readonly #limits: HeaderLimits;
  readonly #largestBytes: Int32Array;
  /** The beginning of a packet whose end has not come yet. */
  #partial: Uint8Array | undefined;
  #partialLength = 0;

  constructor(sink: PacketSink, limits: HeaderLimits) {
    this.#sink = sink;
    this.#limits = limits;
    this.#largestBytes = limits.largestBytes;
  }

  /** Scans buffer[0, length). The buffer may be reused as soon as this returns. */
  feed(buffer: Uint8Array, length: number): void {
    let at = 0;
    while (this.#partial !== undefined) {
      if (at === length) return;
      at = this.#complete(buffer, at, length);
      if (at < 0) return;
    }
    while (at < length) {
      const most = this.#largestBytes[buffer[at] ?? 0] ?? forbidden;
      const end = packetEnd(buffer, at, length);
      // At its first byte: a stream that is not MQTT may look like a packet that never ends.
      if (end === invalid || most === forbidden || end - at > most)
        return this.#fail(buffer[at] ?? 0, end - at, end === invalid, buffer.slice(at, length));
      if (end === incomplete || end > length) return this.#keep(buffer, at, length, end);
      if (!this.#sink.packet(buffer, at, bodyOf(buffer, at), end)) return;
      at = end;
    }
  }

  /** Forgets a half-read packet: the connection it came on is gone. */
  reset(): void {
    this.#partial = undefined;
    this.#partialLength = 0;
  }

  #keep(buffer: Uint8Array, at: number, length: number, end: number): void {
    const have = length - at;
    const bytes = end === incomplete ? longestHeader : Math.min(end - at, Math.max(firstPartialBytes, 2 * have));
    this.#partial = new Uint8Array(bytes);
    this.#partial.set(buffer.subarray(at, length));
    this.#partialLength = have;
  }

  /** Adds bytes to the partial packet and hands it over once whole; returns where to go on, or -1 to stop. */
  #complete(buffer: Uint8Array, from: number, length: number): number {
    const header = this.#partial ?? new Uint8Array(0);
    let end = packetEnd(header, 0, this.#partialLength);
    let at = from;
    while (end === incomplete && at < length) {
      header[this.#partialLength] = buffer[at] ?? 0;
      this.#partialLength += 1;
      at += 1;
      end = packetEnd(header, 0, this.#partialLength);
    }
    if (end === incomplete) return at;
    const first = header[0] ?? 0;
    if (end === invalid || end > (this.#largestBytes[first] ?? forbidden)) {
      const rest = Buffer.concat([header.subarray(0, this.#partialLength), buffer.subarray(at, length)]);
      this.#fail(first, end, end === invalid, rest);
      return -1;
    }
    const take = Math.min(end - this.#partialLength, length - at);
    const partial = this.#grown(header, this.#partialLength + take, end);
    partial.set(buffer.subarray(at, at + take), this.#partialLength);
    this.#partialLength += take;
    if (this.#partialLength < end) return at + take;
    this.reset();
    return this.#sink.packet(partial, 0, bodyOf(partial, 0), end) ? at + take : -1;
  }

  /** Memory for so many bytes of the partial packet that ends at `end`: doubled, so that few reads copy it. */
  #grown(partial: Uint8Array, bytes: number, end: number): Uint8Array {
    if (bytes <= partial.length) return partial;
    const larger = new Uint8Array(Math.min(end, Math.max(bytes, firstPartialBytes, 2 * partial.length)));
    larger.set(partial.subarray(0, this.#partialLength));
    this.#partial = larger;
    return larger;
  }

  #fail(first: number, bytes: number, isTooLong: boolean, rest: Uint8Array): void {
    this.reset();
    this.#sink.malformed(this.#problemOf(first, bytes, isTooLong), rest);
  }

  #problemOf(first: number, bytes: number, isLengthTooLong: boolean): string {
    if (this.#largestBytes[first] === forbidden) return headerProblem(first, this.#limits.sender);
    if (isLengthTooLong) return "remaining length of more than 4 bytes";
    return lengthProblem(first, bytes, this.#limits);
  }
}

/** Where the packet that begins at `at` ends (perhaps beyond `length`), `incomplete` or `invalid`. */
function packetEnd(buffer: Uint8Array, at: number, length: number): number {
  if (at + 1 >= length) return incomplete;
  const first = buffer[at + 1] ?? 0;
  if (first < 128) return at + 2 + first;
  let remaining = first & 127;
  let factor = 128;
  for (let next = at + 2; next < at + longestHeader; next += 1) {
    if (next >= length) return incomplete;
    const digit = buffer[next] ?? 0;
    remaining += (digit & 127) * factor;
    if (digit < 128) return next + 1 + remaining;
    factor *= 128;
  }
  return invalid;
}

/** Where the variable header begins: after the bytes of the remaining length. */
export function bodyOf(buffer: Uint8Array, start: number): number {
  let at = start + 1;
  while ((buffer[at] ?? 0) >= 128) at += 1;
  return at + 1;
}
