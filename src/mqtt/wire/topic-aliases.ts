/** The topics that the broker's aliases stand for on one connection (5.0, section 3.3.2.3.4). */
import { readUint16, remainingLengthBytes } from "./codec.ts";
import type { PublishView } from "./codec.ts";
import { topicAliasBytes } from "./cost-model.ts";

const topicAlias = 0x23;
const none = -1;

export class TopicAliases {
  /** Bytes by which the last PUBLISH with an alias is shorter than with its topic and without; below 0 where it introduced the alias. */
  savedBytes = 0;
  /** Whether the last one with an alias had its topic, too. */
  isIntroducing = false;
  readonly #maximum: number;
  /** By alias. */
  readonly #topics = new Map<number, Uint8Array>();

  /** `maximum`: Topic Alias Maximum of our CONNECT; 0: none may come. */
  constructor(maximum: number) {
    this.#maximum = maximum;
  }

  /** A new connection knows no alias. */
  clear(): void {
    this.#topics.clear();
  }

  /** Gives a PUBLISH, read into `view`, the topic that its alias stands for. True: it has an alias; false: it has none; else what is wrong with it. */
  resolve(packet: Uint8Array, start: number, end: number, view: PublishView): boolean | string {
    const { topicStart, topicEnd } = view;
    const topicBytes = topicEnd - topicStart;
    // Nothing is looked for where nothing may come: hot paths pass here.
    if (this.#maximum === 0 && topicBytes > 0) return false;
    const alias = readAlias(packet, view);
    if (alias === none)
      return topicBytes > 0 ? false : "PUBLISH without a topic and without an alias (section 3.3.2.1)";
    if (alias === 0) return "PUBLISH with topic alias 0 [MQTT-3.3.2-8]";
    if (this.#maximum === 0) return `PUBLISH with topic alias ${alias}, where CONNECT allowed none [MQTT-3.1.2-27]`;
    if (alias > this.#maximum)
      return `PUBLISH with topic alias ${alias}, where CONNECT allowed ${this.#maximum} [MQTT-3.1.2-26]`;
    this.isIntroducing = topicBytes > 0;
    if (topicBytes > 0) this.#topics.set(alias, packet.slice(topicStart, topicEnd));
    const topic = this.#topics.get(alias);
    if (topic === undefined)
      return `PUBLISH with topic alias ${alias} and no topic, and nothing had introduced it (section 3.3.2.3.4)`;
    view.topicIn = topic;
    view.topicStart = 0;
    view.topicEnd = topic.length;
    this.savedBytes = plainBytes(end - start, view, topic.length - topicBytes) - (end - start);
    return true;
  }
}

/** Bytes of a packet with so many more of its topic, and without its alias. */
function plainBytes(bytes: number, { propertiesAt, payloadStart }: PublishView, moreTopic: number): number {
  const remaining = bytes - 1 - headerLengthBytes(bytes);
  // The length of the properties stands before them.
  const withLength = payloadStart - propertiesAt;
  const properties = withLength - headerLengthBytes(withLength + 1);
  const shorter = properties - topicAliasBytes;
  const plain = remaining + moreTopic - withLength + remainingLengthBytes(shorter) + shorter;
  return 1 + remainingLengthBytes(plain) + plain;
}

/** Bytes of the remaining length of a packet of so many: the shortest that it fits in (section 1.5.5). */
function headerLengthBytes(bytes: number): number {
  return [1, 2, 3].find((length) => remainingLengthBytes(bytes - 1 - length) === length) ?? 4;
}

/** The alias among the properties of a PUBLISH; `none`: it has none, or they cannot be read on (section 3.3.2.3). */
function readAlias(packet: Uint8Array, { propertiesAt, payloadStart }: PublishView): number {
  let at = propertiesAt;
  while ((packet[at] ?? 0) >= 128) at += 1;
  at += 1;
  while (at < payloadStart) {
    const name = packet[at] ?? 0;
    at += 1;
    if (name === topicAlias) return readUint16(packet, at);
    const bytes = bytesOf(name, packet, at);
    if (bytes === none) return none;
    at += bytes;
  }
  return none;
}

/** Bytes of the value of a property of PUBLISH, from `at` on. */
function bytesOf(name: number, packet: Uint8Array, at: number): number {
  switch (name) {
    // Payload format indicator.
    case 0x01:
      return 1;
    // Message expiry interval.
    case 0x02:
      return 4;
    // Content type, response topic, correlation data.
    case 0x03:
    case 0x08:
    case 0x09:
      return 2 + readUint16(packet, at);
    // Subscription identifier.
    case 0x0b: {
      let length = 1;
      while ((packet[at + length - 1] ?? 0) >= 128) length += 1;
      return length;
    }
    // User property: name and value.
    case 0x26: {
      const first = 2 + readUint16(packet, at);
      return first + 2 + readUint16(packet, at + first);
    }
    default:
      return none;
  }
}
