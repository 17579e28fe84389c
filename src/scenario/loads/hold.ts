/** The hold experiment's arithmetic: who holds how much at which level, and what a step asks of a scenario. Pure. */
import type { WithheldPacket } from "../../mqtt/client/withheld.ts";
import { expandTopic, matchSensors } from "../fleet.ts";
import type { HoldLoad, Scenario } from "../scenario.ts";
import type { HoldStep, Qos } from "../schema.ts";

interface StepRule {
  /** What is withheld, and who withholds it. */
  readonly withholds: WithheldPacket | null;
  readonly holder: "sensors" | "subscribers";
  /** The QoS at which the step exists; null: any. */
  readonly qos: Qos | null;
  readonly isSessionKept: boolean;
  /** In words: what the broker holds. */
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

/** Packet identifiers of a client (section 2.2.1). */
const mostInflight = 65_535;
/** A string's length is two bytes (1.5.4). */
const mostTopicBytes = 65_535;
export const placeholder = "{message}";
/** Of a message's number in its topic. */
export const messageDigits = 7;

/** How many messages of sensor `number` are held when the fleet holds `level`: spread evenly, but whole sensors for an offline queue. */
export function shareOf(load: HoldLoad, level: number, sensors: number, number: number): number {
  // Of a higher level no sensor has less.
  if (load.step !== "offline") return Math.floor(level / sensors) + (number < level % sensors ? 1 : 0);
  // A queue is only emptied whole: its session comes back and takes all.
  const whole = Math.ceil((load.levels.at(-1) ?? 0) / sensors);
  return number < Math.round(level / whole) ? whole : 0;
}

/** What is really held at a level. */
export function heldAt(load: HoldLoad, level: number, sensors: number): number {
  let held = 0;
  for (let number = 0; number < sensors; number += 1) held += shareOf(load, level, sensors, number);
  return held;
}

/** The most that one subscriber withholds its answer to; 0 where none does. */
export function heldBySubscriber(scenario: Scenario): number {
  const { load } = scenario;
  if (load.kind !== "hold" || stepRules[load.step].withholds === null) return 0;
  if (stepRules[load.step].holder !== "subscribers") return 0;
  const matched = matchSensors(scenario);
  const held = new Map<number, number>();
  for (const [sensor, receivers] of matched.entries()) {
    const share = shareOf(load, load.levels.at(-1) ?? 0, matched.length, sensor);
    for (const receiver of receivers) held.set(receiver, (held.get(receiver) ?? 0) + share);
  }
  return Math.max(0, ...held.values());
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

/** What keeps a scenario from being a hold experiment, in words, with the key it concerns. */
export function findHoldMistakes(
  scenario: Scenario,
  load: HoldLoad,
): readonly (readonly [key: string, text: string])[] {
  const { sensors, subscribers, client } = scenario;
  const rule = stepRules[load.step];
  const [group] = sensors;
  const found: [string, string][] = [];
  if (load.levels.some((level, index) => index > 0 && level <= (load.levels[index - 1] ?? 0)))
    found.push(["load", "load.levels must rise, such as [0, 2000, 5000, 10000]"]);
  if (client !== "native") found.push(["client", "client mqttjs cannot withhold an answer: leave it out"]);
  if (sensors.length > 1 || group === undefined) found.push(["sensors", "load hold has one group of sensors"]);
  else found.push(...findFleetMistakes(scenario, load, group.count));
  const levels = rule.holder === "sensors" ? sensors : [...sensors, ...subscribers];
  if (rule.qos !== null && levels.some(({ qos }) => qos !== rule.qos))
    found.push(["load", `step ${load.step} exists at QoS ${rule.qos} only: leave out qos`]);
  return found;
}

function findFleetMistakes(scenario: Scenario, load: HoldLoad, sensors: number): readonly [string, string][] {
  const found: [string, string][] = [];
  const rule = stepRules[load.step];
  const most = load.levels.at(-1) ?? 0;
  const topic = scenario.sensors[0]?.topic ?? "";
  const sensorsQos = scenario.sensors[0]?.qos;
  if (load.step === "connection" && most !== sensors)
    found.push(["sensors", `count must be the highest level, ${most}: each connection is a sensor's, got ${sensors}`]);
  if (rule.withholds !== null && Math.ceil(most / sensors) > mostInflight)
    found.push([
      "sensors",
      `count must be at least ${Math.ceil(most / mostInflight)}: a client has 65,535 packet identifiers`,
    ]);
  if (load.step === "offline" && sensorsQos === 0)
    found.push(["load", "a queue for an offline session holds QoS 1 and 2 only: leave out qos"]);
  if (Buffer.byteLength(expandTopic(numberedTopic(topic)?.topic ?? topic, sensors, 0)) > mostTopicBytes)
    found.push(["sensors", "topic is longer than 65,535 bytes with the level of {message}"]);
  if (load.step !== "retained" && topic.includes(placeholder))
    found.push(["sensors", "topic may contain {message} under step retained only"]);
  if (rule.holder === "subscribers" && matchSensors(scenario).some(({ length }) => length !== 1))
    found.push([
      "subscribers",
      "each sensor's topic must be matched by exactly one subscriber, such as hold/{id} by hold/{id}",
    ]);
  if (load.step === "offline" && scenario.subscribers.some(({ count }) => count !== sensors))
    found.push(["subscribers", `step offline needs one subscriber for each of the ${sensors} sensors`]);
  return found;
}
