/** Every kind of load, a row each: which metrics it shares with others, and its own. */
import { churn } from "./loads/churn.ts";
import { commands } from "./loads/commands.ts";
import { handshake } from "./loads/handshake.ts";
import { hold } from "./loads/hold.ts";
import { idle } from "./loads/idle.ts";
import { retained } from "./loads/retained.ts";
import { steady } from "./loads/steady.ts";
import { will } from "./loads/will.ts";
import type { MetricRow, Shared } from "./metric-info.ts";

interface LoadMetrics {
  readonly shares: readonly Shared[];
  readonly own: Readonly<Record<string, MetricRow>>;
}

const rows = { steady, idle, commands, churn, hold, will, retained, handshake } as const satisfies Readonly<
  Record<string, LoadMetrics>
>;

type Rows = typeof rows;
export type LoadKind = keyof Rows;
/** Metrics of one load alone: a union, a member for each load. */
export type OwnMetrics = Rows[LoadKind]["own"];

export const loadKinds: readonly LoadKind[] = Object.keys(rows).filter(isLoadKind);

function isLoadKind(text: string): text is LoadKind {
  return Object.hasOwn(rows, text);
}

export function loadMetrics(kind: LoadKind): LoadMetrics {
  return rows[kind];
}

/** The loads that have something in common. */
export function loadsSharing(shared: Shared | "every load"): readonly LoadKind[] {
  return loadKinds.filter((kind) => shared === "every load" || loadMetrics(kind).shares.includes(shared));
}
