/** The load's part of a trial's result. */
import type { Note, Trial } from "../../result/schema.ts";
import type { Metrics } from "./figures.ts";

export interface DescribedLoad {
  readonly section: Trial["load"];
  readonly metrics: Metrics;
  /** Why what it was to measure was not there; empty where it was. */
  readonly faults: readonly Note[];
  /** What the reader must know of it. */
  readonly warnings: readonly Note[];
}
