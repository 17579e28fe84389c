/** The topics of a group of sensors as bytes, without a text for each: they differ in the sensor's number alone. */
import { expandTopic, padId } from "../../../scenario/fleet.ts";
import type { SensorGroup } from "../../../scenario/base.ts";

const zero = 48;

export class TopicPattern {
  /** The topic of the group's first sensor. */
  readonly #bytes: Uint8Array;
  /** The power of ten of the digit of a sensor's number that stands at each byte; 0 where all sensors have the same byte. */
  readonly #power: Float64Array;

  constructor({ topic, count }: Pick<SensorGroup, "topic" | "count">) {
    const encoder = new TextEncoder();
    this.#bytes = encoder.encode(expandTopic(topic, count, 0));
    this.#power = new Float64Array(this.#bytes.length);
    const digits = padId(count, 0).length;
    // Before each part but the first, a number stands.
    let at = -digits;
    for (const part of topic.split("{id}")) {
      for (let digit = digits - 1; digit >= 0; digit -= 1, at += 1) if (at >= 0) this.#power[at] = 10 ** digit;
      at += encoder.encode(part).length;
    }
  }

  /** Whether packet[start, end) is the topic of that sensor of the group, numbered from 0. */
  isTopicOf(numberInGroup: number, packet: Uint8Array, start: number, end: number): boolean {
    const [bytes, power] = [this.#bytes, this.#power];
    if (end - start !== bytes.length) return false;
    for (let at = 0; at < bytes.length; at += 1) {
      const digit = power[at] ?? 0;
      const byte = digit === 0 ? bytes[at] : zero + (Math.floor((numberInGroup + 1) / digit) % 10);
      if (packet[start + at] !== byte) return false;
    }
    return true;
  }
}
