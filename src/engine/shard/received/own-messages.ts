/** What the messages of a trial are known by, and what each must look like when it arrives. */
import type { PublishView } from "../../../mqtt/wire/codec.ts";
import { atStart, readIdentity } from "../../../mqtt/payload/find-identity.ts";
import type { ReadIdentity } from "../../../mqtt/payload/find-identity.ts";
import type { IdentityPlace } from "../../../mqtt/payload/payload-parts.ts";
import { PayloadWriter } from "../../../mqtt/payload/payload-writer.ts";
import { identityBytes } from "../../../mqtt/wire/payload.ts";
import { firstSensors } from "../../../scenario/fleet.ts";
import { numberedTopic } from "../../../scenario/loads/hold-steps.ts";
import { largestSequence } from "../../../scenario/payloads/part-lengths.ts";
import { topicPattern } from "./topic-pattern.ts";
import type { TopicPattern } from "./topic-pattern.ts";
import type { GroupPayload, ShardTask } from "../../messages.ts";

/** How a message differs from the one that was sent. */
export const alteration = { none: 0, topic: 1, length: 2, content: 3 } as const;
export type Alteration = (typeof alteration)[keyof typeof alteration];

/** A group's payload as it must arrive. */
type Expected =
  | { readonly kind: "bytes"; readonly bytes: Buffer }
  /** `room`: what is written anew for each message. */
  | { readonly kind: "written"; readonly writer: PayloadWriter; readonly room: Buffer };

/** What a trial's messages have in common: how their payloads begin and go on. */
export type SentAs = Pick<ShardTask, "runTag" | "payloads" | "epochUs">;

export class OwnMessages {
  /** What the message says that `groupOf` was asked for last. */
  readonly read: ReadIdentity = { runTag: 0, sensor: 0, sequence: 0, intendedUs: 0 };
  readonly #runTag: number;
  /** The first sensor of each group, then the number of sensors. */
  readonly #firstSensors: readonly number[];
  /** By group; null where each message has a topic of its own. */
  readonly #topics: readonly (TopicPattern | null)[];
  /** By group. */
  readonly #expected: readonly Expected[];
  /** Where the identity stands, by group; and each such place once. */
  readonly #placeOf: readonly IdentityPlace[];
  readonly #places: readonly IdentityPlace[];
  /** Payloads that are too short to say which message they are. */
  readonly #shortPayloads: readonly Buffer[];

  constructor(task: Pick<ShardTask, "scenario"> & SentAs) {
    const { scenario, runTag, payloads } = task;
    this.#runTag = runTag;
    this.#firstSensors = firstSensors(scenario);
    this.#topics = scenario.sensors.map((group) => (numberedTopic(group.topic) === null ? topicPattern(group) : null));
    this.#expected = payloads.map((payload) => expectedOf(payload, task));
    const places = new Map<string, IdentityPlace>();
    this.#placeOf = payloads.map((payload) => {
      const place = payload instanceof Uint8Array ? atStart : payload.identity;
      const key = `${place.as} ${place.from} ${place.offset}`;
      const known = places.get(key) ?? place;
      places.set(key, known);
      return known;
    });
    this.#places = [...places.values()];
    this.#shortPayloads = this.#expected.flatMap((each) =>
      each.kind === "bytes" && each.bytes.length < identityBytes ? [each.bytes] : [],
    );
  }

  /** The group of the message whose payload is packet[at, end); -1: it is not of this trial, or does not say which it is. `read` says which. */
  groupOf(packet: Uint8Array, at: number, end: number): number {
    for (let index = 0; index < this.#places.length; index += 1) {
      const place = this.#places[index];
      if (place === undefined || !readIdentity(place, packet, at, end, this.read)) continue;
      const group = this.#groupRead();
      if (group >= 0 && this.#placeOf[group] === place) return group;
    }
    return -1;
  }

  /** What is wrong with the message that `groupOf` was asked for last: each byte of its topic and of its payload is compared. */
  alterationOf(group: number, packet: Uint8Array, view: PublishView, end: number): Alteration {
    const at = view.payloadStart;
    const number = this.read.sensor - (this.#firstSensors[group] ?? 0);
    if (this.#topics[group]?.isTopicOf(number, view.topicIn, view.topicStart, view.topicEnd) === false)
      return alteration.topic;
    return this.#payloadAlterationOf(group, packet, at, end);
  }

  /** Whether these bytes are a payload of that sensor's, one of those that it sent. */
  isPayloadOf(sensor: number, payload: Uint8Array): boolean {
    const group = this.groupOf(payload, 0, payload.length);
    if (group < 0) return this.isShort(payload, 0, payload.length);
    const isOfSensor = this.read.sensor === sensor;
    return isOfSensor && this.#payloadAlterationOf(group, payload, 0, payload.length) === alteration.none;
  }

  #payloadAlterationOf(group: number, packet: Uint8Array, at: number, end: number): Alteration {
    const { sensor, sequence, intendedUs } = this.read;
    const expected = this.#expected[group];
    if (expected === undefined) return alteration.length;
    if (expected.kind === "bytes") {
      const { bytes } = expected;
      if (bytes.length !== end - at) return alteration.length;
      const isAsSent = bytes.compare(packet, at + identityBytes, end, identityBytes) === 0;
      return isAsSent ? alteration.none : alteration.content;
    }
    const { writer, room } = expected;
    const length = writer.write(room, 0, sensor, sequence, intendedUs);
    if (length !== end - at) return alteration.length;
    return room.compare(packet, at, end, 0, length) === 0 ? alteration.none : alteration.content;
  }

  /** Whether packet[start, end) has the bytes of a payload of ours: all that can be told of one that is too short for more. */
  isShort(packet: Uint8Array, start: number, end: number): boolean {
    for (const payload of this.#shortPayloads)
      if (payload.length === end - start && payload.compare(packet, start, end) === 0) return true;
    return false;
  }

  #groupRead(): number {
    const { runTag, sensor, sequence } = this.read;
    if (runTag !== this.#runTag || sequence > largestSequence) return -1;
    const first = this.#firstSensors;
    for (let group = 0; group < first.length - 1; group += 1) if (sensor < (first[group + 1] ?? 0)) return group;
    return -1;
  }
}

function expectedOf(payload: GroupPayload, { runTag, epochUs }: Pick<ShardTask, "runTag" | "epochUs">): Expected {
  if (payload instanceof Uint8Array) {
    const { buffer, byteOffset, length } = payload;
    return { kind: "bytes", bytes: Buffer.from(buffer, byteOffset, length) };
  }
  const writer = new PayloadWriter(payload, { runTag, epochUs });
  return { kind: "written", writer, room: Buffer.alloc(payload.mostBytes) };
}
