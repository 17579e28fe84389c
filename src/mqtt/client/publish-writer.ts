/** Writes a sensor's messages as its connection lets it: with their topic, or by the alias that stands for it there (5.0, section 3.3.2.3.4). */
import type { PublishPacket } from "../wire/codec.ts";
import type { PublisherSpec } from "./client.ts";

const noTopic = new Uint8Array(0);

export class PublishWriter {
  /** What the last message was written with. */
  used: PublishPacket;
  readonly #publisher: PublisherSpec;
  readonly #runTag: number;
  #mayAlias = false;
  #isIntroduced = false;

  constructor(publisher: PublisherSpec, runTag: number) {
    this.#publisher = publisher;
    this.#runTag = runTag;
    this.used = publisher.template;
  }

  /** A new connection knows no alias; `topicAliasMaximum`: how many its CONNACK allows, 0 is none (section 3.2.2.3.8). */
  begin(topicAliasMaximum: number): void {
    this.#mayAlias = topicAliasMaximum > 0;
    this.#isIntroduced = false;
  }

  /** The packet of a message; `as`: written with that template, and its topic. */
  write(packetId: number, sequence: number, intendedNs: number, as?: PublishPacket): Uint8Array {
    const { topic, template, aliased, sensor } = this.#publisher;
    const intendedUs = intendedNs / 1000;
    if (as !== undefined || aliased === undefined || !this.#mayAlias) {
      this.used = as ?? template;
      return this.used.fill(topic, packetId, this.#runTag, sensor, sequence, intendedUs);
    }
    this.used = this.#isIntroduced ? aliased.short : aliased.introducing;
    const named = this.#isIntroduced ? noTopic : topic;
    this.#isIntroduced = true;
    return this.used.fill(named, packetId, this.#runTag, sensor, sequence, intendedUs);
  }
}
