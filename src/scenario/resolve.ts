/** From a file's values to the scenario of a case: defaults that depend on others, and the rules that join several keys. */
import { dirname } from "node:path";
import { resolveBroker } from "./keys/broker/broker.ts";
import type { Report } from "./document/mistake.ts";
import { dotted } from "./document/path.ts";
import type { Path } from "./document/path.ts";
import type { SubscriberGroup } from "./base.ts";
import type { Scenario } from "./scenario.ts";
import { resolveLeave } from "./keys/leave.ts";
import { resolveLink } from "./keys/link.ts";
import type { GroupLink } from "./keys/link.ts";
import type { DeviceFiles } from "./devices/device-file.ts";
import { findIdentityMistakes } from "./devices/identity-mistakes.ts";
import { findForeignIdentities } from "./devices/own-clients.ts";
import { clientsOf, topicText } from "./devices/resolve-clients.ts";
import type { NamingText } from "./devices/resolve-identity.ts";
import { findFleetMistakes } from "./money/fleet-mistakes.ts";
import { findJoinedMistakes } from "./joined-keys.ts";
import type { SensorInput } from "./messages/expand-messages.ts";
import { resolveSensors } from "./messages/resolve-sensors.ts";
import type { StatedGroup } from "./messages/resolve-sensors.ts";
import { readAssignedId } from "./properties/assigned-id.ts";
import { readSessionExpiry } from "./properties/session-expiry.ts";
import { readOptions } from "./properties/subscription-options.ts";
import { reportOlderVersion, reportUnasked, resolveAsks } from "./properties/version5-keys.ts";
import { rowOf } from "./loads.ts";
import type { ScenarioFile } from "./schema.ts";
import { findFilterMistakes } from "./keys/several-filters.ts";
import { findNothingToMeasure } from "./nothing-to-measure.ts";
import { resolvePlainKeys } from "./plain-keys.ts";
import { findTransportMistakes, resolveTransport } from "./keys/broker/transport.ts";
import { statedFleet } from "./stated-fleet.ts";

/** The tables of messages in flight keep a message's group in a byte, and 0 for none. */
const mostGroups = 255;

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
  const resolved = resolveSensors(groupsOf(input.sensors, "sensors", report), input, { ...around, adapted, linkOf });
  const sensors = resolved.map(({ group }) => group);
  if (sensors.length > mostGroups)
    report(["sensors"], `sensors is a list of ${sensors.length} groups, more than ${mostGroups}`);
  const subscribers = groupsOf(adapted.hasSubscribers ? input.subscribers : [], "subscribers", report).map(
    ({ group, path }, index): SubscriberGroup => ({
      name: group.name ?? (index === 0 ? "subscribers" : `subscribers ${index + 1}`),
      count: group.count,
      ...clientsOf(group, path, filterTexts(group), around),
      ...readAssignedId(group, input, { path, report, isCut: linkOf(group, path)?.cut != null }),
      topics: filtersIn(group),
      qos: group.qos ?? input.qos ?? adapted.qos,
      subscriptionId: subscriptionIdOf(group, input, path, report),
      ...asksOf(group, input, path, report),
      ...readOptions(group, input, path, report),
      share: group.share ?? null,
      leave: resolveLeave(group.leave),
      link: linkOf(group, path),
    }),
  );
  const isClean = input.session.clean ?? adapted.isSessionClean;
  const scenario: Scenario = {
    ...resolvePlainKeys(input),
    broker,
    load: rowOf(input.load).resolve(input.load),
    sensors,
    subscribers,
    fleet: statedFleet(input, sensors, report),
    session: {
      clean: isClean,
      reconnect: input.session.reconnect ?? null,
      ...readSessionExpiry(input, isClean, report),
    },
    thresholds: [],
  };
  for (const [key, text] of [...findJoinedMistakes(scenario), ...findFleetMistakes(input.fleet, scenario)])
    report([key], text);
  for (const { role, group, key, text } of [
    ...findIdentityMistakes(scenario),
    ...findForeignIdentities(scenario),
    ...findNothingToMeasure(scenario),
    ...findFilterMistakes(scenario),
  ]) {
    const own = role === "sensors" ? resolved[group]?.pathOf(key) : undefined;
    const path = own ?? [role, ...(isList<SensorInput | SubscriberInput>(input[role]) ? [group] : []), ...key];
    report(path, `${dotted(path)} ${text}`);
  }
  return scenario;
}

function filterTexts({ topic = "", topics = [] }: SubscriberInput): readonly NamingText[] {
  return [topicText(["topic"], topic), ...topics.map((text, at) => topicText(["topics", at], text))];
}

function filtersIn({ topic, topics }: SubscriberInput): readonly string[] {
  return topics ?? (topic === undefined ? [] : [topic]);
}

/** One group, or a list of named ones, each with its path. */
function groupsOf<T extends SensorInput | SubscriberInput>(
  groups: T | readonly T[],
  key: string,
  report: Report,
): readonly StatedGroup<T>[] {
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

function asksOf(
  { topicAliasMaximum, receiveMaximum, maximumPacketSize }: SubscriberInput,
  { protocol, load }: Pick<ScenarioFile, "protocol" | "load">,
  path: Path,
  report: Report,
): Pick<SubscriberGroup, "asks"> {
  const stated = { topicAliasMaximum, receiveMaximum, maximumPacketSize };
  const around = { protocol, path, report };
  reportOlderVersion(stated, around);
  reportUnasked(stated, { kind: load.kind, course: rowOf(load).traits.course }, around);
  const asks = resolveAsks(stated);
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
