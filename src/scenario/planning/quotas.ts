/** What a scenario asks of a service's quotas, before anything is sent. Pure. */
import type { Quotas, QuotaMeasure } from "../money/quota-keys.ts";
import { audiencesOf, matchSensors } from "../audiences.ts";
import { clientsOfSensors } from "../messages/message-kinds.ts";
import { fleetSize, receiversOf } from "../fleet.ts";
import { averagePayloadBytes } from "./payload-lengths.ts";
import type { Scenario } from "../scenario.ts";

export interface QuotaFinding {
  readonly measure: QuotaMeasure;
  /** null: nobody can know before the run. */
  readonly asked: number | null;
  readonly most: number;
  readonly isRate: boolean;
  /** How many units it takes; null: there are none to buy. */
  readonly units: number | null;
  /** null: not known. */
  readonly isKept: boolean | null;
}

/** In the order of the service's file. */
export function findingsOfQuotas(scenario: Scenario, { limits, mostUnits }: Quotas): readonly QuotaFinding[] {
  const asked = askedOf(scenario);
  return limits.map(({ measure, most: { count, isRate }, each }) => {
    const value = exactly(asked[measure]);
    const units = each === undefined || value === null ? null : Math.max(1, Math.ceil(value / count));
    const isWithin = value === null ? null : units === null ? value <= count : units <= (mostUnits ?? units);
    return { measure, asked: value, most: count, isRate, units, isKept: isWithin };
  });
}

/** Rates are added up in doubles: to a millionth, so that 1,000 × 0.1 is not above 100. */
function exactly(value: number | null): number | null {
  return value === null ? null : Math.round(value * 1e6) / 1e6;
}

/** The QoS levels that its sensors and subscribers ask for. */
export function levelsAsked({ sensors, subscribers }: Scenario): readonly number[] {
  return [...new Set([...sensors, ...subscribers].map(({ qos }) => qos))].toSorted((a, b) => a - b);
}

type Asked = Readonly<Record<QuotaMeasure, number | null>>;

function askedOf(scenario: Scenario): Asked {
  const { sensors, session } = scenario;
  const receivers = receiversOf(scenario);
  const rates = ratesOf(scenario);
  const { sensors: devices, subscribers } = fleetSize(scenario);
  const { up, down } = rates === null ? { up: null, down: null } : rates;
  const perConnection =
    up === null || down === null
      ? null
      : Array.from({ length: devices + subscribers }, (_, client) => (up[client] ?? 0) + (down[client] ?? 0));
  const bursts = burstsOf(scenario);
  const published = up === null ? null : bursts === null ? sum(up) : Math.max(sum(up), bursts);
  const subscribed = new Map<number, number>();
  for (const { client, filters } of receivers) subscribed.set(client, (subscribed.get(client) ?? 0) + filters.length);
  const windows = sensors.map(({ qos, window }) => (qos === 0 ? 0 : window));
  return {
    connections: devices + subscribers,
    "publishes from a connection": up === null ? null : highest(up),
    "publishes both ways of a connection": perConnection === null ? null : highest(perConnection),
    "subscriptions of a connection": highest([...subscribed.values()]),
    "unacknowledged messages of a connection": highest(windows),
    // Where nobody comes back each connects once.
    "connects of a client id": session.reconnect === null ? 1 : connectsASecond(session.reconnect),
    "publishes from devices in all": published,
    "publishes both ways in all": published === null || down === null ? null : published + sum(down),
    "bytes from devices in all": up === null ? null : bytesOf(scenario),
  };
}

/** The first waits are the shortest, and chance may shorten them. */
function connectsASecond({ delayNs, jitterShare }: NonNullable<Scenario["session"]["reconnect"]>): number | null {
  const shortestNs = delayNs * (1 - jitterShare);
  return shortestNs === 0 ? null : Math.max(1, 1e9 / shortestNs);
}

/** Messages a second of each client, sensors first; null of a closed loop. */
function ratesOf(scenario: Scenario): { readonly up: Float64Array; readonly down: Float64Array } | null {
  const { sensors: devices, subscribers } = fleetSize(scenario);
  const up = new Float64Array(devices + subscribers);
  const down = new Float64Array(devices + subscribers);
  const clients = clientsOfSensors(scenario.sensors);
  const rates = new Float64Array(clients.length);
  let sensor = 0;
  for (const { schedule, count } of scenario.sensors) {
    if (schedule.kind === "closed") return null;
    rates.fill(1e9 / schedule.periodNs, sensor, sensor + count);
    sensor += count;
  }
  for (const [number, client] of clients.entries()) up[client] = (up[client] ?? 0) + (rates[number] ?? 0);
  const audiences = audiencesOf(scenario);
  for (const [number, places] of matchSensors(scenario).entries())
    for (const place of places) {
      const members = audiences[place]?.members ?? [];
      // A shared subscription's members have their share each.
      for (const { client } of members) down[client] = (down[client] ?? 0) + (rates[number] ?? 0) / members.length;
    }
  return { up, down };
}

/** The most that are due at one instant; null where all are spread over their period. */
function burstsOf({ sensors }: Scenario): number | null {
  const counts = sensors.flatMap(({ schedule, count }) => (schedule.kind === "burst" ? [count] : []));
  return counts.length === 0 ? null : counts.reduce((all, count) => all + count, 0);
}

/** Payloads alone, a second. */
function bytesOf(scenario: Scenario): number {
  return scenario.sensors.reduce((all, { count, schedule }, group) => {
    const rate = schedule.kind === "closed" ? 0 : (1e9 / schedule.periodNs) * count;
    return all + rate * averagePayloadBytes(scenario, group);
  }, 0);
}

function sum(values: Float64Array): number {
  return values.reduce((all, value) => all + value, 0);
}

/** 0 of none. */
function highest(values: ArrayLike<number>): number {
  return Array.from(values).reduce((most, value) => Math.max(most, value), 0);
}
