/** What a trial asks of a load whose clients live in shards, whichever kind it is. */
import type { DescribedLoad } from "../account/described-load.ts";
import type { LoadOutcome, Observations, PhaseName } from "../account/observations.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import type { Stage } from "./stage.ts";

/** Methods, so that the row of one kind stands for that of any: each gets settings of its own kind. */
export interface ShardedLoad<Load> {
  readonly runs: "in shards";
  /** Whether the clients' packets are timed, and with them how late answers are read. */
  readonly isTimed: boolean;
  /** Whether the kernel's counts of every connection belong to its figures. */
  readonly isCountedByKernel: boolean;
  /** The phase whose peaks of broker and generator are told. */
  readonly phase: PhaseName;
  /** Conducts the load from the first message to the last phase. */
  conduct(stage: Stage, load: Load): Promise<LoadOutcome>;
  describe(scenario: Scenario, load: Load, observed: Observations): DescribedLoad;
}
