/** From a file's values to the scenario of a case: defaults that depend on others, and the rules that join several keys. */
import { statSync } from "node:fs";
import { dirname, resolve as resolvePath } from "node:path";
import { messageOf } from "../errors.ts";
import type { BrokerSpec } from "../broker/facts/broker-spec.ts";
import { resolveBroker } from "./keys/broker.ts";
import { resolveBrokerRestart } from "./keys/broker-restart.ts";
import type { Path } from "./document/document.ts";
import type { Schedule, SensorGroup, SubscriberGroup } from "./base.ts";
import type { Scenario } from "./scenario.ts";
import { resolveLink } from "./keys/link.ts";
import type { GroupLink } from "./keys/link.ts";
import { findJoinedMistakes } from "./joined-keys.ts";
import { rowOf } from "./loads.ts";
import type { Adapted } from "./loads/load-row.ts";
import type { ScenarioFile } from "./schema.ts";
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
  const adapted = rowOf(input.load).adapt(input.load);
  const broker = brokerFor(input, adapted, resolveBroker(input.broker, dirname(file), report));
  const shared = resolveLink(input.link, broker, ["link"], report);
  const linkOf = (group: SensorInput | SubscriberInput, path: Path): GroupLink | null =>
    group.link === undefined ? shared : resolveLink(group.link, broker, [...path, "link"], report);
  const sensors = groupsOf(input.sensors, "sensors", report).map(({ group, path }, index, all): SensorGroup => {
    const qos = group.qos ?? input.qos ?? adapted.qos;
    return {
      name: group.name ?? (all.length === 1 ? "sensors" : `sensors ${index + 1}`),
      count: group.count,
      qos,
      topic: adapted.topic(group.topic),
      payload: resolvePayload(group, path, file, report),
      retain: group.retain || adapted.isRetained,
      schedule: resolveSchedule(group, input.load, path, report),
      window: Math.max(group.window, adapted.window(group.count)),
      listen:
        group.listen === undefined ? null : { topic: group.listen.topic, qos: group.listen.qos ?? input.qos ?? 0 },
      link: linkOf(group, path),
    };
  });
  if (sensors.length > mostGroups)
    report(["sensors"], `is a list of ${sensors.length} groups, more than ${mostGroups}`);
  const subscribers = groupsOf(adapted.hasSubscribers ? input.subscribers : [], "subscribers", report).map(
    ({ group, path }, index): SubscriberGroup => ({
      name: group.name ?? (index === 0 ? "subscribers" : `subscribers ${index + 1}`),
      count: group.count,
      topic: group.topic,
      qos: group.qos ?? input.qos ?? adapted.qos,
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
    load: rowOf(input.load).resolve(input.load),
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
    session: { clean: input.session.clean ?? adapted.isSessionClean, reconnect: input.session.reconnect ?? null },
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
  for (const [key, text] of findJoinedMistakes(scenario)) report([key], text);
  for (const { role, group, key, text } of findNothingToMeasure(scenario))
    report([role, ...(isList<SensorInput | SubscriberInput>(input[role]) ? [group] : []), ...key], text);
  return scenario;
}

/** What the rest of the scenario asks of it. */
function brokerFor({ brokerRestart }: ScenarioFile, { resendsSoon }: Adapted, broker: BrokerSpec): BrokerSpec {
  if (broker.kind === "url") return broker;
  return { ...broker, resendsSoon, isRestarted: brokerRestart !== undefined };
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

function resolveSchedule(group: SensorInput, load: ScenarioFile["load"], path: Path, report: Report): Schedule {
  const { every, rate, loop, arrival, count } = group;
  const isTimed = every !== undefined || rate !== undefined;
  if (!rowOf(load).traits.isScheduled) {
    if (isTimed) report(path, `sends at no rate under load ${load.kind}: leave out every and rate`);
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
