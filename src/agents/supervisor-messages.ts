/** Every message between an agent's main process and its supervisor. */
import type { Seat } from "./agent-messages.ts";
import type { RedisAddress } from "./redis.ts";

export interface SupervisorOrder {
  readonly address: RedisAddress;
  readonly token: string;
  readonly name: string;
  readonly seat: Seat;
  readonly isRemoteAllowed: boolean;
  readonly from: readonly string[];
}

export type ToSupervisor =
  | { readonly kind: "serve"; readonly order: SupervisorOrder }
  | { readonly kind: "leave"; readonly why: string };

export interface FromSupervisor {
  /** Why it left before the run was over; empty: the run is over. */
  readonly why: string;
  /** Whether the run was there at all: the seat of one that was killed may still be in the queue. */
  readonly hasHeard: boolean;
}
