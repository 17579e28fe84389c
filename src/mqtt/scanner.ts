/** Cuts a byte stream into control packets, in place; only a packet split over reads is copied. */

export interface PacketSink {
  /** One whole packet: buffer[start] is its first byte, its variable header begins at `body`. False: look no further. */
  packet(buffer: Uint8Array, start: number, body: number, end: number): boolean;
  /** The stream cannot be read on. */
  malformed(problem: string): void;
}

/** The largest packet there is (section 2.2.3). */
export const largestPacketBytes = 268_435_460;

/** 5 bytes hold any fixed header: the type, and a remaining length of at most 4. */
const longestHeader = 5;
const incomplete = -1;
const invalid = -2;

export class PacketScanner {
  readonly #sink: PacketSink;
  readonly #maxPacketBytes: number;
  /** The beginning of a packet whose end has not come yet. */
  #partial: Uint8Array | undefined;
  #partialLength = 0;

  constructor(sink: PacketSink, maxPacketBytes: number) {
    this.#sink = sink;
    this.#maxPacketBytes = maxPacketBytes;
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
      const end = packetEnd(buffer, at, length);
      if (end === invalid || end - at > this.#maxPacketBytes) return this.#fail(end, at);
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
    this.#partial = new Uint8Array(end === incomplete ? longestHeader : end - at);
    this.#partial.set(buffer.subarray(at, length));
    this.#partialLength = have;
  }

  /** Adds bytes to the partial packet and hands it over once whole; returns where to go on, or -1 to stop. */
  #complete(buffer: Uint8Array, from: number, length: number): number {
    let partial = this.#partial ?? new Uint8Array(0);
    let end = packetEnd(partial, 0, this.#partialLength);
    let at = from;
    while (end === incomplete && at < length) {
      partial[this.#partialLength] = buffer[at] ?? 0;
      this.#partialLength += 1;
      at += 1;
      end = packetEnd(partial, 0, this.#partialLength);
    }
    if (end === incomplete) return at;
    if (end === invalid || end > this.#maxPacketBytes) {
      this.#fail(end, 0);
      return -1;
    }
    if (end > partial.length) {
      const whole = new Uint8Array(end);
      whole.set(partial.subarray(0, this.#partialLength));
      partial = whole;
      this.#partial = whole;
    }
    const take = Math.min(end - this.#partialLength, length - at);
    partial.set(buffer.subarray(at, at + take), this.#partialLength);
    this.#partialLength += take;
    if (this.#partialLength < end) return at + take;
    this.reset();
    return this.#sink.packet(partial, 0, bodyOf(partial, 0), end) ? at + take : -1;
  }

  #fail(end: number, at: number): void {
    this.reset();
    if (end === invalid) this.#sink.malformed("remaining length of more than 4 bytes");
    else this.#sink.malformed(`packet of ${end - at} bytes, more than the ${this.#maxPacketBytes} allowed`);
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
