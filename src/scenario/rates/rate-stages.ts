/** The stages of a load whose rate changes, and what is planned between two times. Pure. */
import type { Scenario } from "../scenario.ts";
import { courseOf } from "./rate-course.ts";

/** A part of measure, in time since the load began. */
export interface RateStage {
  readonly name: string;
  readonly fromNs: number;
  readonly toNs: number;
}

/** In their order, without a gap: the first begins with measure, the last ends with it. Empty: no point of a rate names one. */
export function stagesOf({
  sensors,
  phases: { warmupNs, measureNs },
}: Pick<Scenario, "sensors" | "phases">): readonly RateStage[] {
  const begins = sensors
    .flatMap(({ schedule }) => (schedule.kind === "closed" ? [] : (schedule.course ?? [])))
    .flatMap(({ stage, atNs }) => (stage === null ? [] : [{ name: stage, fromNs: atNs }]))
    .toSorted((a, b) => a.fromNs - b.fromNs);
  const lastNs = warmupNs + measureNs;
  return begins
    .map(({ name, fromNs }, index) => ({
      name,
      fromNs: index === 0 ? warmupNs : fromNs,
      toNs: begins[index + 1]?.fromNs ?? lastNs,
    }))
    .filter(({ fromNs, toNs }) => fromNs < toNs);
}

/** Messages by the schedule between two times, as the area under its rate; null: no rate of it changes, or a loop is closed. */
export function plannedBetween({ sensors }: Pick<Scenario, "sensors">, fromNs: number, toNs: number): number | null {
  let [sum, isChanging] = [0, false];
  for (const { schedule, count } of sensors) {
    if (schedule.kind === "closed") return null;
    isChanging ||= schedule.course !== undefined;
    sum +=
      schedule.course === undefined
        ? ((toNs - fromNs) / schedule.periodNs) * count
        : courseOf(schedule.course).messagesUntil(toNs) - courseOf(schedule.course).messagesUntil(fromNs);
  }
  return isChanging ? sum : null;
}
