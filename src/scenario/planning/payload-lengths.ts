/** How many bytes the payloads of each sensor have, message by message, known from the seed before any is sent. Pure. */
import type { Texts } from "../../mqtt/payload/payload-parts.ts";
import type { Scenario } from "../scenario.ts";
import { boundsOf, lengthOf } from "../payloads/part-lengths.ts";
import { payloadSeed } from "../payloads/payload.ts";
import { cellsOf } from "../payloads/template.ts";

/** Messages of one sensor that follow each other; `count` may be expected, and is then no whole number. */
export interface Sent {
  readonly sensor: number;
  readonly numberInGroup: number;
  /** Sequence number of the first. */
  readonly first: number;
  readonly count: number;
}

/** Of so many sensors and first messages the mean is taken. */
const sampled = 100;

/** Bytes that a message of a group carries on average. */
export function averagePayloadBytes(scenario: Pick<Scenario, "sensors" | "seed">, group: number): number {
  const { payload, count = 1 } = scenario.sensors[group] ?? {};
  if (payload?.template?.isVarying !== true) return payload?.bytes ?? 0;
  const lengths = new PayloadLengths(scenario, group);
  const sensors = Math.min(sampled, count);
  let bytes = 0;
  for (let sensor = 0; sensor < sensors; sensor += 1)
    for (const [length, times] of lengths.of({ sensor, numberInGroup: sensor, first: 0, count: sampled }))
      bytes += length * times;
  return bytes / (sensors * sampled);
}

/** The lengths of one group's payloads. */
export class PayloadLengths {
  readonly #constant: number;
  readonly #seed: number;
  /** Parts that differ in length from message to message, with their places. */
  readonly #varying: readonly { readonly place: number; readonly texts: Texts | null }[];
  readonly #parts: NonNullable<Scenario["sensors"][number]["payload"]["template"]>["parts"];

  constructor({ sensors, seed }: Pick<Scenario, "sensors" | "seed">, group: number) {
    const { payload, devices } = sensors[group] ?? { payload: { bytes: 0, template: null }, devices: null };
    this.#seed = payloadSeed(seed, group);
    this.#parts = payload.template?.parts ?? [];
    const cells = payload.template === null ? [] : cellsOf(this.#parts, devices);
    const bounds = this.#parts.map((part, place) => boundsOf(part, cells[place] ?? null));
    this.#varying = bounds.flatMap(({ least, most }, place) =>
      least === most ? [] : [{ place, texts: cells[place] ?? null }],
    );
    const fixed = bounds.reduce((sum, { least, most }) => sum + (least === most ? least : 0), 0);
    this.#constant = payload.template === null ? payload.bytes : fixed;
  }

  /** Bytes → messages that have as many. */
  of(sent: Sent): ReadonlyMap<number, number> {
    if (this.#varying.length === 0) return new Map([[this.#constant, sent.count]]);
    const lengths = new Map<number, number>();
    const whole = Math.ceil(sent.count);
    for (let sequence = sent.first; sequence < sent.first + whole; sequence += 1) {
      const bytes = this.#lengthOf(sent, sequence);
      lengths.set(bytes, (lengths.get(bytes) ?? 0) + sent.count / whole);
    }
    return lengths;
  }

  #lengthOf({ sensor, numberInGroup }: Sent, sequence: number): number {
    const message = { seed: this.#seed, sensor, numberInGroup, sequence };
    let bytes = this.#constant;
    for (const { place, texts } of this.#varying) {
      const part = this.#parts[place];
      if (part !== undefined) bytes += lengthOf(part, place, texts, message);
    }
    return bytes;
  }
}
