/** The packets of the hot path, read and written in place: PUBLISH and the four acknowledgements. */
import { packetType } from "./packet-types.ts";
import { identityBytes, writeIdentity } from "./payload.ts";

/** Where the parts of a PUBLISH lie in its buffer. One is reused for every packet of a thread. */
export interface PublishView {
  qos: number;
  isDuplicate: boolean;
  isRetained: boolean;
  /** 0 at QoS 0. */
  packetId: number;
  /** Where the topic lies: the packet, or what its alias stands for. */
  topicIn: Uint8Array;
  topicStart: number;
  topicEnd: number;
  /** Where the length of the properties begins (5.0). */
  propertiesAt: number;
  payloadStart: number;
}

const nothing = new Uint8Array(0);

export function newPublishView(): PublishView {
  return {
    qos: 0,
    isDuplicate: false,
    isRetained: false,
    packetId: 0,
    topicIn: nothing,
    topicStart: 0,
    topicEnd: 0,
    propertiesAt: 0,
    payloadStart: 0,
  };
}

/** Reads the PUBLISH at buffer[start, end) into `view`; returns what is wrong with it, or undefined (section 3.3). */
export function readPublish(
  buffer: Uint8Array,
  start: number,
  body: number,
  end: number,
  isVersion5: boolean,
  view: PublishView,
): string | undefined {
  const flags = buffer[start] ?? 0;
  view.qos = (flags >> 1) & 3;
  view.isDuplicate = (flags & 8) !== 0;
  view.isRetained = (flags & 1) !== 0;
  if (view.qos === 3) return "PUBLISH with QoS 3";
  view.topicIn = buffer;
  view.topicStart = body + 2;
  view.topicEnd = view.topicStart + readUint16(buffer, body);
  let at = view.topicEnd;
  view.packetId = 0;
  if (view.qos > 0) {
    view.packetId = readUint16(buffer, at);
    at += 2;
    if (at <= end && view.packetId === 0) return "PUBLISH with packet identifier 0";
  }
  view.propertiesAt = at;
  if (isVersion5 && at < end) {
    at = afterProperties(buffer, at, end);
    if (at < 0) return "PUBLISH with a malformed property length";
  } else if (isVersion5) at += 1;
  view.payloadStart = at;
  return at > end ? "PUBLISH shorter than its topic and header" : undefined;
}

/** Where what follows the properties begins; -1 where their length cannot be read (5.0, section 2.2.2.1). */
function afterProperties(buffer: Uint8Array, from: number, end: number): number {
  let length = 0;
  let factor = 1;
  for (let at = from; at < Math.min(end, from + 4); at += 1) {
    const digit = buffer[at] ?? 0;
    length += (digit & 127) * factor;
    if (digit < 128) return at + 1 + length;
    factor *= 128;
  }
  return -1;
}

export function readUint16(buffer: Uint8Array, at: number): number {
  return ((buffer[at] ?? 0) << 8) | (buffer[at + 1] ?? 0);
}

/** PUBACK, PUBREC, PUBREL or PUBCOMP in its short form: 4 bytes, also in version 5 while the reason is 0x00 (section 3.4.2.1). */
export const acknowledgementBytes = 4;

export function writeAcknowledgement(buffer: Uint8Array, at: number, type: number, packetId: number): number {
  // The flags of PUBREL are 0010, those of the others 0000 [MQTT-2.2.2-1], [MQTT-3.6.1-1].
  buffer[at] = (type << 4) | (type === packetType.PUBREL ? 2 : 0);
  buffer[at + 1] = 2;
  buffer[at + 2] = packetId >>> 8;
  buffer[at + 3] = packetId;
  return at + acknowledgementBytes;
}

/** The number of bytes of a remaining length (section 2.2.3). */
export function remainingLengthBytes(length: number): number {
  return length < 128 ? 1 : length < 16_384 ? 2 : length < 2_097_152 ? 3 : 4;
}

/** The length of no properties. */
const noProperties = Uint8Array.of(0);

/** What stands between a PUBLISH's packet identifier and its payload: nothing in 3.1.1. */
export function propertiesOf({
  isVersion5,
  properties,
}: Pick<TemplateOptions, "isVersion5" | "properties">): Uint8Array {
  return isVersion5 ? (properties ?? noProperties) : new Uint8Array(0);
}

