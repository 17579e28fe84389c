/** The cases of a result whose fleet is known, with their valid trials: those of one fleet beside each other. Pure. */
import { steadyOf } from "../../result/loads/steady-of.ts";
import type { Fleet, ResultCase, RunResult } from "../../result/schema.ts";
import { costGroups, validTrials } from "../cost.ts";
import type { CaseTrials } from "./exchanges.ts";

export interface FleetCase {
  readonly name: string;
  readonly fleet: Fleet;
  readonly of: ResultCase;
  readonly trials: CaseTrials;
}

export interface FleetGroup {
  /** What the cases have in common, such as broker=nats; empty where there is one group. */
  readonly title: string;
  readonly fleet: Fleet;
  readonly cases: readonly FleetCase[];
}

/** Where a key of the fleet is swept, the cases are of several fleets. */
export function fleetGroups(result: RunResult): readonly FleetGroup[] {
  return costGroups(result).flatMap(({ title, cases, columns }) => {
    const groups = new Map<string, { readonly title: string; readonly fleet: Fleet; readonly cases: FleetCase[] }>();
    for (const [index, each] of cases.entries()) {
      const { fleet } = each;
      const [first, ...others] = validTrials(result, each.id).filter((trial) => steadyOf(trial) !== null);
      if (fleet === undefined || first === undefined) continue;
      const key = JSON.stringify(fleet);
      const group = groups.get(key) ?? { title, fleet, cases: [] };
      group.cases.push({ name: columns[index] ?? each.id, fleet, of: each, trials: [first, ...others] });
      groups.set(key, group);
    }
    return [...groups.values()];
  });
}
