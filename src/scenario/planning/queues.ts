/** What a load sends a second, and what waits where when a broker does not keep up: each queue has a bound. Pure. */
import { audiencesOf, matchSensors } from "../audiences.ts";
import { peakOf } from "../rates/rate-course.ts";
import type { SensorGroup } from "../base.ts";
import { rowOf } from "../loads.ts";
import type { Scenario } from "../scenario.ts";

/** More bytes a second than any machine carries between two of its programs. */
export const loopbackBytesPerSecond = 10e9;
/** What Linux lets a connection hold at most, unless told otherwise: to be sent (tcp_wmem), and at an end that does not read (tcp_rmem). */
const kernelSendBytes = 4_194_304;
const kernelReceiveBytes = 6_291_456;
/** A message that is due and cannot leave waits as its intended time, in a list that grows by doubling. */
const dueBytes = 16;
/** A message in flight, in the tables. */
const inflightBytes = 40;
/** A sensor in the log of one receiver, beside two bits for each message. */
const logBytes = 150;
/** Fixed header, length of the topic, packet identifier, properties. */
const mostHeaderBytes = 10;

/** Bytes a second from the sensors; null where that is not the scenario's to say. */
export function offeredBytesPerSecond({ load, sensors }: Scenario): number | null {
  if (!rowOf(load).traits.isScheduled || sensors.some(({ schedule }) => schedule.kind === "closed")) return null;
  return sensors.reduce((sum, group) => sum + peakPerSecond(group) * packetBytes(group), 0);
}

/** The most that waits when the broker reads nothing from the first message to the end of measure. */
export function queuedBytes(scenario: Scenario): number {
  const { load, sensors, phases, broker } = scenario;
  if (!rowOf(load).traits.isScheduled) return 0;
  const isHere = broker.kind === "managed";
  const onWay = kernelSendBytes + (isHere ? kernelReceiveBytes : 0);
  const lastNs = phases.warmupNs + phases.measureNs;
  let queued = 0;
  for (const group of sensors) {
    const packet = packetBytes(group);
    const due = perSensor(group, lastNs);
    const outstanding =
      group.qos === 0 ? (due ?? Number.POSITIVE_INFINITY) : Math.min(group.window, due ?? group.window);
    // One packet waits in Node; the copy of the one before is collected late.
    const inNode = Math.min(2, outstanding) * packet;
    const inLink = group.link === null ? 0 : Math.min(group.link.bufferBytes, outstanding * packet);
    const inKernel = Math.min(onWay, outstanding * packet);
    const inTables = group.qos === 0 ? 0 : group.window * inflightBytes;
    queued += group.count * ((due ?? 0) * dueBytes + inNode + inLink + inKernel + inTables);
  }
  return queued + unreadBytes(scenario, onWay + kernelReceiveBytes, lastNs);
}

/** What is due to each audience, and to nobody else: unread, where each connection holds `held` bytes, and in the logs of its members. */
function unreadBytes(scenario: Scenario, held: number, lastNs: number): number {
  const audiences = audiencesOf(scenario);
  const due = audiences.map(() => ({ sensors: 0, messages: 0, bytes: 0, largest: 0 }));
  const ofSensors = scenario.sensors.flatMap((group) => {
    const each = { messages: perSensor(group, lastNs) ?? 0, packet: packetBytes(group) };
    return Array.from({ length: group.count }, () => each);
  });
  for (const [sensor, places] of matchSensors(scenario).entries()) {
    const { messages = 0, packet = 0 } = ofSensors[sensor] ?? {};
    for (const place of places) {
      const own = due[place];
      if (own === undefined) continue;
      own.sensors += 1;
      own.messages += messages;
      own.bytes += messages * packet;
      own.largest = Math.max(own.largest, packet);
    }
  }
  return audiences.reduce((sum, { members }, place) => {
    const { sensors = 0, messages = 0, bytes = 0, largest = 0 } = due[place] ?? {};
    // What is due to a shared subscription waits for one member or another, not for each.
    const unread = Math.min(members.length * (held + largest), Math.max(members.length * largest, bytes));
    return sum + unread + members.length * (sensors * logBytes + messages / 4);
  }, 0);
}

/** Messages of one sensor within a time; null in a closed loop. */
function perSensor({ schedule }: SensorGroup, withinNs: number): number | null {
  return schedule.kind === "closed" ? null : withinNs / schedule.periodNs;
}

/** The most that a group sends in a second. */
function peakPerSecond(group: SensorGroup): number {
  const { schedule, count } = group;
  if (schedule.kind !== "closed" && schedule.course !== undefined) return peakOf(schedule.course);
  return (perSensor(group, 1e9) ?? 0) * count;
}

function packetBytes({ payload, topic }: SensorGroup): number {
  return payload.bytes + topic.length + mostHeaderBytes;
}
