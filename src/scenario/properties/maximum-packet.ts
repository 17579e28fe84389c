/** Messages that are larger than a subscriber takes (MQTT 5, section 3.1.2.11.4): the broker is to discard them, and none is expected. Pure. */
import { formatCount } from "../../format.ts";
import { audiencesOf, deliverySizes, matchTopics } from "../audiences.ts";
import type { SensorGroup } from "../base.ts";
import { firstSensors } from "../fleet.ts";
import type { KeyMistake } from "../loads/load-row.ts";
import type { Scenario } from "../scenario.ts";

/** A CONNACK or SUBACK must fit. */
const leastBytes = 64;

export interface Discarded {
  readonly group: SensorGroup;
  /** Of the largest of its deliveries. */
  readonly bytes: number;
  readonly maximumPacketBytes: number;
}

/** Once for each group of sensors and maximum. */
export function findDiscarded(scenario: Scenario): readonly Discarded[] {
  const audiences = audiencesOf(scenario);
  if (audiences.every(({ maximumPacketBytes }) => maximumPacketBytes === null)) return [];
  const sizeOf = deliverySizes(scenario);
  const first = firstSensors(scenario);
  const matches = matchTopics(scenario, audiences);
  const found = new Map<string, Discarded>();
  for (const [index, group] of scenario.sensors.entries()) {
    for (let sensor = first[index] ?? 0; sensor < (first[index + 1] ?? 0); sensor += 1) {
      for (const place of matches[sensor] ?? []) {
        const audience = audiences[place];
        const maximumPacketBytes = audience?.maximumPacketBytes ?? null;
        if (audience === undefined || maximumPacketBytes === null) continue;
        const bytes = sizeOf(sensor, audience);
        const key = `${index} ${maximumPacketBytes}`;
        if (bytes > Math.max(maximumPacketBytes, found.get(key)?.bytes ?? 0))
          found.set(key, { group, bytes, maximumPacketBytes });
      }
    }
  }
  return [...found.values()];
}

export function findMaximumPacketMistakes(scenario: Scenario): readonly KeyMistake[] {
  const found: KeyMistake[] = [];
  const find = (text: string): void => void found.push(["subscribers", `subscribers.maximumPacketSize ${text}`]);
  for (const { name, asks, share } of scenario.subscribers) {
    const most = asks?.maximumPacketBytes ?? null;
    if (most === null) continue;
    if (most < leastBytes) find(`must be at least ${leastBytes} bytes, so that the broker can answer, got ${most}`);
    if (share !== null) find(`is of subscribers with a subscription of their own: leave it out of ${name}, or share`);
  }
  for (const { group, bytes, maximumPacketBytes } of findDiscarded(scenario)) {
    if (group.payload.template?.isVarying !== true) continue;
    const sizes = `up to ${formatCount(bytes)} bytes, and ${formatCount(maximumPacketBytes)} are taken`;
    find(`would let some messages of ${group.name} pass and others not, as their payloads vary: ${sizes}`);
  }
  return found;
}
