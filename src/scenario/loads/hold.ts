/** The hold experiment as a scenario states it: its keys, their defaults, and what a step asks of the other keys. Pure. */
import { formatCount, formatCounted } from "../../format.ts";
import { z } from "zod";
import type { ScenarioBase } from "../base.ts";
import { gaugeWaitNsOf } from "../../broker/facts/broker-facts.ts";
import { expandText } from "../devices/expand-text.ts";
import { matchSensors } from "../audiences.ts";
import { durationNs, periodNs } from "../keys/unit-values.ts";
import {
  holdQuietNs,
  quietNsAt,
  holdSteps,
  numberedTopic,
  placeholder,
  plateausOf,
  sampleHeld,
  shareOf,
  stepRules,
  withMessageLevel,
} from "./hold-steps.ts";
import type { HoldLoad } from "./hold-steps.ts";
import { asStated } from "./load-row.ts";
import type { KeyMistake, LoadRow } from "./load-row.ts";
import { allClients, keptSessions } from "./phased.ts";

/** Packet identifiers of a client (section 2.2.1). */
const mostInflight = 65_535;
/** A string's length is two bytes (1.5.4). */
const mostTopicBytes = 65_535;
/** Messages that are opened or released a second, for the time it takes only. */
const expectedMovesPerSecond = 10_000;
/** Rounds of gauges after which a broker has stopped to send them. */
const missedRounds = 3;

const schema = z.strictObject({
  kind: z.literal("hold"),
  step: z
    .enum(holdSteps)
    .describe(
      "where every exchange stops: which packet is withheld, or what else is held; connection, pubrel and retained need no subscribers and leave them out",
    ),
  levels: z
    .array(z.int().min(0).max(10_000_000))
    .min(2)
    .default([0, 2000, 5000, 10_000, 20_000])
    .describe("messages (or connections) held at once, rising; each is held again on the way down"),
  settle: durationNs.default(1.5e9).describe("wait at each level before memory is sampled"),
  sample: periodNs.default(1e9).describe("how long memory is sampled at each level"),
  timeout: periodNs.default(60e9).describe("most time to reach a level without progress"),
});

export const hold: LoadRow<typeof schema, HoldLoad> = {
  schema,
  traits: { course: "levels", isScheduled: false, mustReach: "nobody", isProbe: false },
  resolve({ kind, step, levels, settle, sample, timeout }) {
    return { kind, step, levels, settleNs: settle, sampleNs: sample, timeoutNs: timeout };
  },
  adapt({ step, levels }) {
    const rule = stepRules[step];
    return {
      ...asStated,
      qos: rule.qos ?? 1,
      // What sensors hold by themselves needs nobody to receive it.
      hasSubscribers: rule.holder === "subscribers",
      isSessionClean: !rule.isSessionKept,
      isRetained: step === "retained",
      ...(step === "retained" && { topic: withMessageLevel }),
      // A sensor that withholds PUBREL has its whole share in flight.
      window: (sensors) => (rule.withholds === "PUBREL" ? Math.ceil((levels.at(-1) ?? 0) / sensors) : 0),
    };
  },
  findMistakes,
  connections: allClients,
  /** Of a broker that stops, what should stand is waited for at every level, and so are gauges; the first level that is not reached ends the trial. */
  timeNs({ broker }, load) {
    const plateaus = plateausOf(load);
    const moved = plateaus.reduce((sum, { level }, at) => sum + Math.abs(level - (plateaus[at - 1]?.level ?? 0)), 0);
    const readingBackNs = load.step === "retained" ? holdQuietNs : 0;
    const quietNs = plateaus.reduce((sum, { level }) => sum + quietNsAt(load, level), 0);
    const plateauNs = load.settleNs + load.sampleNs + missedRounds * gaugeWaitNsOf(broker);
    const movingNs = (moved / expectedMovesPerSecond) * 1e9;
    return plateaus.length * plateauNs + quietNs + movingNs + readingBackNs + load.timeoutNs;
  },
  heldBySubscriber,
  summarise,
  alsoSends: ({ sensors: [group] }, load) => {
    if (load.step !== "retained") return [];
    const asked = sampleHeld(load, load.levels.at(-1) ?? 0, group?.count ?? 0).length;
    return [`at the highest level: CONNECT, SUBSCRIBE to ${asked} of the retained messages (QoS 0), DISCONNECT`];
  },
  leaves: keptSessions,
  whyNoMetric: () => null,
};

