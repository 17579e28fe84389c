/** From a file's values to the scenario of a case: defaults that depend on others, and the rules that join several keys. */
import { statSync } from "node:fs";
import { dirname, resolve as resolvePath } from "node:path";
import { messageOf } from "../errors.ts";
import type { BrokerSpec } from "../broker/facts/broker-spec.ts";
import { resolveBroker } from "./keys/broker.ts";
import { findRestartMistakes, resolveBrokerRestart } from "./keys/broker-restart.ts";
import type { Path } from "./document/document.ts";
import type { Scenario, Schedule, SensorGroup, SubscriberGroup } from "./scenario.ts";
import { findLinkMistakes, resolveLink } from "./keys/link.ts";
import type { GroupLink } from "./keys/link.ts";
import { findHoldMistakes, stepRules, withMessageLevel } from "./loads/hold.ts";
import { findStepwiseMistakes } from "./loads/stepwise.ts";
import type { Qos, ScenarioFile } from "./schema.ts";
import { findNothingToMeasure } from "./nothing-to-measure.ts";
import { statedFleet } from "./stated-fleet.ts";
import { largestPayloadBytes } from "./keys/unit-values.ts";

/** A mistake of a value at a path. */
export interface Mistake {
  readonly path: Path;
  readonly text: string;
}

/** The tables of messages in flight keep a message's group in a byte, and 0 for none. */
const mostGroups = 255;

type SensorInput = Exclude<ScenarioFile["sensors"], readonly unknown[]>;
type SubscriberInput = Exclude<ScenarioFile["subscribers"], readonly unknown[]>;

/** `file` is where a payload file is looked for from. Mistakes are added to the list; the scenario counts only when there are none. */
export function resolveScenario(input: ScenarioFile, file: string, mistakes: Mistake[]): Scenario {
  const report = (path: Path, text: string): void => void mistakes.push({ path, text });
  const broker = brokerFor(input, resolveBroker(input.broker, dirname(file), report));
  const shared = resolveLink(input.link, broker, ["link"], report);
  const linkOf = (group: SensorInput | SubscriberInput, path: Path): GroupLink | null =>
    group.link === undefined ? shared : resolveLink(group.link, broker, [...path, "link"], report);
  const sensors = groupsOf(input.sensors, "sensors", report).map(({ group, path }, index, all): SensorGroup => {
    const qos = group.qos ?? input.qos ?? impliedQos(input.load);
    return {
      name: group.name ?? (all.length === 1 ? "sensors" : `sensors ${index + 1}`),
      count: group.count,
      qos,
      topic: topicFor(input.load, group.topic),
      payload: resolvePayload(group, path, file, report),
      retain: group.retain || (input.load.kind === "hold" && input.load.step === "retained"),
      schedule: resolveSchedule(group, input.load.kind, path, report),
      window: Math.max(group.window, heldWindow(input.load, group.count)),
      listen:
        group.listen === undefined ? null : { topic: group.listen.topic, qos: group.listen.qos ?? input.qos ?? 0 },
      link: linkOf(group, path),
    };
  });
  if (sensors.length > mostGroups)
    report(["sensors"], `is a list of ${sensors.length} groups, more than ${mostGroups}`);
  const subscribers = groupsOf(hasSubscribers(input.load) ? input.subscribers : [], "subscribers", report).map(
    ({ group, path }, index): SubscriberGroup => ({
      name: group.name ?? (index === 0 ? "subscribers" : `subscribers ${index + 1}`),
      count: group.count,
      topic: group.topic,
      qos: group.qos ?? input.qos ?? impliedQos(input.load),
      link: linkOf(group, path),
    }),
  );
  const scenario: Scenario = {
    name: input.name,
    description: input.description ?? null,
    broker,
    protocol: input.protocol,
    client: input.client,
    pacing: input.pacing,
    load: resolveLoad(input.load),
    sensors,
    subscribers,
    connect: {
      ratePerSecond: input.connect.rate,
      timeoutNs: input.connect.timeout,
      atLeastShare: input.connect.atLeast,
      from: input.connect.from,
    },
    keepaliveSeconds: Math.round(input.keepalive / 1e9),
    fleet: statedFleet(input, sensors),
    brokerRestart: resolveBrokerRestart(input.brokerRestart),
    session: { clean: input.session.clean ?? isSessionClean(input.load), reconnect: input.session.reconnect ?? null },
    phases: {
      warmupNs: input.phases.warmup,
      measureNs: input.phases.measure,
      drainNs: input.phases.drain,
    },
    trials: input.trials,
    seed: input.seed,
    workers: resolveWorkers(input.workers),
    thresholds: [],
  };
  const found =
    scenario.load.kind === "hold" ? findHoldMistakes(scenario, scenario.load) : findStepwiseMistakes(scenario);
  for (const [key, text] of [...found, ...findLinkMistakes(scenario), ...findRestartMistakes(scenario)])
    report([key], text);
  for (const { role, group, key, text } of findNothingToMeasure(scenario))
    report([role, ...(isList<SensorInput | SubscriberInput>(input[role]) ? [group] : []), ...key], text);
  return scenario;
}

