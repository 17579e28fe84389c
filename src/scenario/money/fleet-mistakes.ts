/** What the rest of a scenario must be for a fleet's month to be reckoned from it. Pure. */
import { rowOf } from "../loads.ts";
import type { KeyMistake } from "../loads/load-row.ts";
import type { Scenario } from "../scenario.ts";
import type { FleetInput } from "./fleet-keys.ts";

/** Keys for which a run's packets are counted. */
const counted = ["commands", "tariff", "data", "radio"] as const;

export function findFleetMistakes(fleet: FleetInput | undefined, scenario: Scenario): readonly KeyMistake[] {
  const stated = counted.filter((key) => fleet?.[key] !== undefined);
  const [first] = stated;
  if (first === undefined) return [];
  const { load, sensors, subscribers } = scenario;
  const mistakes: KeyMistake[] = [];
  const find = (text: string): void => void mistakes.push(["fleet", `fleet ${text}`]);
  if (!rowOf(load).traits.isScheduled)
    find(`states ${first}, which is reckoned from messages that sensors send: load ${load.kind} counts none`);
  else if (scenario.fleet === null)
    find(`states ${first}, and nothing says how often a device sends: add \`every: 5min\``);
  if (stated.includes("commands") && subscribers.length === 0 && sensors.every(({ listen }) => listen === null))
    find("states commands, whose packets are counted where messages are delivered: add `subscribers`");
  return mistakes;
}
