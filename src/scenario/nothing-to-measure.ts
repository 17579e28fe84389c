/** What of a scenario could only ever measure nothing: filters that match no topic, groups with nothing due. Pure. */
import { formatSeconds } from "../format.ts";
import type { OnGrid } from "./fleet.ts";
import { expandText } from "./devices/expand-text.ts";
import type { Numbered } from "./devices/expand-text.ts";
import { audiencesOf, matchTopics } from "./audiences.ts";
import { countDue, copiesOf, firstSensors, receiversOf } from "./fleet.ts";
import { connectingGroups } from "./messages/message-kinds.ts";
import { nearest } from "./document/nearest.ts";
import type { SensorGroup } from "./base.ts";
import { gridNsOf } from "./keys/pacing-grid.ts";
import { rowOf } from "./loads.ts";
import type { Scenario } from "./scenario.ts";

/** A group with nothing to measure, by its place among the groups of its role, and its key that is wrong; null: the group as a whole. */
export interface EmptyGroup {
  readonly role: "sensors" | "subscribers";
  readonly group: number;
  readonly key: readonly string[];
  /** What follows the key in a sentence. */
  readonly text: string;
}

export function findNothingToMeasure(scenario: Scenario): readonly EmptyGroup[] {
  switch (rowOf(scenario.load).traits.mustReach) {
    case "what is due":
      return [...findNothingDue(scenario), ...findUnmatched(scenario), ...findUnheard(scenario)];
    case "who subscribes":
      return findUnmatched(scenario);
    case "nobody":
      return [];
  }
}

function findNothingDue({ sensors, pacing, phases: { warmupNs, measureNs } }: Scenario): readonly EmptyGroup[] {
  const gridNs = gridNsOf[pacing];
  return sensors.flatMap((group, place): EmptyGroup[] => {
    const { schedule } = group;
    if (schedule.kind === "closed" || !isNothingDue({ ...schedule, gridNs }, group.count, warmupNs, measureNs))
      return [];
    const sensor = `${schedule.kind === "burst" ? "all sensors send" : "a sensor sends"} every ${formatSeconds(schedule.periodNs)}`;
    const text = `has nothing due within measure: ${sensor}, and measure lasts ${formatSeconds(measureNs)}; make phases.measure longer or send more often`;
    return [{ role: "sensors", group: place, key: [], text }];
  });
}

function isNothingDue(
  schedule: OnGrid & { kind: "even" | "burst" | "poisson" },
  count: number,
  warmupNs: number,
  measureNs: number,
): boolean {
  const to = warmupNs + measureNs;
  // With chance there may be one or none: fewer than one on average is as good as none.
  if (schedule.kind === "poisson") return (measureNs / schedule.periodNs) * count < 1;
  return !some(0, count, (number) => countDue(schedule, count, number, warmupNs, to) !== 0);
}

interface Filters {
  readonly at: Omit<EmptyGroup, "text">;
  readonly topic: string;
  /** Whose filters they are: what `{id}` and `{csv.NAME}` stand for in the topic. */
  readonly of: Numbered;
  /** Its first client over all clients, and the one after its last. */
  readonly clients: readonly [from: number, to: number];
}

/** Groups of receivers to whom no message of any sensor can come. */
function findUnmatched(scenario: Scenario): readonly EmptyGroup[] {
  const groups = filterGroups(scenario);
  if (groups.length === 0) return [];
  const matched = new Set<number>();
  const audiences = audiencesOf(scenario);
  // Messages that are too large for it do match.
  for (const places of matchTopics(scenario, audiences)) for (const place of places) matched.add(place);
  const reached = new Set(
    audiences.flatMap(({ members }, place) => (matched.has(place) ? members.map(({ client }) => client) : [])),
  );
  return groups
    .filter(({ clients: [from, to] }) => !some(from, to, (client) => reached.has(client)))
    .map(({ at, topic, of }) => ({ ...at, text: unmatchedText(topic, of, scenario.sensors) }));
}

/** Kinds of messages of which nobody gets any, though others of the scenario are heard: none of them could be lost. */
function findUnheard(scenario: Scenario): readonly EmptyGroup[] {
  const several = scenario.sensors.flatMap(({ device }, group) => (device === undefined ? [] : [group]));
  if (several.length === 0 || receiversOf(scenario).length === 0) return [];
  const first = firstSensors(scenario);
  const matches = matchTopics(scenario, audiencesOf(scenario));
  const isHeard = (group: number): boolean =>
    some(first[group] ?? 0, first[group + 1] ?? 0, (sensor) => (matches[sensor] ?? []).length > 0);
  const text = "matches no filter of a subscriber, so that nothing of it could arrive: add a filter, or leave it out";
  return several.filter((group) => !isHeard(group)).map((group) => ({ role: "sensors", group, key: ["topic"], text }));
}

/** Clients are numbered over all groups, sensors first. */
function filterGroups(scenario: Scenario): readonly Filters[] {
  let next = 0;
  const clients = (count: number): Filters["clients"] => [next, (next += count)];
  const listening = connectingGroups(scenario.sensors).flatMap(([group, of]): Filters[] => {
    const { count, listen } = of;
    const at = { role: "sensors", group, key: ["listen", "topic"] } as const;
    const numbers = clients(count);
    return listen === null ? [] : [{ at, topic: listen.topic, of, clients: numbers }];
  });
  const copies = copiesOf(scenario);
  const subscribing = scenario.subscribers.map((of, group): Filters => {
    const { count, topics } = of;
    const [topic = "", ...more] = topics;
    const at = { role: "subscribers", group, key: [more.length > 0 ? "topics" : "topic"] } as const;
    return { at, topic, of, clients: clients(count * copies) };
  });
  return [...listening, ...subscribing];
}

/** `{id}` has as many digits as its group has: `sensors/01` is none of `sensors/001` to `sensors/100`. */
function unmatchedText(filter: string, of: Numbered, sensors: readonly SensorGroup[]): string {
  const topics = [...new Set(sensors.map((group) => expandText(group.topic, group, 0)))].slice(0, 3).join(", ");
  const first = expandText(filter, of, 0);
  const expanded = first === filter ? "" : ` (the first is ${first}, of the sensors ${topics})`;
  const filters = [...new Set(sensors.map(({ topic }) => topic.replaceAll(/\{[^{}]*\}/gu, "+")))];
  return `matches no topic that a sensor publishes to, so that nothing could arrive${expanded}${nearest(filter, filters)}`;
}

function some(from: number, to: number, holds: (number: number) => boolean): boolean {
  for (let number = from; number < to; number += 1) if (holds(number)) return true;
  return false;
}
