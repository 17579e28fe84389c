/** What a trial asks of a load that is driven step by step, whichever kind it is. */
import type { Note, Trial } from "../../result/schema.ts";
import type { Metrics } from "../account/figures.ts";
import type { Bench } from "./bench.ts";

export interface Found {
  readonly section: Trial["load"];
  readonly metrics: Metrics;
  /** Why mqbench cannot stand for the figures; left out: it can. */
  readonly faults?: readonly Note[];
  readonly warnings?: readonly Note[];
}

export interface Stepwise {
  /** Runs the load to its end; throws a StepFailure when it cannot go on. */
  run(): Promise<void>;
  /** What was found so far. */
  found(): Found;
}

/** A method, so that the row of one kind stands for that of any: each gets settings of its own kind. */
export interface SteppedLoad<Load> {
  readonly runs: "in steps";
  make(bench: Bench, load: Load): Stepwise;
}
