/** A PUBLISH whose payload is written anew for every message, and may have another length each time. */
import { propertiesOf, remainingLengthBytes, writeRemainingLength } from "../wire/codec.ts";
import type { PublishPacket, TemplateOptions } from "../wire/codec.ts";
import { packetType } from "../wire/packet-types.ts";
import type { PayloadProgram, PayloadTrial } from "./payload-parts.ts";
import { PayloadWriter } from "./payload-writer.ts";

/** Views of more lengths are not kept: each would be a few hundred bytes. */
const mostViews = 4096;

export interface TemplatedOptions extends Omit<TemplateOptions, "payload"> {
  readonly program: PayloadProgram;
  readonly trial: PayloadTrial;
}

export class TemplatedPublish implements PublishPacket {
  #bytes: Uint8Array;
  /** What `fill` returns, by length: one is made when a length comes for the first time. */
  readonly #views = new Map<number, Uint8Array>();
  #last: Uint8Array;
  readonly #writer: PayloadWriter;
  readonly #flags: number;
  readonly #topicBytes: number;
  readonly #headBytes: number;
  readonly #hasPacketId: boolean;
  /** Of MQTT 5, their length before them. */
  readonly #properties: Uint8Array;
  /** Bytes of the remaining length of the message before. */
  #lengthBytes = 1;

  constructor(options: TemplatedOptions) {
    const { qos, isRetained, topicBytes, program, trial } = options;
    this.#writer = new PayloadWriter(program, trial);
    this.#flags = (packetType.PUBLISH << 4) | (qos << 1) | (isRetained ? 1 : 0);
    this.#topicBytes = topicBytes;
    this.#hasPacketId = qos > 0;
    this.#properties = propertiesOf(options);
    this.#headBytes = 2 + topicBytes + (qos > 0 ? 2 : 0) + this.#properties.length;
    this.#bytes = new Uint8Array(5 + this.#headBytes + program.mostBytes);
    this.#last = this.#bytes.subarray(0, 0);
  }

  /** As `PublishTemplate` does; `runTag` stands in the program's writer. */
  fill(
    topic: Uint8Array,
    packetId: number,
    _runTag: number,
    sensor: number,
    sequence: number,
    intendedUs: number,
  ): Uint8Array {
    let end = this.#writer.write(this.#bytes, this.#payloadAt, sensor, sequence, intendedUs);
    const needed = remainingLengthBytes(end - 1 - this.#lengthBytes);
    if (needed !== this.#lengthBytes) {
      this.#lengthBytes = needed;
      end = this.#writer.write(this.#bytes, this.#payloadAt, sensor, sequence, intendedUs);
    }
    this.#writeHead(topic, packetId, end);
    this.#last = this.#viewOf(end);
    return this.#last;
  }

  get isRetained(): boolean {
    return (this.#flags & 1) === 1;
  }

  copyPayload(): Uint8Array {
    return this.#last.slice(this.#payloadAt);
  }

  asDuplicate(): Uint8Array {
    const copy = this.#last.slice();
    copy[0] = (copy[0] ?? 0) | 8;
    return copy;
  }

  giveAway(): void {
    this.#bytes = this.#bytes.slice();
    this.#views.clear();
  }

  /** Behind the fixed header: topic, packet identifier, and in version 5 the properties. */
  get #payloadAt(): number {
    return 1 + this.#lengthBytes + this.#headBytes;
  }

  #writeHead(topic: Uint8Array, packetId: number, end: number): void {
    const bytes = this.#bytes;
    bytes[0] = this.#flags;
    const start = 1 + this.#lengthBytes;
    writeRemainingLength(bytes, 1, end - start);
    bytes[start] = this.#topicBytes >>> 8;
    bytes[start + 1] = this.#topicBytes;
    bytes.set(topic, start + 2);
    let at = start + 2 + this.#topicBytes;
    if (this.#hasPacketId) {
      bytes[at] = packetId >>> 8;
      bytes[at + 1] = packetId;
      at += 2;
    }
    bytes.set(this.#properties, at);
  }

  #viewOf(length: number): Uint8Array {
    if (this.#last.length === length && this.#last.buffer === this.#bytes.buffer) return this.#last;
    const known = this.#views.get(length);
    if (known !== undefined) return known;
    const view = this.#bytes.subarray(0, length);
    if (this.#views.size < mostViews) this.#views.set(length, view);
    return view;
  }
}
