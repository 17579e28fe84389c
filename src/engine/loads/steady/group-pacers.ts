/** The pacers of a shard: one a group whose messages are due by time. */
import type { SensorGroup } from "../../../scenario/base.ts";
import { gridNsOf } from "../../../scenario/keys/pacing-grid.ts";
import type { Pacing } from "../../../scenario/keys/pacing-grid.ts";
import { groupSeed } from "../../pacing/due-times.ts";
import { pacerOf } from "../../pacing/pacer-of.ts";
import type { Pacer } from "../../pacing/pacer.ts";
import type { LoadSensor } from "../../shard/make-clients.ts";

export interface GroupPacer {
  readonly pacer: Pacer;
  readonly group: number;
  /** Place in the pacer's list → place in the shard's list. */
  readonly places: readonly number[];
}

interface Paced {
  readonly sensors: readonly LoadSensor[];
  readonly groups: readonly SensorGroup[];
  readonly seed: number;
  readonly pacing: Pacing;
}

/** A group in a closed loop has none. */
export function paceGroups({ sensors, groups, seed, pacing }: Paced, startNs: number): readonly GroupPacer[] {
  return groups.flatMap(({ schedule, count }, group): readonly GroupPacer[] => {
    if (schedule.kind === "closed") return [];
    const places: number[] = [];
    const numbers: number[] = [];
    for (const [place, sensor] of sensors.entries()) {
      if (sensor.group !== group) continue;
      places.push(place);
      numbers.push(sensor.numberInGroup);
    }
    const pacer = pacerOf(schedule.kind, {
      startNs,
      periodNs: schedule.periodNs,
      gridNs: gridNsOf[pacing],
      groupCount: count,
      sensors: numbers,
      seed: groupSeed(seed, group),
      course: schedule.course,
    });
    return [{ pacer, group, places }];
  });
}
