/** From a file's values to the scenario of a case: defaults that depend on others, and the rules that join several keys. */
import { dirname } from "node:path";
import { resolveBroker } from "./keys/broker/broker.ts";
import type { Report } from "./document/mistake.ts";
import { dotted } from "./document/path.ts";
import type { Path } from "./document/path.ts";
import type { Schedule, SensorGroup, SubscriberGroup } from "./base.ts";
import type { Scenario } from "./scenario.ts";
import { resolveLeave } from "./keys/leave.ts";
import { resolveLink } from "./keys/link.ts";
import type { GroupLink } from "./keys/link.ts";
import type { DeviceFiles } from "./devices/device-file.ts";
import { resolveDeviceTls } from "./devices/device-tls-keys.ts";
import type { Identified } from "./devices/identity.ts";
import { findIdentityMistakes } from "./devices/identity-mistakes.ts";
import { resolveIdentity } from "./devices/resolve-identity.ts";
import type { NamingText } from "./devices/resolve-identity.ts";
import { findFleetMistakes } from "./money/fleet-mistakes.ts";
import { findJoinedMistakes } from "./joined-keys.ts";
import { resolvePhases } from "./keys/phases.ts";
import { findRateMistakes, meanPeriodNs, resolveRate } from "./rates/rate-keys.ts";
import { findPropertyMistakes, resolveProperties } from "./properties/property-keys.ts";
import { reportOlderVersion, reportUnscheduledAlias, resolveAsks } from "./properties/version5-keys.ts";
import { rowOf } from "./loads.ts";
import type { ScenarioFile } from "./schema.ts";
import { findFilterMistakes } from "./keys/several-filters.ts";
import { findNothingToMeasure } from "./nothing-to-measure.ts";
import { resolvePlainKeys } from "./plain-keys.ts";
import { findTransportMistakes, resolveTransport } from "./keys/broker/transport.ts";
import { statedFleet } from "./stated-fleet.ts";
import { readPayload } from "./payloads/resolve-payload.ts";

/** The tables of messages in flight keep a message's group in a byte, and 0 for none. */
const mostGroups = 255;

type SensorInput = Exclude<ScenarioFile["sensors"], readonly unknown[]>;
type SubscriberInput = Exclude<ScenarioFile["subscribers"], readonly unknown[]>;

interface Surroundings {
  /** The scenario's: what it names is looked for from there. */
  readonly file: string;
  readonly files: DeviceFiles;
  readonly report: Report;
}

/** The scenario counts only when no mistake is reported. */
export function resolveScenario(input: ScenarioFile, { file, files, report }: Surroundings): Scenario {
  const adapted = rowOf(input.load).adapt(input.load);
  const asked = { resendsSoon: adapted.resendsSoon, isRestarted: input.brokerRestart !== undefined };
  const broker = resolveBroker(input.broker, dirname(file), { ...asked, ...resolveTransport(input) }, report);
  for (const [key, text] of findTransportMistakes(input, broker)) report([key], text);
  const shared = resolveLink(input.link, broker, ["link"], report);
  const linkOf = (group: SensorInput | SubscriberInput, path: Path): GroupLink | null =>
    group.link === undefined ? shared : resolveLink(group.link, broker, [...path, "link"], report);
  const around = { broker, file, files, report };
  const sensors = groupsOf(input.sensors, "sensors", report).map(({ group, path }, index, all): SensorGroup => {
    const qos = group.qos ?? input.qos ?? adapted.qos;
    const payload = readPayload(group.payload, { count: group.count, file, path: [...path, "payload"], report });
    const who = clientsOf(group, path, payload.columns, around);
    return {
      name: group.name ?? (all.length === 1 ? "sensors" : `sensors ${index + 1}`),
      count: group.count,
      qos,
      ...who,
      topic: adapted.topic(group.topic),
      payload: payload.make(who.devices),
      ...propertiesOf(group, input, path, report),
      ...topicAliasOf(group, input, path, report),
      retain: group.retain || adapted.isRetained,
      schedule: resolveSchedule(group, input, path, report),
      window: Math.max(group.window, adapted.window(group.count)),
      listen:
        group.listen === undefined ? null : { topic: group.listen.topic, qos: group.listen.qos ?? input.qos ?? 0 },
      link: linkOf(group, path),
    };
  });
  if (sensors.length > mostGroups)
    report(["sensors"], `sensors is a list of ${sensors.length} groups, more than ${mostGroups}`);
  const subscribers = groupsOf(adapted.hasSubscribers ? input.subscribers : [], "subscribers", report).map(
    ({ group, path }, index): SubscriberGroup => ({
      name: group.name ?? (index === 0 ? "subscribers" : `subscribers ${index + 1}`),
      count: group.count,
      ...clientsOf(group, path, [], around),
      topics: filtersIn(group),
      qos: group.qos ?? input.qos ?? adapted.qos,
      subscriptionId: subscriptionIdOf(group, input, path, report),
      ...asksOf(group, input, path, report),
      share: group.share ?? null,
      leave: resolveLeave(group.leave),
      link: linkOf(group, path),
    }),
  );
  const scenario: Scenario = {
    ...resolvePlainKeys(input),
    broker,
    load: rowOf(input.load).resolve(input.load),
    sensors,
    subscribers,
    fleet: statedFleet(input, sensors, report),
    session: { clean: input.session.clean ?? adapted.isSessionClean, reconnect: input.session.reconnect ?? null },
    thresholds: [],
  };
  for (const [key, text] of [...findJoinedMistakes(scenario), ...findFleetMistakes(input.fleet, scenario)])
    report([key], text);
  for (const { role, group, key, text } of [
    ...findIdentityMistakes(scenario),
    ...findNothingToMeasure(scenario),
    ...findFilterMistakes(scenario),
  ]) {
    const path = [role, ...(isList<SensorInput | SubscriberInput>(input[role]) ? [group] : []), ...key];
    report(path, `${dotted(path)} ${text}`);
  }
  return scenario;
}

