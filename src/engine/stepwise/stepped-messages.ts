/** The messages of a load that is driven step by step: what each says, and whether one that arrived is as it was sent. */
import type { ReceivedPublish } from "../../mqtt/client/step-packets.ts";
import { fillSeeded, readRunTag, readSensor, readSequence, writeIdentity } from "../../mqtt/wire/payload.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { groupSeed } from "../pacing/due-times.ts";

/** Messages that arrived otherwise than they were sent, each under the first that differs. */
export interface AlteredCounts {
  topic: number;
  length: number;
  content: number;
}

export interface WhichMessage {
  readonly sensor: number;
  readonly sequence: number;
}

/** Of a bench: what its messages are known by, and where the altered ones are counted. */
interface Marked {
  readonly runTag: number;
  readonly altered: AlteredCounts;
}

export class SteppedMessages {
  readonly #bench: Marked;
  /** By sensor. */
  readonly #topics: readonly string[];
  readonly #bodyOf: (sensor: number) => Uint8Array;
  readonly #dueNsOf: (sequence: number) => number;

  /** `bodyOf`: a payload, of which the identity is written over. `dueNsOf`: when a message is due, where it says so. */
  constructor(
    bench: Marked,
    topics: readonly string[],
    bodyOf: (sensor: number) => Uint8Array,
    dueNsOf: (sequence: number) => number = () => 0,
  ) {
    this.#bench = bench;
    this.#topics = topics;
    this.#bodyOf = bodyOf;
    this.#dueNsOf = dueNsOf;
  }

  payloadOf({ sensor, sequence }: WhichMessage): Uint8Array {
    const bytes = this.#bodyOf(sensor).slice();
    writeIdentity(bytes, 0, this.#bench.runTag, sensor, sequence, Math.floor(this.#dueNsOf(sequence) / 1000));
    return bytes;
  }

  /** Which message of this load arrived; undefined: none of them, or not as it was sent, which is counted. */
  read(publish: ReceivedPublish): WhichMessage | undefined {
    const { payload } = publish;
    if (readRunTag(payload, 0) !== this.#bench.runTag) return undefined;
    const which = { sensor: readSensor(payload, 0), sequence: readSequence(payload, 0) };
    const difference = this.#differenceOf(publish, which);
    if (difference === undefined) return which;
    this.#bench.altered[difference] += 1;
    return undefined;
  }

  /** Whether it is this message, as it was sent. */
  isOne(publish: ReceivedPublish, which: WhichMessage): boolean {
    return this.#differenceOf(publish, which) === undefined;
  }

  #differenceOf({ topic, payload }: ReceivedPublish, which: WhichMessage): keyof AlteredCounts | undefined {
    if (topic !== this.#topics[which.sensor]) return "topic";
    if (payload.length !== this.#bodyOf(which.sensor).length) return "length";
    return Buffer.compare(payload, this.payloadOf(which)) === 0 ? undefined : "content";
  }
}

/** By sensor: bytes that do not compress, the same for each of a group. */
export function seededBodies({ sensors, seed }: Pick<Scenario, "sensors" | "seed">): readonly Uint8Array[] {
  return sensors.flatMap(({ count, payload }, group) => {
    const body = new Uint8Array(payload.bytes);
    fillSeeded(body, groupSeed(seed, group));
    return Array.from({ length: count }, () => body);
  });
}

/** For `bodyOf`: nothing but zeros follows the identity. */
export function zeros(bytes: number): () => Uint8Array {
  const body = new Uint8Array(bytes);
  return () => body;
}
