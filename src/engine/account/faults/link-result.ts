/** What the link did in a trial, and what its delay makes visible: round trips, when the broker forwards, the bound of a closed loop. Pure. */
import { formatCount, formatCounted } from "../../../format.ts";
import { Histogram } from "../../../metrics/histogram.ts";
import { figuresWith } from "../../../metrics/unended.ts";
import type { FiredRule, LinkReport, MadeCut } from "../../../link/link-messages.ts";
import type { Note } from "../../../result/schema.ts";
import type { LinkSection } from "../../../result/sections/link-section.ts";
import { audiencesOf, matchSensors } from "../../../scenario/audiences.ts";
import { copiesOf, instancesOf, firstSensors } from "../../../scenario/fleet.ts";
import { connectingGroups, kindsOn } from "../../../scenario/messages/message-kinds.ts";
import { rowOf } from "../../../scenario/loads.ts";
import type { Scenario } from "../../../scenario/scenario.ts";
import type { SensorGroup } from "../../../scenario/base.ts";
import type { LinkFaults } from "./link-faults.ts";
import type { Totals } from "../totals.ts";
import { linkedGroups } from "../../../scenario/planning/linked-groups.ts";
import type { LinkedGroup } from "../../../scenario/planning/linked-groups.ts";

export interface ObservedLink {
  readonly report: LinkReport;
  readonly faults: LinkFaults;
  readonly fired: readonly FiredRule[];
  /** The link's own round trip by linked group. */
  readonly ownRoundTripNs: readonly (number | null)[];
  /** When the load began; null: it did not. */
  readonly loadFromNs: number | null;
}

type GroupSection = LinkSection["groups"][number];

/** Every cut that it made, planned or set off by a packet, in the order they were made. */
export function cutsOf({ report, fired }: Pick<ObservedLink, "report" | "fired">, prefix: string): readonly MadeCut[] {
  const setOff = fired.map(({ clientId, atNs }) => ({ client: clientId.slice(prefix.length), atNs }));
  return [...report.cuts, ...setOff].toSorted((a, b) => a.atNs - b.atNs);
}

export function describeLink(scenario: Scenario, totals: Totals, prefix: string, observed: ObservedLink): LinkSection {
  const { report, faults, fired } = observed;
  const fromNs = observed.loadFromNs ?? 0;
  const since = (atNs: number): number => Math.round((atNs - fromNs) / 1e6) / 1e3;
  return {
    groups: linkedGroups(scenario).flatMap((group, index) =>
      kindsOf(scenario, group).map((kind) => describeGroup(scenario, totals, kind, observed, index)),
    ),
    connections: report.connections,
    plannedCuts: faults.cuts.map(({ client, atNs }) => ({ client, atSeconds: Math.round(atNs / 1e6) / 1e3 })),
    madeCuts: report.cuts.map(({ client, atNs }) => ({ client, atSeconds: since(atNs) })),
    packetCuts: fired.map(({ clientId, atNs }) => ({
      client: clientId.slice(prefix.length),
      atSeconds: since(atNs),
    })),
    problems: { ...report.problems },
    cpuNs: report.cpuNs,
  };
}

/** What the reader must know of a link that did not do all that was asked of it. */
export function linkWarnings(link: LinkSection | null): readonly Note[] {
  if (link === null) return [];
  const { problems, plannedCuts, madeCuts } = link;
  const notes = Object.entries(problems).map(([problem, count]) => ({
    code: "link",
    text: `the link reset ${formatCounted(count, "connection")} that it could not read: ${problem}`,
  }));
  if (madeCuts.length === plannedCuts.length) return notes;
  const [made, planned] = [madeCuts, plannedCuts].map(({ length }) => formatCount(length));
  const text = `${made} of ${planned} planned cuts were made: the others' clients had no connection to the end of measure`;
  return [...notes, { code: "cuts-missed", text }];
}

/** Several kinds of messages on the connections of a group, each with times of its own. */
function kindsOf({ sensors }: Scenario, linked: LinkedGroup): readonly LinkedGroup[] {
  if (linked.role === "subscriber") return [linked];
  return kindsOn(sensors, linked.group).map(([group, { name }]) => ({ ...linked, group, name }));
}

function describeGroup(
  scenario: Scenario,
  totals: Totals,
  { role, group, name, link }: LinkedGroup,
  observed: ObservedLink,
  index: number,
): GroupSection {
  const { delayNs, jitterNs, bytesPerSecond, bufferBytes } = link;
  const ownRoundTripNs = aboveZero(observed.ownRoundTripNs[index] ?? null);
  const crossings = crossingsOf(observed.report, index, instancesOf(scenario));
  const sensors = role === "sensor" ? scenario.sensors[group] : undefined;
  const { isScheduled } = rowOf(scenario.load).traits;
  return {
    name,
    role,
    delayNs,
    jitterNs,
    bytesPerSecond,
    bufferBytes,
    ownRoundTripNs,
    crossings,
    serviceTimeLessLinkNs: sensors === undefined ? null : serviceTimeLessLink(totals, group, sensors, crossings),
    forwardsOn: role === "sensor" ? forwardsOn(scenario, totals, group) : null,
    boundPerSecond: sensors === undefined || !isScheduled ? null : boundOf(sensors, delayNs),
  };
}

