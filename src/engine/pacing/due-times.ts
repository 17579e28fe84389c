/** When the messages of one sensor were due, worked out again: the n-th is the one with sequence number n. Pure. */
import { gridNsOf } from "../../scenario/keys/pacing-grid.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { pacerOf } from "./pacer-of.ts";

export interface DueOf {
  readonly scenario: Pick<Scenario, "sensors" | "seed" | "pacing">;
  readonly group: number;
  readonly numberInGroup: number;
  readonly startNs: number;
}

/** Visits the messages in order, all before `toNs`; none in a closed loop, whose messages are due when others have ended. */
export function visitDue(of: DueOf, toNs: number, visit: (dueNs: number, sequence: number) => void): void {
  const group = of.scenario.sensors[of.group];
  if (group === undefined || group.schedule.kind === "closed") return;
  const { kind, periodNs, course } = group.schedule;
  const pacer = pacerOf(kind, {
    startNs: of.startNs,
    periodNs,
    gridNs: gridNsOf[of.scenario.pacing],
    groupCount: group.count,
    sensors: [of.numberInGroup],
    seed: groupSeed(of.scenario.seed, of.group),
    course,
  });
  for (let sequence = 0; pacer.dueNs < toNs; sequence += 1) {
    visit(pacer.dueNs, sequence);
    pacer.advance();
  }
}

/** Two groups of the same numbers send at other times. */
export function groupSeed(seed: number, group: number): number {
  return seed + group;
}