/** Who the clients of a group are; `columns` is what its payload names of their rows. */
function clientsOf(
  group: SensorInput | SubscriberInput,
  path: Path,
  columns: readonly string[],
  around: Surroundings & Pick<Scenario, "broker">,
): Identified & Pick<SensorGroup, "tls"> {
  const texts = [...topicsIn(group), ...columns.map(namedByPayload)];
  const who = resolveIdentity({ ...around, group, texts, path });
  const numbered = { count: group.count, devices: who.devices };
  return { ...who, tls: resolveDeviceTls(group.tls, { ...around, group: numbered, identity: who.identity, path }) };
}

/** The texts of a group that may name a column, besides who its clients are. */
function topicsIn(group: SensorInput | SubscriberInput): readonly NamingText[] {
  const listen = "listen" in group ? group.listen : undefined;
  const topics = ("topics" in group ? group.topics : undefined) ?? [];
  return [
    { key: ["topic"], text: group.topic ?? "", becomes: "topic" },
    ...topics.map((text, at): NamingText => ({ key: ["topics", at], text, becomes: "topic" })),
    { key: ["listen", "topic"], text: listen?.topic ?? "", becomes: "topic" },
    { key: ["tls", "cert"], text: group.tls?.cert ?? "", becomes: "text" },
    { key: ["tls", "key"], text: group.tls?.key ?? "", becomes: "text" },
    { key: ["tls", "mint", "name"], text: group.tls?.mint?.name ?? "", becomes: "text" },
  ];
}

function filtersIn({ topic, topics }: SubscriberInput): readonly string[] {
  return topics ?? (topic === undefined ? [] : [topic]);
}

function namedByPayload(column: string): NamingText {
  return { key: ["payload"], text: `{csv.${column}}`, becomes: "payload" };
}

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
    if (name === undefined && groups.length > 1)
      report(path, `${dotted(path)} is one of several groups: give each a name`);
    if (name !== undefined && seen.has(name)) report([...path, "name"], `the name ${name} is taken by a group above`);
    if (name !== undefined) seen.add(name);
    return { group, path };
  });
}

function isList<T>(groups: T | readonly T[]): groups is readonly T[] {
  return Array.isArray(groups);
}

function propertiesOf(
  { properties }: SensorInput,
  { protocol, load }: Pick<ScenarioFile, "protocol" | "load">,
  path: Path,
  report: Report,
): Pick<SensorGroup, "properties"> {
  if (properties === undefined) return {};
  const { isScheduled } = rowOf(load).traits;
  for (const [keys, text] of findPropertyMistakes(properties, { protocol, load: load.kind, isScheduled })) {
    const at = [...path, "properties", ...keys];
    report(at, `${dotted(at)} ${text}`);
  }
  return { properties: resolveProperties(properties) };
}

function topicAliasOf(
  { topicAlias }: SensorInput,
  { protocol, load }: Pick<ScenarioFile, "protocol" | "load">,
  path: Path,
  report: Report,
): Pick<SensorGroup, "topicAlias"> {
  const around = { protocol, path, report };
  reportOlderVersion({ topicAlias }, around);
  reportUnscheduledAlias(topicAlias, { kind: load.kind, isScheduled: rowOf(load).traits.isScheduled }, around);
  return topicAlias ? { topicAlias } : {};
}

function asksOf(
  { topicAliasMaximum }: SubscriberInput,
  { protocol }: Pick<ScenarioFile, "protocol">,
  path: Path,
  report: Report,
): Pick<SubscriberGroup, "asks"> {
  reportOlderVersion({ topicAliasMaximum }, { protocol, path, report });
  const asks = resolveAsks({ topicAliasMaximum });
  return asks === undefined ? {} : { asks };
}

function subscriptionIdOf(
  { subscriptionId }: SubscriberInput,
  { protocol }: Pick<ScenarioFile, "protocol">,
  path: Path,
  report: Report,
): number | null {
  reportOlderVersion({ subscriptionId }, { protocol, path, report });
  return subscriptionId ?? null;
}

function resolveSchedule(
  group: SensorInput,
  { load, phases }: Pick<ScenarioFile, "load" | "phases">,
  path: Path,
  report: Report,
): Schedule {
  const { every, rate, loop, arrival, count } = group;
  const isTimed = every !== undefined || rate !== undefined;
  if (!rowOf(load).traits.isScheduled) {
    if (isTimed) report(path, `${dotted(path)} sends at no rate under load ${load.kind}: leave out every and rate`);
    return { kind: "closed" };
  }
  if (loop === "closed") {
    if (isTimed) report(path, "in a closed loop the next message leaves when one completes: leave out every and rate");
    return { kind: "closed" };
  }
  if (every !== undefined && rate !== undefined) report(path, "every and rate say the same thing: leave out one");
  if (!isTimed) report(path, `${dotted(path)} does not say how often it sends: add ${scheduleForms}`);
  if (typeof rate !== "object") return { kind: arrival, periodNs: every ?? (count / (rate ?? 1)) * 1e9 };
  const times = resolvePhases(phases);
  for (const text of findRateMistakes(rate, arrival, times)) report([...path, "rate"], `${dotted(path)}.${text}`);
  const course = resolveRate(rate, times);
  return { kind: arrival, periodNs: meanPeriodNs(course, count, times), course };
}

const scheduleForms = "`every: 5s`, `rate: 2000/s` or `loop: closed`";
