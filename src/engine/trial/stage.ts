/** What a running trial offers to whoever conducts its load, and what it gets back. */
import { MqbenchError } from "../../errors.ts";
import type { RunningBroker } from "../../broker/running-broker.ts";
import type { Hurry } from "../../hurry.ts";
import type { Link } from "../../link/link.ts";
import type { Endpoint } from "../../mqtt/transport/endpoint.ts";
import type { Plateau } from "../../result/schema.ts";
import type { BrokenThreshold } from "../../rules/abort.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import type { Observer, PhaseName } from "./observer.ts";
import type { Samples } from "../account/series.ts";
import type { LoadTimes } from "../messages.ts";
import type { WorkerPool } from "../workers/worker-pool.ts";

/** Time for a message to reach every worker, so that all begin together. */
export const leadNs = 50e6;

export interface Stage {
  readonly scenario: Scenario;
  readonly pool: WorkerPool;
  readonly observer: Observer;
  readonly broker: RunningBroker;
  /** null: no client goes through one. */
  readonly link: Link | null;
  /** Of every client id. */
  readonly prefix: string;
  /** Nanoseconds since the trial began. */
  readonly now: () => number;
  /** The user asks to stop: no wait is long any more. */
  readonly hurry: Hurry;
  readonly earlyEnd: EarlyEnd | null;
  enter(phase: PhaseName): void;
  /** Enters a phase and waits for its end; true: something ended the trial before. */
  endsEarly(phase: PhaseName, done: Promise<unknown>): Promise<boolean>;
  /** Waits within the phase; null: something ended the trial before. */
  awaits<T>(done: Promise<T>): Promise<{ readonly value: T } | null>;
  /** The faults that the scenario asks of link and broker, for a load that begins then; nothing where there is none. */
  beginFaults(fromNs: number): Promise<void>;
  endFaults(): Promise<void>;
  /** Ends the trial before its time. */
  end(early: EarlyEnd): void;
}

/** Why a trial ended before its time. */
export type EarlyEnd =
  | { readonly kind: "interrupted" }
  | { readonly kind: "broker ended"; readonly how: string }
  | { readonly kind: "link ended"; readonly how: string }
  /** A sending thread or process; `bug`: it failed by a mistake of mqbench. */
  | { readonly kind: "worker ended"; readonly how: string; readonly bug: Error | null }
  | { readonly kind: "no connection left" }
  | { readonly kind: "level not reached"; readonly how: string }
  | { readonly kind: "threshold failed"; readonly broken: BrokenThreshold };

/** What the user can mend is told in words; anything else is a bug, told when what was measured is saved. */
export function workerEnded(cause: Error): EarlyEnd {
  return { kind: "worker ended", how: cause.message, bug: cause instanceof MqbenchError ? null : cause };
}

export interface LoadOutcome {
  /** At the beginning and the end of what is measured; null when it was not reached. */
  readonly measure: { readonly from: Samples; readonly to: Samples } | null;
  /** Of the load, as they were where measure ended early; null: it has none, or did not begin. */
  readonly times: LoadTimes | null;
  /** Of the hold load. */
  readonly plateaus: readonly Plateau[];
  /** At most so many retained messages may be left at the brokers; left out where there are none. */
  readonly retainedLeft?: { readonly count: number; readonly endpoints: readonly Endpoint[] };
}

/** How long measure lasted for what is counted within it; null when it was not reached. */
export function countedNs({ measure, times }: LoadOutcome): number | null {
  return measure === null || times === null ? null : times.measureToNs - times.measureFromNs;
}