export interface TemplateOptions {
  readonly isVersion5: boolean;
  readonly qos: number;
  readonly isRetained: boolean;
  readonly topicBytes: number;
  /** Of MQTT 5, their length before them; left out: none. */
  readonly properties?: Uint8Array | undefined;
  /** The whole payload; its first 16 bytes are overwritten by the identity when it is that long. */
  readonly payload: Uint8Array;
}

/** A PUBLISH of which each message fills in its own part. */
export interface PublishPacket {
  /** The packet's bytes, the same memory for every message: to be written, or copied, before the next `fill`. */
  fill(
    topic: Uint8Array,
    packetId: number,
    runTag: number,
    sensor: number,
    sequence: number,
    intendedUs: number,
  ): Uint8Array;
  readonly isRetained: boolean;
  /** The payload of what `fill` returned last. */
  copyPayload(): Uint8Array;
  /** What `fill` returned last, as a packet of its own with the DUP flag set (section 3.3.1.1). */
  asDuplicate(): Uint8Array;
  /** What `fill` returned last now belongs to a socket that has not written it yet: go on with other memory. */
  giveAway(): void;
}

/** A PUBLISH in which only topic, packet identifier and identity change: one for all sensors with topics of one length. */
export class PublishTemplate implements PublishPacket {
  #bytes: Uint8Array;
  readonly #topicAt: number;
  readonly #packetIdAt: number;
  /** 0: the payload is too short to say which message it is. */
  readonly #identityAt: number;
  readonly #payloadAt: number;

  constructor(options: TemplateOptions) {
    const { qos, topicBytes, payload } = options;
    const properties = propertiesOf(options);
    const remaining = 2 + topicBytes + (qos > 0 ? 2 : 0) + properties.length + payload.length;
    const header = 1 + remainingLengthBytes(remaining);
    this.#bytes = new Uint8Array(header + remaining);
    this.#bytes[0] = (packetType.PUBLISH << 4) | (qos << 1) | (options.isRetained ? 1 : 0);
    writeRemainingLength(this.#bytes, 1, remaining);
    this.#bytes[header] = topicBytes >>> 8;
    this.#bytes[header + 1] = topicBytes;
    this.#topicAt = header + 2;
    this.#packetIdAt = qos > 0 ? this.#topicAt + topicBytes : 0;
    this.#payloadAt = header + remaining - payload.length;
    this.#bytes.set(properties, this.#payloadAt - properties.length);
    this.#bytes.set(payload, this.#payloadAt);
    this.#identityAt = payload.length >= identityBytes ? this.#payloadAt : 0;
  }

  fill(
    topic: Uint8Array,
    packetId: number,
    runTag: number,
    sensor: number,
    sequence: number,
    intendedUs: number,
  ): Uint8Array {
    const bytes = this.#bytes;
    bytes.set(topic, this.#topicAt);
    if (this.#packetIdAt > 0) {
      bytes[this.#packetIdAt] = packetId >>> 8;
      bytes[this.#packetIdAt + 1] = packetId;
    }
    if (this.#identityAt > 0) writeIdentity(bytes, this.#identityAt, runTag, sensor, sequence, intendedUs);
    return bytes;
  }

  get isRetained(): boolean {
    return ((this.#bytes[0] ?? 0) & 1) === 1;
  }

  copyPayload(): Uint8Array {
    return this.#bytes.slice(this.#payloadAt);
  }

  asDuplicate(): Uint8Array {
    const copy = this.#bytes.slice();
    copy[0] = (copy[0] ?? 0) | 8;
    return copy;
  }

  giveAway(): void {
    this.#bytes = this.#bytes.slice();
  }
}

/** Writes a remaining length (section 2.2.3). */
export function writeRemainingLength(buffer: Uint8Array, from: number, length: number): void {
  let rest = length;
  let at = from;
  do {
    const digit = rest % 128;
    rest = Math.floor(rest / 128);
    buffer[at] = rest > 0 ? digit | 128 : digit;
    at += 1;
  } while (rest > 0);
}
