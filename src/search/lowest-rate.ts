/** How low a search for the highest rate goes where the first does not hold. Pure. */
import { whyTooFewSamples } from "../scenario/planning/planned-samples.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Threshold } from "../scenario/keys/thresholds/thresholds.ts";
import { lowerRate } from "./next-rate.ts";
import { atRate } from "./scaled-scenario.ts";

/** Quarters: it ends at a thousandth of where it began. */
const mostSteps = 5;
/** Without so many samples of anything a trial says nothing about a rate. */
const fewest = { metric: "pacingDelay", statistic: "p75", group: null } as const;

/** The lowest rate at which every condition has its samples: at a lower one it would fail by their number, whatever the broker does. */
export function lowestRate(scenario: Scenario, from: number, conditions: readonly Threshold[]): number {
  let lowest = from;
  for (let step = 0; step < mostSteps; step += 1) {
    const lower = lowerRate(lowest);
    const scaled = atRate(scenario, lower);
    if ([fewest, ...conditions].some((each) => whyTooFewSamples(each, scaled) !== undefined)) break;
    lowest = lower;
  }
  return lowest;
}
