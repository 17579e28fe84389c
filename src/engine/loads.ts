/** Every kind of load, a row each: how the main thread runs it. */
import type { LoadKind } from "../metrics/loads.ts";
import type { Load } from "../scenario/loads.ts";
import { churn } from "./loads/churn.ts";
import { commands } from "./loads/commands.ts";
import { handshake } from "./loads/handshake.ts";
import { hold } from "./loads/hold.ts";
import { idle } from "./loads/idle.ts";
import { retained } from "./loads/retained.ts";
import { steady } from "./loads/steady.ts";
import { will } from "./loads/will.ts";
import type { SteppedLoad } from "./stepwise/stepped-load.ts";
import type { ShardedLoad } from "./trial/sharded-load.ts";

const rows: Readonly<Record<LoadKind, ShardedLoad<Load> | SteppedLoad<Load>>> = {
  steady,
  idle,
  commands,
  churn,
  hold,
  will,
  handshake,
  retained,
};

/** How a kind of load is run. Its functions take settings of that same kind. */
export function runnerOf({ kind }: { readonly kind: LoadKind }): ShardedLoad<Load> | SteppedLoad<Load> {
  return rows[kind];
}
