/** What the messages of a trial are known by, and what each must look like when it arrives. */
import type { PublishView } from "../../../mqtt/wire/codec.ts";
import { identityBytes, readRunTag, readSensor, readSequence } from "../../../mqtt/wire/payload.ts";
import { firstSensors } from "../../../scenario/fleet.ts";
import { numberedTopic } from "../../../scenario/loads/hold-steps.ts";
import { TopicPattern } from "./topic-pattern.ts";
import type { ShardTask } from "../../messages.ts";

/** More than any sensor sends in a trial: a larger number is not ours. */
const largestSequence = 2 ** 28;

/** How a message differs from the one that was sent. */
export const alteration = { none: 0, topic: 1, length: 2, content: 3 } as const;
export type Alteration = (typeof alteration)[keyof typeof alteration];

export class OwnMessages {
  readonly #runTag: number;
  /** The first sensor of each group, then the number of sensors. */
  readonly #firstSensors: readonly number[];
  /** By group; null where each message has a topic of its own. */
  readonly #topics: readonly (TopicPattern | null)[];
  /** By group. */
  readonly #payloads: readonly Buffer[];
  /** Payloads that are too short to say which message they are. */
  readonly #shortPayloads: readonly Buffer[];

  constructor({ scenario, runTag, payloads }: Pick<ShardTask, "scenario" | "runTag" | "payloads">) {
    this.#runTag = runTag;
    this.#firstSensors = firstSensors(scenario);
    this.#topics = scenario.sensors.map((group) =>
      numberedTopic(group.topic) === null ? new TopicPattern(group) : null,
    );
    this.#payloads = payloads.map(({ buffer, byteOffset, length }) => Buffer.from(buffer, byteOffset, length));
    this.#shortPayloads = this.#payloads.filter(({ length }) => length < identityBytes);
  }

  /** The group of the message whose payload of at least 16 bytes begins at `at`; -1: it is not of this trial. */
  groupOf(packet: Uint8Array, at: number): number {
    if (readRunTag(packet, at) !== this.#runTag || readSequence(packet, at) > largestSequence) return -1;
    const sensor = readSensor(packet, at);
    const first = this.#firstSensors;
    for (let group = 0; group < first.length - 1; group += 1) if (sensor < (first[group + 1] ?? 0)) return group;
    return -1;
  }

  /** What is wrong with a message of that group: each byte of its topic and behind its identity is compared. */
  alterationOf(group: number, packet: Uint8Array, view: PublishView, end: number): Alteration {
    const at = view.payloadStart;
    const number = readSensor(packet, at) - (this.#firstSensors[group] ?? 0);
    if (this.#topics[group]?.isTopicOf(number, packet, view.topicStart, view.topicEnd) === false)
      return alteration.topic;
    const payload = this.#payloads[group];
    if (payload?.length !== end - at) return alteration.length;
    const isAsSent = payload.compare(packet, at + identityBytes, end, identityBytes) === 0;
    return isAsSent ? alteration.none : alteration.content;
  }

  /** Whether packet[start, end) has the bytes of a payload of ours: all that can be told of one that is too short for more. */
  isShort(packet: Uint8Array, start: number, end: number): boolean {
    for (const payload of this.#shortPayloads)
      if (payload.length === end - start && payload.compare(packet, start, end) === 0) return true;
    return false;
  }
}
