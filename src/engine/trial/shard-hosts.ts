/** Where the shards of a trial live: in threads and processes of this machine, or with agents on others. */
import type { AgentsSection } from "../../result/sections/agents-section.ts";
import type { Hurry } from "../../hurry.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import type { Placement } from "../../scenario/planning/placement.ts";
import type { Samples } from "../account/series.ts";
import type { Totals } from "../account/totals.ts";
import type { ShardTask } from "../messages.ts";
import type { WorkerPool } from "../workers/worker-pool.ts";

/** Serves the trials of a run, one after the other. */
export interface ShardHosts {
  /** Throws what makes a further trial impossible, such as an agent that is gone. */
  check(): void;
  /** How many shards, as what, and from which addresses. */
  place(scenario: Scenario): Placement;
  /** Starts the shards of a trial; throws where they cannot be. */
  begin(trial: HostedTrial): Promise<HostedShards>;
  /** The run is over. */
  end(): Promise<void>;
}

export interface HostedTrial extends Pick<
  ShardTask,
  "scenario" | "prefix" | "runTag" | "routes" | "secrets" | "payloads" | "epoch" | "epochUs"
> {
  readonly placement: Placement;
  /** Whether the clients' packets are timed, and with them how late answers are read. */
  readonly isTimed: boolean;
}

/** The shards of one trial. */
export interface HostedShards {
  readonly pool: WorkerPool;
  /** Time for a message to reach every shard, so that all begin together. */
  readonly leadNs: number;
  /** Whether all that this machine's CPUs do for the load is of processes that this one started. */
  readonly isOwnMachine: boolean;
  /** Whether this machine's kernel sees every connection. */
  readonly isOneKernel: boolean;
  /** Why an answering process ended before the trial, in words; null: all answer, or there is none. */
  readonly answererEnded: string | null;
  /** CPU and memory of all that sends, and of this process. */
  sampleGenerator(): Promise<Samples["generator"]>;
  /** What a result tells of agents; null: there are none. `measure`: its beginning and end since the trial began; null: it was not reached. */
  describe(totals: Totals, measure: readonly [fromNs: number, toNs: number] | null): Promise<AgentsSection | null>;
  /** Ends all of them. */
  end(hurry: Hurry): Promise<void>;
}
