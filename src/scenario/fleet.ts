/** Who is who in a fleet: ids, topics and client ids, the same for the same scenario, and how many messages are due. */
import type { ScenarioBase, Schedule, SensorGroup, SubscriberGroup } from "./base.ts";
import { expandText } from "./devices/expand-text.ts";
import { connectingGroups } from "./messages/message-kinds.ts";
import { courseOf } from "./rates/rate-course.ts";
import type { RatePoint } from "./rates/rate-course.ts";
import type { SubscriptionOptions } from "../mqtt/wire/control-packets.ts";
import type { Login } from "../mqtt/client/client.ts";

/** What says who is in it. */
export type Fleet = Pick<ScenarioBase, "broker" | "sensors" | "subscribers">;

type Group = SensorGroup | SubscriberGroup;

/** The client id that a group states for one of its clients; null: it states none. */
export function statedClientId(group: Group, numberInGroup: number): string | null {
  const { clientId: template } = group.identity;
  return template === null ? null : expandText(template, group, numberInGroup);
}

/** Whether the clients of a group have a user name or a password of their own. */
export function hasLogin({ identity }: Group): boolean {
  return identity.username !== null || identity.password !== null || identity.jwt !== undefined;
}

/** Whether a group says who its clients are. */
export function isNamed(group: Group): boolean {
  return group.identity.clientId !== null || hasLogin(group);
}

/** What one of a group's clients logs in with, where that differs from what the broker's URL states. */
export function loginOf(group: Group, numberInGroup: number): Login {
  const expand = (template: string | null): string | undefined =>
    template === null ? undefined : expandText(template, group, numberInGroup);
  return { username: expand(group.identity.username), password: expand(group.identity.password) };
}

/** What the clients of these groups log in with. */
export function loginsOf(groups: readonly Group[]): readonly Login[] {
  return groups.flatMap((group) => Array.from({ length: group.count }, (_, number) => loginOf(group, number)));
}

/** Who a broker that mqbench starts is to let in, where it asks for passwords. */
export function letIn({ broker, sensors, subscribers }: Fleet): readonly Login[] {
  return broker.kind === "managed" && broker.access?.by === "password"
    ? loginsOf([...connectingGroups(sensors).map(([, group]) => group), ...subscribers])
    : [];
}

/** Letters and digits only, at most 23: what every 3.1.1 broker must accept [MQTT-3.1.3-5]. */
export function clientId(prefix: string, role: "s" | "r", group: number, numberInGroup: number): string {
  return `${prefix}${role}${group}x${numberInGroup + 1}`;
}

/** Independent processes of the broker that the clients are spread over. */
export function instancesOf({ broker }: Fleet): number {
  return broker.kind === "managed" ? broker.instances : broker.urls.length;
}

/** How often each group of subscribers is there: whole on each independent broker, once on the nodes of one. */
export function copiesOf(scenario: Fleet): number {
  return isCluster(scenario) ? 1 : instancesOf(scenario);
}

/** Whether what is published at one instance is delivered at all. */
export function isCluster({ broker }: Fleet): boolean {
  return broker.kind === "url" && broker.isCluster;
}

/** Sensors by their number over all, subscribers by their number in the group, their copies after each other. */
export function instanceOf(number: number, instances: number): number {
  return number % instances;
}

/** A group's number among all groups, the sensors' before the subscribers': each may have a way to the broker of its own. */
export function routeOf(scenario: Fleet, role: "sensor" | "subscriber", group: number): number {
  return role === "sensor" ? group : scenario.sensors.length + group;
}

/** Clients over all instances. */
export function fleetSize(scenario: Fleet): { readonly sensors: number; readonly subscribers: number } {
  const add = (groups: readonly { readonly count: number }[]): number =>
    groups.reduce((sum, { count }) => sum + count, 0);
  const connecting = connectingGroups(scenario.sensors).map(([, group]) => group);
  return { sensors: add(connecting), subscribers: add(scenario.subscribers) * copiesOf(scenario) };
}

/** The first sensor number of each group, then the number of sensors in all: a device is a sensor for each kind of message that it sends. */
export function firstSensors(scenario: Fleet): readonly number[] {
  const first = [0];
  for (const { count } of scenario.sensors) first.push((first.at(-1) ?? 0) + count);
  return first;
}

/** Every sensor's topic, in the order of the sensors' numbers. */
export function topicsOf(scenario: Fleet): readonly string[] {
  return scenario.sensors.flatMap((group) =>
    Array.from({ length: group.count }, (_, number) => expandText(group.topic, group, number)),
  );
}

