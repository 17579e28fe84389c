/** Every kind of load, a row each: what the rest of a scenario asks a load, it asks here. */
import { z } from "zod";
import type { LoadKind } from "../metrics/loads.ts";
import { churn } from "./loads/churn.ts";
import { commands } from "./loads/commands.ts";
import { handshake } from "./loads/handshake.ts";
import { hold } from "./loads/hold.ts";
import { idle } from "./loads/idle.ts";
import type { LoadRow } from "./loads/load-row.ts";
import { retained } from "./loads/retained.ts";
import { steady } from "./loads/steady.ts";
import { will } from "./loads/will.ts";

const rows = { steady, idle, commands, churn, hold, will, handshake, retained } satisfies Readonly<
  Record<LoadKind, unknown>
>;

export const loadSchema = z.discriminatedUnion("kind", [
  steady.schema,
  idle.schema,
  commands.schema,
  churn.schema,
  hold.schema,
  will.schema,
  handshake.schema,
  retained.schema,
]);

/** The load of a scenario that names none. */
export const defaultLoad = { kind: "steady" } as const;

type Rows = typeof rows;
/** The settings of a load as the file has them: units parsed, defaults filled in. */
export type LoadInput = z.output<typeof loadSchema>;
/** The settings of a load, resolved. */
export type Load = ReturnType<Rows[LoadKind]["resolve"]>;

const byKind: Readonly<Record<LoadKind, LoadRow<z.ZodType<LoadInput>, Load>>> = rows;

/** What a kind of load is to a scenario. Its functions take settings of that same kind. */
export function rowOf({ kind }: { readonly kind: LoadKind }): LoadRow<z.ZodType<LoadInput>, Load> {
  return byKind[kind];
}