/** `up to 20,000 messages delivered, PUBACK withheld, 64 B, QoS 1, spread over 50 clients, MQTT 3.1.1`. */
function summarise({ sensors, protocol }: ScenarioBase, load: HoldLoad): string {
  const [group] = sensors;
  const upTo = `up to ${formatCount(load.levels.at(-1) ?? 0)} ${stepRules[load.step].holds}`;
  if (group === undefined || load.step === "connection") return [upTo, `MQTT ${protocol}`].join(", ");
  const { count, payload, qos } = group;
  return [
    upTo,
    `${formatCount(payload.bytes)} B`,
    `QoS ${qos}`,
    `spread over ${formatCounted(count, "client")}`,
    `MQTT ${protocol}`,
  ].join(", ");
}

function heldBySubscriber(scenario: ScenarioBase, load: HoldLoad): number {
  if (stepRules[load.step].withholds === null || stepRules[load.step].holder !== "subscribers") return 0;
  const matched = matchSensors(scenario);
  const held = new Map<number, number>();
  for (const [sensor, receivers] of matched.entries()) {
    const share = shareOf(load, load.levels.at(-1) ?? 0, matched.length, sensor);
    for (const receiver of receivers) held.set(receiver, (held.get(receiver) ?? 0) + share);
  }
  return Math.max(0, ...held.values());
}

/** What keeps a scenario from being a hold experiment, in words, with the key it concerns. */
function findMistakes(scenario: ScenarioBase, load: HoldLoad): readonly KeyMistake[] {
  const { sensors, subscribers, client } = scenario;
  const rule = stepRules[load.step];
  const [group] = sensors;
  const found: KeyMistake[] = [];
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

function findFleetMistakes(scenario: ScenarioBase, load: HoldLoad, sensors: number): readonly KeyMistake[] {
  const found: KeyMistake[] = [];
  const rule = stepRules[load.step];
  const most = load.levels.at(-1) ?? 0;
  const topic = scenario.sensors[0]?.topic ?? "";
  const sensorsQos = scenario.sensors[0]?.qos;
  if (scenario.sensors.some(({ payload }) => payload.template !== null))
    found.push(["sensors", "payload must be of one size, such as payload: 64B: what is held is told a message"]);
  if (load.step === "connection" && most !== sensors)
    found.push(["sensors", `count must be the highest level, ${most}: each connection is a sensor's, got ${sensors}`]);
  if (rule.withholds !== null && Math.ceil(most / sensors) > mostInflight)
    found.push([
      "sensors",
      `count must be at least ${Math.ceil(most / mostInflight)}: a client has 65,535 packet identifiers`,
    ]);
  if (load.step === "offline" && sensorsQos === 0)
    found.push(["load", "a queue for an offline session holds QoS 1 and 2 only: leave out qos"]);
  const [group] = scenario.sensors;
  if (
    group !== undefined &&
    Buffer.byteLength(expandText(numberedTopic(topic)?.topic ?? topic, group, 0)) > mostTopicBytes
  )
    found.push(["sensors", "topic is longer than 65,535 bytes with the level of {message}"]);
  if (load.step !== "retained" && topic.includes(placeholder))
    found.push(["sensors", "topic may contain {message} under step retained only"]);
  if (rule.holder === "subscribers" && matchSensors(scenario).some(({ length }) => length !== 1))
    found.push([
      "subscribers",
      "each sensor's topic must be matched by exactly one subscriber, such as hold/{id} by hold/{id}",
    ]);
  if (load.step === "offline" && scenario.subscribers.some(({ count }) => count !== sensors))
    found.push([
      "subscribers",
      `step offline needs as many subscribers as sensors: ${formatCounted(sensors, "subscriber")}`,
    ]);
  return found;
}
