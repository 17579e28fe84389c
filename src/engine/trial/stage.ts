/** What a running trial offers to whoever conducts its load, and what it gets back. */
import { MqbenchError } from "../../errors.ts";
import type { RunningBroker } from "../../broker/running-broker.ts";
import type { Hurry } from "../../hurry.ts";
import type { Link } from "../../link/link.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import type { Observer } from "./observer.ts";
import type { EarlyEnd, PhaseName } from "../account/observations.ts";
import type { SentAs } from "../shard/received/own-messages.ts";
import type { WorkerPool } from "../workers/worker-pool.ts";

export interface Stage {
  readonly scenario: Scenario;
  readonly pool: WorkerPool;
  /** Time for a message to reach every worker, so that all begin together. */
  readonly leadNs: number;
  readonly observer: Observer;
  readonly broker: RunningBroker;
  /** null: no client goes through one. */
  readonly link: Link | null;
  /** The beginning of every client id. */
  readonly prefix: string;
  readonly sentAs: SentAs;
  /** Nanoseconds since the trial began. */
  readonly now: () => number;
  /** The user asks to stop: no wait is long any more. */
  readonly hurry: Hurry;
  readonly earlyEnd: EarlyEnd | null;
  /** Resolves when a worker, the broker or the link is lost, without which nothing ends as it would have; never otherwise. */
  readonly bereft: Promise<EarlyEnd>;
  enter(phase: PhaseName): void;
  /** Enters a phase and waits for its end; true: something ended the trial before. */
  endsEarly(phase: PhaseName, done: Promise<unknown>): Promise<boolean>;
  /** Waits within the phase; null: something ended the trial before. */
  awaits<T>(done: Promise<T>): Promise<{ readonly value: T } | null>;
  /** The faults that the scenario asks of link and broker, for a load that begins then; nothing where there is none. */
  beginFaults(fromNs: number): Promise<void>;
  endFaults(): Promise<void>;
  /** Ends the trial before its time; what has ended it first stays. */
  end(early: EarlyEnd): void;
}

/** What the user can mend is told in words; anything else is a bug, told when what was measured is saved. */
export function workerEnded(cause: Error): EarlyEnd {
  return { kind: "worker ended", how: cause.message, bug: cause instanceof MqbenchError ? null : cause };
}