/** A client that receives. */
export interface Receiver {
  /** Its number over all clients of the case, sensors first. */
  readonly client: number;
  readonly instance: number;
  /** At least one. */
  readonly filters: readonly string[];
  readonly qos: 0 | 1 | 2;
  /** The shared subscription that it is a member of; null: it has one of its own. */
  readonly share: string | null;
  /** What a broker of MQTT 5 adds to what it delivers; null: nothing. */
  readonly subscriptionId: number | null;
  /** The largest packet that it takes (MQTT 5); null: any. */
  readonly maximumPacketBytes: number | null;
  /** Of its subscription (MQTT 5); undefined: none. */
  readonly options: SubscriptionOptions | undefined;
}

/** What a receiver subscribes to (MQTT 5, section 4.8.2). */
export function subscriptionsOf({ filters, share }: Pick<Receiver, "filters" | "share">): readonly string[] {
  return share === null ? filters : filters.map((filter) => `$share/${share}/${filter}`);
}

/** Listening sensors and subscribers, in the order of their numbers. */
export function receiversOf(scenario: Fleet): readonly Receiver[] {
  const receivers: Receiver[] = [];
  const [instances, copies] = [instancesOf(scenario), copiesOf(scenario)];
  let client = 0;
  for (const [, group] of connectingGroups(scenario.sensors)) {
    const { listen } = group;
    for (let number = 0; number < group.count; number += 1, client += 1) {
      if (listen !== null)
        receivers.push({
          client,
          instance: instanceOf(client, instances),
          filters: [expandText(listen.topic, group, number)],
          qos: listen.qos,
          share: null,
          subscriptionId: null,
          maximumPacketBytes: null,
          options: listen.options,
        });
    }
  }
  for (const group of scenario.subscribers) {
    for (let number = 0; number < group.count * copies; number += 1, client += 1) {
      const filters = group.topics.map((topic) => expandText(topic, group, Math.floor(number / copies)));
      receivers.push({
        client,
        instance: instanceOf(number, instances),
        filters,
        qos: group.qos,
        share: group.share,
        subscriptionId: group.subscriptionId,
        maximumPacketBytes: group.asks?.maximumPacketBytes ?? null,
        options: group.options,
      });
    }
  }
  return receivers;
}

/** A schedule, and the grid that its times lie on. */
export type OnGrid = Schedule & { readonly gridNs: number };
/** Every time is known. */
type KnownSchedule = OnGrid & { kind: "even" | "burst" };

/** One whose rate changes. */
export type CoursedSchedule = KnownSchedule & { readonly course: readonly RatePoint[] };

/** As `intendedOffsetNs`: the group's messages are numbered through, and each is due at its time of the course. */
export function atCourse({ kind, course, gridNs }: CoursedSchedule, count: number, number: number, k: number): number {
  const exactUs = Math.round(courseOf(course).dueNs((kind === "even" ? number : 0) + k * count) / 1000);
  return Math.floor((exactUs * 1000) / gridNs) * gridNs;
}

function isCoursed(schedule: KnownSchedule): schedule is CoursedSchedule {
  return schedule.course !== undefined;
}

/** The k-th message of sensor `number` of `count`, in ns after the load began: a whole step of the grid, without drift. */
export function intendedOffsetNs(schedule: KnownSchedule, count: number, number: number, k: number): number {
  if (isCoursed(schedule)) return atCourse(schedule, count, number, k);
  const { kind, periodNs, gridNs } = schedule;
  const offset = kind === "even" ? number / count : 0;
  const exactUs = Math.round((offset + k) * (periodNs / 1000));
  return Math.floor((exactUs * 1000) / gridNs) * gridNs;
}

/** How many messages of one sensor are due in [fromNs, toNs) after the load began: exact, or expected (poisson), or unknown (closed loop). */
export function countDue(
  schedule: OnGrid,
  count: number,
  number: number,
  fromNs: number,
  toNs: number,
): number | undefined {
  if (schedule.kind === "closed") return undefined;
  if (schedule.kind === "poisson") return (toNs - fromNs) / schedule.periodNs;
  const known = { ...schedule, kind: schedule.kind };
  return firstAtOrAfter(known, count, number, toNs) - firstAtOrAfter(known, count, number, fromNs);
}

/** The smallest k whose message is due at or after a time. */
function firstAtOrAfter(schedule: KnownSchedule, count: number, number: number, timeNs: number): number {
  const offset = schedule.kind === "even" ? number / count : 0;
  const cycles = isCoursed(schedule)
    ? courseOf(schedule.course).messagesUntil(timeNs) / count
    : timeNs / schedule.periodNs;
  let k = Math.max(0, Math.floor(cycles - offset) - 1);
  while (intendedOffsetNs(schedule, count, number, k) < timeNs) k += 1;
  return k;
}
