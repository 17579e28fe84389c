/** Every message between a run and one of its agents. */
import type { Machine } from "../scenario/planning/placement.ts";
import type { HostedTrial } from "../engine/trial/shard-hosts.ts";
import type { FromWorker, ToWorker } from "../engine/messages.ts";

/** An agent's place in a run: what a job of the queue holds, sealed. */
export interface Seat {
  /** Names the run's lists. */
  readonly run: string;
  /** From 0. */
  readonly place: number;
  readonly version: string;
}

/** Who an agent is and what its machine has. */
export interface AgentFacts {
  readonly name: string;
  readonly host: string;
  /** The same for all that share one kernel, one network and one boot. */
  readonly kernel: string;
  readonly machine: Machine;
  /** Addresses of its own that its clients connect from; empty: the scenario's. */
  readonly from: readonly string[];
}

/** Its part of a trial. */
export interface Slice extends HostedTrial {
  /** Its shards, from … up to. */
  readonly shards: readonly [from: number, to: number];
  /** Its clock less the coordinator's. */
  readonly offsetNs: number;
}

export type ToAgent =
  | { readonly kind: "beat" }
  | { readonly kind: "clock" }
  | { readonly kind: "slice"; readonly slice: Slice }
  /** Starts the shards of the slice. */
  | { readonly kind: "start" }
  | { readonly kind: "shard"; readonly shard: number; readonly message: ToWorker }
  | { readonly kind: "sample" }
  | { readonly kind: "end trial" }
  /** The run is over. */
  | { readonly kind: "end" };

export type FromAgent =
  | { readonly kind: "hello"; readonly facts: AgentFacts }
  | { readonly kind: "beat" }
  /** When the question came, and when this was sent. */
  | { readonly kind: "clock"; readonly receivedNs: bigint; readonly answeredNs: bigint }
  /** `refused`: why it will not do its part, in words; null: it will. */
  | { readonly kind: "slice"; readonly refused: string | null }
  | { readonly kind: "shard"; readonly shard: number; readonly message: FromWorker }
  /** A shard ended before it was told to. `isBug`: by a mistake of mqbench. */
  | { readonly kind: "shard lost"; readonly shard: number; readonly why: string; readonly isBug: boolean }
  | ({ readonly kind: "sample" } & AgentSample)
  | { readonly kind: "trial ended" }
  /** It leaves before the run is over. */
  | { readonly kind: "leaving"; readonly why: string };

/** All its processes together. */
export interface AgentSample {
  readonly cpuNs: number;
  readonly rssBytes: number | null;
  readonly answererEnded: string | null;
}

/** Reply of a kind. */
export type FromAgentOf<K extends FromAgent["kind"]> = Extract<FromAgent, { readonly kind: K }>;

/** As it stands in the list that all agents of a run write. */
export interface Told {
  /** Whose it is. */
  readonly place: number;
  readonly message: FromAgent;
}

/** The list that one agent of a run reads, and the one that all of them write: who waits at a list an agent is slower with each, and hears the last of them late. */
export function boxKeys({ run, place }: Pick<Seat, "run" | "place">): { readonly down: string; readonly up: string } {
  return { down: `mqbench:${run}:${place}:down`, up: `mqbench:${run}:up` };
}
