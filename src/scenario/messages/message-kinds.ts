/** Several kinds of messages of one device: each is a group of sensors by itself, and all go over the connections of the first. Pure. */
import type { SensorGroup } from "../base.ts";

/** A group of sensors, with its number among all. */
export type NumberedGroup = readonly [group: number, sensors: SensorGroup];

/** The groups whose devices connect for them: all but the second and further kinds of messages of a device. */
export function connectingGroups(sensors: readonly SensorGroup[]): readonly NumberedGroup[] {
  return [...sensors.entries()].filter(([group, { device }]) => device === undefined || device.carrier === group);
}

/** The groups that go over the connections of a group that connects, itself first. */
export function kindsOn(sensors: readonly SensorGroup[], carrier: number): readonly NumberedGroup[] {
  return [...sensors.entries()].filter(([group, { device }]) => (device?.carrier ?? group) === carrier);
}

/** The number over all clients, sensors first, of the client that sends the messages of each sensor, by the sensor's number. */
export function clientsOfSensors(sensors: readonly SensorGroup[]): Int32Array {
  const firstClient = new Map<number, number>();
  let clients = 0;
  for (const [group, { count }] of connectingGroups(sensors)) {
    firstClient.set(group, clients);
    clients += count;
  }
  const all = sensors.flatMap(({ count, device }, group) => {
    const first = firstClient.get(device?.carrier ?? group) ?? 0;
    return Array.from({ length: count }, (_, number) => first + number);
  });
  return Int32Array.from(all);
}

/** What a group's clients are called. */
export function clientsName({ name, device }: Pick<SensorGroup, "name" | "device">): string {
  return device?.name ?? name;
}