/** What the rest of the scenario asks of it. The handshake matrix waits for what is resent, also where a timer decides when. */
function brokerFor({ load, brokerRestart }: ScenarioFile, broker: BrokerSpec): BrokerSpec {
  if (broker.kind === "url") return broker;
  return { ...broker, resendsSoon: load.kind === "handshake", isRestarted: brokerRestart !== undefined };
}

/** A step of the hold experiment says at which QoS it exists. */
function impliedQos(load: ScenarioFile["load"]): Qos {
  return load.kind === "hold" ? (stepRules[load.step].qos ?? 1) : 0;
}

/** What sensors hold by themselves needs nobody to receive it. */
function hasSubscribers(load: ScenarioFile["load"]): boolean {
  // The handshake matrix has a subscriber of its own for every sensor.
  if (load.kind === "handshake") return false;
  return load.kind !== "hold" || stepRules[load.step].holder === "subscribers";
}

function topicFor(load: ScenarioFile["load"], topic: string): string {
  return load.kind === "hold" && load.step === "retained" ? withMessageLevel(topic) : topic;
}

/** A sensor that withholds PUBREL has its whole share in flight. */
function heldWindow(load: ScenarioFile["load"], sensors: number): number {
  if (load.kind !== "hold" || stepRules[load.step].withholds !== "PUBREL") return 0;
  return Math.ceil((load.levels.at(-1) ?? 0) / sensors);
}

function isSessionClean(load: ScenarioFile["load"]): boolean {
  return load.kind !== "hold" || !stepRules[load.step].isSessionKept;
}

function resolveLoad(load: ScenarioFile["load"]): Scenario["load"] {
  switch (load.kind) {
    case "steady":
    case "idle":
      return load;
    case "hold": {
      const { kind, step, levels, settle, sample, timeout } = load;
      return { kind, step, levels, settleNs: settle, sampleNs: sample, timeoutNs: timeout };
    }
    case "will":
      return {
        kind: load.kind,
        deaths: load.deaths,
        delaySeconds: Math.ceil(load.delay / 1e9),
        timeoutNs: load.timeout,
        settleNs: load.settle,
      };
    case "handshake":
      return { kind: load.kind, withholdNs: load.withhold, timeoutNs: load.timeout, settleNs: load.settle };
    case "retained":
      return { kind: load.kind, checkedTopics: load.checked, timeoutNs: load.timeout, settleNs: load.settle };
  }
}

function resolveWorkers(workers: ScenarioFile["workers"]): Scenario["workers"] {
  if (typeof workers === "number") return { count: workers, as: null };
  return { count: workers?.count ?? null, as: workers?.as ?? null };
}

type Report = (path: Path, text: string) => void;

/** One group, or a list of named ones, each with its path. */
function groupsOf<T extends SensorInput | SubscriberInput>(
  groups: T | readonly T[],
  key: string,
  report: Report,
): readonly { readonly group: T; readonly path: Path }[] {
  if (!isList(groups)) return [{ group: groups, path: [key] }];
  const seen = new Set<string>();
  return groups.map((group, index) => {
    const path = [key, index];
    const { name } = group;
    if (name === undefined && groups.length > 1) report(path, "is one of several groups: give each a name");
    if (name !== undefined && seen.has(name)) report([...path, "name"], `the name ${name} is taken by a group above`);
    if (name !== undefined) seen.add(name);
    return { group, path };
  });
}

function isList<T>(groups: T | readonly T[]): groups is readonly T[] {
  return Array.isArray(groups);
}

function resolveSchedule(group: SensorInput, load: Scenario["load"]["kind"], path: Path, report: Report): Schedule {
  const { every, rate, loop, arrival, count } = group;
  const isTimed = every !== undefined || rate !== undefined;
  if (load !== "steady") {
    if (isTimed) report(path, `sends at no rate under load ${load}: leave out every and rate`);
    return { kind: "closed" };
  }
  if (loop === "closed") {
    if (isTimed) report(path, "in a closed loop the next message leaves when one completes: leave out every and rate");
    return { kind: "closed" };
  }
  if (every !== undefined && rate !== undefined) report(path, "every and rate say the same thing: leave out one");
  if (!isTimed) report(path, "says not how often it sends: add `every: 5s`, `rate: 2000/s` or `loop: closed`");
  return { kind: arrival, periodNs: every ?? (count / (rate ?? 1)) * 1e9 };
}

function resolvePayload(group: SensorInput, path: Path, file: string, report: Report): SensorGroup["payload"] {
  if (group.payload.kind === "size") return { bytes: group.payload.bytes, file: null };
  const found = resolvePath(dirname(file), group.payload.file);
  try {
    const status = statSync(found);
    const bytes = status.isFile() ? status.size : 0;
    if (!status.isFile()) report([...path, "payload", "file"], `${found} is not a file`);
    if (bytes > largestPayloadBytes)
      report([...path, "payload", "file"], `${found} has ${bytes} bytes: more than MQTT can carry`);
    return { bytes, file: found };
  } catch (error) {
    const placeholders = group.payload.file.includes("{") ? ": a payload file's name takes no placeholders" : "";
    report([...path, "payload", "file"], `${messageOf(error)}${placeholders}`);
    return { bytes: 0, file: found };
  }
}
