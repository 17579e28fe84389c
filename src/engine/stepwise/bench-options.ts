/** What a bench is made from. */
import type { Endpoint } from "../../mqtt/transport/endpoint.ts";
import type { OpenTransport } from "../../mqtt/transport/transport.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import type { GroupSecrets } from "../messages.ts";
import type { StartMetronome } from "../pacing/metronome.ts";

/** A way to the broker. */
export interface Way {
  readonly endpoint: Endpoint;
  readonly open: OpenTransport;
}

export interface BenchOptions extends Way {
  readonly scenario: Scenario;
  /** Where the clients of each group connect to, the sensors' before the subscribers'; empty: to the broker itself. */
  readonly routes: readonly Way[];
  /** What the clients of each group prove who they are by, as `routes`; empty: by nothing that was made for the trial. */
  readonly secrets: readonly GroupSecrets[];
  /** Opens the way of a client whose certificate is its own. */
  readonly openTo: (endpoint: Endpoint) => OpenTransport;
  /** The beginning of every client id. */
  readonly prefix: string;
  readonly runTag: number;
  /** Nanoseconds since the trial began. */
  readonly now: () => number;
  /** Calls at due times. */
  readonly startMetronome: StartMetronome;
  /** A step begins, in words. */
  readonly onStep: (title: string) => void;
}
