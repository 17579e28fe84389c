/** The topics of a group of sensors as bytes, without a text for each: they differ in the sensor's number and in what its row says. */
import type { Column } from "../../../scenario/devices/device-rows.ts";
import { startOfCell } from "../../../scenario/devices/device-rows.ts";
import { expandText, padId } from "../../../scenario/devices/expand-text.ts";
import type { Numbered } from "../../../scenario/devices/expand-text.ts";

const zero = 48;

export interface TopicPattern {
  /** Whether packet[start, end) is the topic of that sensor of the group, numbered from 0. */
  isTopicOf(numberInGroup: number, packet: Uint8Array, start: number, end: number): boolean;
}

export function topicPattern(group: Numbered & { readonly topic: string }): TopicPattern {
  return group.topic.includes("{csv.") ? new ColumnPattern(group) : new NumberPattern(group);
}

/** Topics of one length, which differ in digits alone. */
class NumberPattern implements TopicPattern {
  /** The topic of the group's first sensor. */
  readonly #bytes: Uint8Array;
  /** The power of ten of the digit of a sensor's number that stands at each byte; 0 where all sensors have the same byte. */
  readonly #power: Float64Array;

  constructor(group: Numbered & { readonly topic: string }) {
    const encoder = new TextEncoder();
    this.#bytes = encoder.encode(expandText(group.topic, group, 0));
    this.#power = new Float64Array(this.#bytes.length);
    const digits = padId(group.count, 0).length;
    // Before each part but the first, a number stands.
    let at = -digits;
    for (const part of group.topic.split("{id}")) {
      for (let digit = digits - 1; digit >= 0; digit -= 1, at += 1) if (at >= 0) this.#power[at] = 10 ** digit;
      at += encoder.encode(part).length;
    }
  }

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

/** Topics whose lengths differ with the cells in them. */
class ColumnPattern implements TopicPattern {
  /** What stands for every sensor, what its row says, or, as a number of digits, its number. */
  readonly #parts: readonly (Uint8Array | Column | number)[];

  constructor({ topic, count, devices }: Numbered & { readonly topic: string }) {
    const encoder = new TextEncoder();
    this.#parts = topic
      .split(/(\{[^{}]*\})/u)
      .filter((part) => part !== "")
      .map((part) => {
        if (part === "{id}") return padId(count, 0).length;
        return devices?.columns.get(/^\{csv\.(.+)\}$/u.exec(part)?.[1] ?? "") ?? encoder.encode(part);
      });
  }

  isTopicOf(numberInGroup: number, packet: Uint8Array, start: number, end: number): boolean {
    let at = start;
    for (const part of this.#parts) {
      if (typeof part === "number") {
        const next = at + part;
        for (let rest = numberInGroup + 1, digit = next - 1; digit >= at; digit -= 1, rest = Math.floor(rest / 10))
          if (packet[digit] !== zero + (rest % 10)) return false;
        at = next;
        continue;
      }
      const isColumn = !(part instanceof Uint8Array);
      const bytes = isColumn ? part.bytes : part;
      const to = isColumn ? (part.ends[numberInGroup] ?? 0) : part.length;
      for (let from = isColumn ? startOfCell(part, numberInGroup) : 0; from < to; from += 1, at += 1)
        if (packet[at] !== bytes[from]) return false;
    }
    return at === end;
  }
}
