/** The hold experiment's arithmetic: what each step holds, and who holds how much at which level. Pure. */
import type { WithheldPacket } from "../../mqtt/client/withheld.ts";
import type { Qos } from "../keys/qos.ts";

/** Where the exchanges of a hold experiment stop. */
export const holdSteps = ["connection", "pubrel", "puback", "pubrec", "pubcomp", "offline", "retained"] as const;
export type HoldStep = (typeof holdSteps)[number];

/** Exchanges opened and stopped at a step, at rising and falling levels. */
export interface HoldLoad {
  readonly kind: "hold";
  readonly step: HoldStep;
  /** Rising. */
  readonly levels: readonly number[];
  readonly settleNs: number;
  readonly sampleNs: number;
  readonly timeoutNs: number;
}

interface StepRule {
  /** What is withheld, and who withholds it. */
  readonly withholds: WithheldPacket | null;
  readonly holder: "sensors" | "subscribers";
  /** The QoS at which the step exists; null: any. */
  readonly qos: Qos | null;
  readonly isSessionKept: boolean;
  /** What the broker holds, in words. */
  readonly holds: string;
}

export const stepRules: Readonly<Record<HoldStep, StepRule>> = {
  connection: { withholds: null, holder: "sensors", qos: null, isSessionKept: false, holds: "idle connections" },
  pubrel: {
    withholds: "PUBREL",
    holder: "sensors",
    qos: 2,
    isSessionKept: true,
    holds: "messages received, PUBREL withheld",
  },
  puback: {
    withholds: "PUBACK",
    holder: "subscribers",
    qos: 1,
    isSessionKept: true,
    holds: "messages delivered, PUBACK withheld",
  },
  pubrec: {
    withholds: "PUBREC",
    holder: "subscribers",
    qos: 2,
    isSessionKept: true,
    holds: "messages delivered, PUBREC withheld",
  },
  pubcomp: {
    withholds: "PUBCOMP",
    holder: "subscribers",
    qos: 2,
    isSessionKept: true,
    holds: "messages delivered, PUBCOMP withheld",
  },
  offline: {
    withholds: null,
    holder: "subscribers",
    qos: null,
    isSessionKept: true,
    holds: "messages queued for offline sessions",
  },
  retained: { withholds: null, holder: "sensors", qos: null, isSessionKept: false, holds: "retained messages" },
};

/** Stands in a topic for the number of a retained message. */
export const placeholder = "{message}";
/** Digits of a message's number in its topic. */
export const messageDigits = 7;

/** How many messages of sensor `number` are held when the fleet holds `level`: spread evenly, but whole sensors for an offline queue. */
export function shareOf(load: HoldLoad, level: number, sensors: number, number: number): number {
  // No sensor has less of a higher level.
  if (load.step !== "offline") return Math.floor(level / sensors) + (number < level % sensors ? 1 : 0);
  // A queue is only emptied whole: its session comes back and takes all.
  const whole = Math.ceil((load.levels.at(-1) ?? 0) / sensors);
  return number < Math.round(level / whole) ? whole : 0;
}

/** Retained messages that are read back. */
const mostSampled = 100;
/** A broker that delivers nothing more for so long delivers no more: it keeps the rest in its queue, or has lost it. */
export const holdQuietNs = 2e9;
/** What is kept back at a level may still come when all is let go of; what does not come then is called lost, which a busy machine may not cause. */
const lostQuietNs = 10e9;

/** Without progress for so long at a level, no more will come. */
export function quietNsAt({ timeoutNs }: HoldLoad, level: number): number {
  return Math.min(level === 0 ? lostQuietNs : holdQuietNs, timeoutNs);
}

/** What is really held at a level. */
export function heldAt(load: HoldLoad, level: number, sensors: number): number {
  let held = 0;
  for (let number = 0; number < sensors; number += 1) held += shareOf(load, level, sensors, number);
  return held;
}

/** Each retained message needs a topic of its own: its number becomes the last level where the topic says no place for it. */
export function withMessageLevel(topic: string): string {
  return topic.includes(placeholder) ? topic : `${topic}/${placeholder}`;
}

/** A topic of its own for each message of a sensor: the bytes, and where its digits stand in them; null where all go to one. */
export function numberedTopic(topic: string): { readonly topic: string; readonly digitsAt: number } | null {
  const at = topic.indexOf(placeholder);
  if (at < 0) return null;
  return {
    topic: topic.replace(placeholder, "0".repeat(messageDigits)),
    digitsAt: Buffer.byteLength(topic.slice(0, at)),
  };
}

/** The topic of a sensor's message, numbered from 0. */
export function numberTopic(topic: string, message: number): string {
  return topic.replace(placeholder, String(message).padStart(messageDigits, "0"));
}

/** A sample of what is held at a level, over all sensors and from the first message to the last. */
export function sampleHeld(
  load: HoldLoad,
  level: number,
  sensors: number,
): readonly { readonly sensor: number; readonly message: number }[] {
  const all = heldAt(load, level, sensors);
  const sampled = Math.min(all, mostSampled);
  const picked: { sensor: number; message: number }[] = [];
  let before = 0;
  for (let sensor = 0; sensor < sensors; sensor += 1) {
    const share = shareOf(load, level, sensors, sensor);
    for (let at = placeOf(picked.length); at < before + share && picked.length < sampled; at = placeOf(picked.length))
      picked.push({ sensor, message: at - before });
    before += share;
  }
  return picked;

  function placeOf(index: number): number {
    return sampled < 2 ? 0 : Math.round((index * (all - 1)) / (sampled - 1));
  }
}

/** The levels in the order they are held: a first fill and release warms the broker, then up, then down. */
export function plateausOf({ levels }: HoldLoad): readonly {
  readonly level: number;
  readonly direction: "warming" | "rising" | "falling";
}[] {
  const warm = levels.find((level) => level > 0) ?? 0;
  return [
    { level: warm, direction: "warming" as const },
    { level: 0, direction: "warming" as const },
    ...levels.map((level) => ({ level, direction: "rising" as const })),
    ...levels
      .slice(0, -1)
      .toReversed()
      .map((level) => ({ level, direction: "falling" as const })),
    ...(levels[0] === 0 ? [] : [{ level: 0, direction: "falling" as const }]),
  ];
}