/** A linked group has one path for each instance. */
function crossingsOf({ ownDelay }: LinkReport, index: number, instances: number): GroupSection["crossings"] {
  const merged = new Histogram();
  for (const part of ownDelay.slice(index * instances, (index + 1) * instances)) merged.add(part);
  if (merged.count === 0) return null;
  return { count: merged.count, p50Ns: merged.percentile(50), p99Ns: merged.percentile(99), maxNs: merged.max };
}

/** The service time less the link's delay, and less how late the packets of the run itself left the link, once each way of each round trip: an idle link is later than a busy one. */
function serviceTimeLessLink(
  totals: Totals,
  group: number,
  { qos }: SensorGroup,
  crossings: GroupSection["crossings"],
): number | null {
  const serviceTime = totals.histogram(group + 1, "serviceTime");
  if (serviceTime === undefined || serviceTime.count === 0 || crossings === null) return null;
  const { percentiles, unended } = figuresWith(serviceTime, totals.unended(group + 1, "serviceTime"));
  // A median that is only a lower bound has no difference to anything.
  if (percentiles["p50"] === undefined || (unended !== undefined && "p50" in unended.atMost)) return null;
  return aboveZero(percentiles["p50"] - 2 * qos * crossings.p50Ns);
}

/** Of medians of different packets, where on a busy machine more can be taken off than there is: that is no time, and null. */
function aboveZero(ns: number | null): number | null {
  return ns !== null && ns > 0 ? ns : null;
}

/** Nothing is told by a delay that the machine's own could be mistaken for. */
const leastTellingDelayNs = 2e6;

/** The largest jitter, as a share of the delay, that still tells: a larger one could make a delivery after four crossings look like one after two. */
const mostTellingJitter = 0.25;

/**
 * A message that is passed on at PUBLISH is delivered after one crossing of the sensor's link and one of the subscriber's; passed on at
 * PUBREL, after two crossings more of the sensor's. The fastest delivery of all tells, as what is late on a busy machine takes longer by
 * either way; null where even that fits neither.
 */
function forwardsOn(scenario: Scenario, totals: Totals, group: number): "PUBLISH" | "PUBREL" | null {
  const sensors = scenario.sensors[group];
  const delayNs = sensors?.link?.delayNs ?? 0;
  const receiverDelayNs = delayOfReceivers(scenario, group);
  const endToEnd = totals.histogram(group + 1, "endToEndLatency");
  if (sensors?.qos !== 2 || delayNs < leastTellingDelayNs || receiverDelayNs === null) return null;
  if ((sensors.link?.jitterNs ?? 0) > delayNs * mostTellingJitter) return null;
  if (endToEnd === undefined || endToEnd.count === 0) return null;
  const crossings = (endToEnd.min - delayNs - receiverDelayNs) / delayNs;
  if (crossings < 0.5) return "PUBLISH";
  return crossings > 1.5 && crossings < 2.5 ? "PUBREL" : null;
}

/** The one-way delay of everyone who receives the group's messages; null where it differs, or nobody does. */
function delayOfReceivers(scenario: Scenario, group: number): number | null {
  const first = firstSensors(scenario);
  const audiences = audiencesOf(scenario);
  const places = new Set(
    matchSensors(scenario)
      .slice(first[group], first[group + 1])
      .flat(),
  );
  const members = [...places].flatMap((place) => audiences[place]?.members ?? []);
  const delays = new Set(members.map(({ client }) => delayOfClient(scenario, client)));
  const [delayNs] = delays;
  return delays.size === 1 ? (delayNs ?? null) : null;
}

function delayOfClient({ sensors, subscribers, ...rest }: Scenario, client: number): number {
  const copies = copiesOf({ sensors, subscribers, ...rest });
  let first = 0;
  for (const [, { count, link }] of connectingGroups(sensors)) {
    first += count;
    if (client < first) return link?.delayNs ?? 0;
  }
  for (const { count, link } of subscribers) {
    first += count * copies;
    if (client < first) return link?.delayNs ?? 0;
  }
  return 0;
}

/** Each message keeps its place in the window for as many round trips as its level has: 2d at QoS 1, 4d at QoS 2. */
function boundOf({ schedule, count, window, qos }: SensorGroup, delayNs: number): number | null {
  if (schedule.kind !== "closed" || qos === 0 || delayNs === 0) return null;
  return (count * window) / ((2 * qos * delayNs) / 1e9);
}
