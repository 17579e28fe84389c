/** Writes a client's messages as its connection lets it: with their topic, or by the alias that stands for it there (5.0, section 3.3.2.3.4). */
import type { PublishPacket } from "../wire/codec.ts";
import type { PublisherSpec } from "./client.ts";

const noTopic = new Uint8Array(0);

export class PublishWriter {
  /** What the last message was written with; undefined: none was. */
  used: PublishPacket | undefined;
  /** The last message named its topic, and an alias for it. */
  isIntroducing = false;
  readonly #publisher: PublisherSpec;
  readonly #runTag: number;
  #aliasesAllowed = 0;
  /** By kind, whether the connection knows its alias; undefined: none has one. */
  readonly #introduced: Uint8Array | undefined;

  constructor(publisher: PublisherSpec, runTag: number) {
    const { kinds } = publisher;
    this.#publisher = publisher;
    this.#runTag = runTag;
    if (kinds.some(({ aliased }) => aliased !== undefined)) this.#introduced = new Uint8Array(kinds.length);
  }

  /** A new connection knows no alias; `topicAliasMaximum`: how many its CONNACK allows, 0 is none (section 3.2.2.3.8). */
  begin(topicAliasMaximum: number): void {
    this.#aliasesAllowed = topicAliasMaximum;
    this.#introduced?.fill(0);
  }

  /** The kind whose place that is. */
  kindAt(place: number): number {
    return place - this.#publisher.firstPlace;
  }

  /** The packet of a message of a kind; `as`: written with that template, and its topic. */
  write(kind: number, packetId: number, sequence: number, intendedNs: number, as?: PublishPacket): Uint8Array {
    const sends = this.#publisher.kinds[kind];
    if (sends === undefined) throw new Error(`no kind ${kind} of message`);
    const { topic, template, aliased, sensor } = sends;
    const intendedUs = intendedNs / 1000;
    const introduced = this.#introduced;
    this.isIntroducing = false;
    if (as !== undefined || aliased === undefined || introduced === undefined || aliased.alias > this.#aliasesAllowed) {
      this.used = as ?? template;
      return this.used.fill(topic, packetId, this.#runTag, sensor, sequence, intendedUs);
    }
    const isIntroduced = introduced[kind] === 1;
    this.used = isIntroduced ? aliased.short : aliased.introducing;
    introduced[kind] = 1;
    this.isIntroducing = !isIntroduced;
    return this.used.fill(isIntroduced ? noTopic : topic, packetId, this.#runTag, sensor, sequence, intendedUs);
  }
}
