/** A scenario at another rate: every group by the same factor, nothing else changed. Pure. */
import { rowOf } from "../scenario/loads.ts";
import type { Scenario } from "../scenario/scenario.ts";

/** Messages a second of all sensors together, or what else the load repeats; null where that is not the scenario's to say (a closed loop, another load). */
export function rateOf({ load, sensors }: Scenario): number | null {
  const own = rowOf(load).ownRate?.(load);
  if (own !== undefined) return own;
  if (!rowOf(load).traits.isScheduled) return null;
  let rate = 0;
  for (const { schedule, count } of sensors) {
    if (schedule.kind === "closed") return null;
    rate += (count / schedule.periodNs) * 1e9;
  }
  return rate;
}

export function atRate(scenario: Scenario, ratePerSecond: number): Scenario {
  const load = rowOf(scenario.load).atRate?.(scenario.load, ratePerSecond);
  if (load !== undefined) return { ...scenario, load };
  const factor = (rateOf(scenario) ?? ratePerSecond) / ratePerSecond;
  const sensors = scenario.sensors.map((group) => {
    const { schedule } = group;
    if (schedule.kind === "closed") return group;
    const course = schedule.course?.map((point) => ({ ...point, ratePerSecond: point.ratePerSecond / factor }));
    const periodNs = schedule.periodNs * factor;
    return { ...group, schedule: { ...schedule, periodNs, ...(course !== undefined && { course }) } };
  });
  return { ...scenario, sensors };
}
