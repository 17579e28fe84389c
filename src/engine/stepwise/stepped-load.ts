/** What a trial asks of a load that is driven step by step, whichever kind it is. */
import type { Trial } from "../../result/schema.ts";
import type { Metrics } from "../account/figures.ts";

export interface Found {
  readonly section: Trial["load"];
  readonly metrics: Metrics;
}

export interface Stepwise {
  /** To its end; throws a StepFailure when it cannot go on. */
  run(): Promise<void>;
  /** What was found so far. */
  found(): Found;
}
