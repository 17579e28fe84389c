/** Acknowledged, then lost: deliveries that never came of messages whose handshake was complete. Pure. */
import { formatCounted } from "../../format.ts";
import { lostToLeavers } from "../../result/asked-faults.ts";
import type { Note, Trial } from "../../result/schema.ts";
import { matchSensors } from "../../scenario/audiences.ts";
import { firstSensors } from "../../scenario/fleet.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { isIdentifiable, sentBySensor } from "./reconcile.ts";
import { seenByAudience } from "./seen/seen-by-audience.ts";
import type { ShardReport } from "../messages.ts";

type Reports = readonly Pick<ShardReport, "sent" | "seen" | "unfinished">[];

/**
 * Messages acknowledged, then lost, by group; null where a group can have none: at QoS 0 of the sensor or of every
 * receiver, or where a payload does not say which message it is. What was lost is what was acknowledged, or was unfinished and not delivered either.
 */
export function countLostAcknowledged(scenario: Scenario, reports: Reports): readonly (number | null)[] {
  const audiences = seenByAudience(scenario, reports);
  const matches = matchSensors(scenario);
  const first = firstSensors(scenario);
  const due = sentBySensor(scenario, reports, "measured");
  const unfinished = unfinishedBySensor(reports);
  return scenario.sensors.map(({ qos }, group) => {
    if (qos === 0 || !isIdentifiable(scenario, group)) return null;
    let count: number | null = null;
    for (let sensor = first[group] ?? 0; sensor < (first[group + 1] ?? 0); sensor += 1) {
      for (const place of matches[sensor] ?? []) {
        const audience = audiences[place];
        if (audience === undefined || audience.qos === 0) continue;
        const lost = Math.max(0, (due[sensor] ?? 0) - audience.measuredOf(sensor));
        const open = lost === 0 ? [] : (unfinished.get(sensor) ?? []);
        const neither = open.filter((sequence) => !audience.has(sensor, sequence)).length;
        count = (count ?? 0) + Math.max(0, lost - neither);
      }
    }
    return count;
  });
}

/** The sum over all groups; undefined where it does not exist, or where one of them does not say. */
export function addLostAcknowledged(scenario: Scenario, groups: readonly (number | null)[]): number | undefined {
  const known = groups.filter((count) => count !== null);
  const isTold = groups.every((_, group) => isIdentifiable(scenario, group));
  return known.length === 0 || !isTold ? undefined : known.reduce((sum, count) => sum + count, 0);
}

/**
 * A receiver whose session ends with its connection has no claim on what came while it was away. What was on its way to a member of a shared
 * subscription may go to another at QoS 1, and may not at QoS 2 (MQTT 5, section 4.8.2), whether or not the session of the one that left is kept.
 */
export function promiseWarnings(
  trial: Pick<Trial, "metrics" | "sensors" | "subscribers" | "load">,
  scenario: Pick<Scenario, "sensors" | "session">,
): readonly Note[] {
  const lost = trial.metrics["lostAcknowledged"];
  if (lost?.kind !== "value" || lost.value === 0) return [];
  const deliveries = formatCounted(lost.value, "delivery", "deliveries");
  const what = `${deliveries} never came of messages that the broker had acknowledged: at QoS 1 and 2 a broken promise`;
  const listening = scenario.sensors.some(({ listen }) => listen !== null) ? Object.keys(trial.sensors.dropped) : [];
  const mayBeAway = scenario.session.clean && Object.keys(trial.subscribers.dropped).length + listening.length > 0;
  const excused = [
    ...(lostToLeavers(trial) > 0 ? ["a member that left as the scenario asks"] : []),
    ...(mayBeAway ? ["a receiver that was away: its session was not kept"] : []),
  ];
  return [
    { code: "promise-broken", text: `${what}${excused.length === 0 ? "" : `, except for ${excused.join(", or ")}`}` },
  ];
}

function unfinishedBySensor(reports: Reports): ReadonlyMap<number, readonly number[]> {
  const bySensor = new Map<number, number[]>();
  for (const { unfinished } of reports) {
    for (const [index, sensor] of unfinished.sensors.entries()) {
      const sequence = unfinished.sequences[index] ?? 0;
      const known = bySensor.get(sensor);
      if (known === undefined) bySensor.set(sensor, [sequence]);
      else known.push(sequence);
    }
  }
  return bySensor;
}
