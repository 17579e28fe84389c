/** Every message between an agent's main process and its supervisor. */
import type { Seat } from "./agent-messages.ts";
import type { RedisAddress } from "./redis.ts";

export interface SupervisorOrder {
  readonly address: RedisAddress;
  readonly token: string;
  readonly name: string;
  readonly seat: Seat;
  readonly isRemoteAllowed: boolean;
}

export type ToSupervisor =
  | { readonly kind: "serve"; readonly order: SupervisorOrder }
  | { readonly kind: "leave"; readonly why: string };

/** `why` it left before the run was over; empty: the run is over. */
export interface FromSupervisor {
  readonly why: string;
}
