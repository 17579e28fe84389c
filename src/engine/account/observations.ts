/** Everything that was observed of a trial, before anything is made of it. */
import type { OwnConnections } from "../../mqtt/client/own-traffic.ts";
import type { Endpoint } from "../../mqtt/transport/endpoint.ts";
import type { AgentsSection } from "../../result/sections/agents-section.ts";
import type { NetworkSection } from "../../result/sections/network-section.ts";
import type { StagesSection } from "../../result/sections/stages-section.ts";
import type { HoldSection, Plateau } from "../../result/loads/hold.ts";
import type { BrokenThreshold } from "../../rules/abort.ts";
import type { LoadTimes, ShardReport, ThreadHealth } from "../messages.ts";
import type { ObservedLink } from "./faults/link-result.ts";
import type { TimedOutage } from "./faults/recovery-result.ts";
import type { ObservedRestart } from "./faults/restart-result.ts";
import type { Samples, Series } from "./series.ts";
import type { Totals } from "./totals.ts";

export type PhaseName = "connect" | "subscribe" | "warm-up" | "measure" | "drain" | "hold";

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

/** What became of the question to every connection. */
export interface ObservedAsking {
  readonly atNs: number;
  /** How many were up, as their clients had it. */
  readonly connections: number;
  /** The clients, without the run's prefix, whose connections ended or did not answer in time. */
  readonly silent: readonly string[];
  readonly withinSeconds: number;
}

export interface LoadOutcome {
  /** Samples at the beginning and the end of what is measured; null when it was not reached. */
  readonly measure: { readonly from: Samples; readonly to: Samples } | null;
  /** Times of the load, as they were where measure ended early; null: it has none, or did not begin. */
  readonly times: LoadTimes | null;
  /** Plateaus of the hold load. */
  readonly plateaus: readonly Plateau[];
  /** What became of the question to every connection when measure was over; left out where nothing was asked. */
  readonly asked?: ObservedAsking;
  /** Figures by stage of a rate that changes; left out where it has none. */
  readonly stages?: StagesSection;
  /** What was read back of what the broker is to have retained; left out where nothing was. */
  readonly readBack?: NonNullable<HoldSection["readBack"]>;
  /** What the load's conductor itself sent to the broker, beside the clients; left out where it sent nothing. */
  readonly own?: OwnConnections;
  /** Retained messages that may be left at the brokers, at most; left out where there are none. */
  readonly retainedLeft?: { readonly count: number; readonly endpoints: readonly Endpoint[] };
}

/** How long measure lasted for what is counted within it; null when it was not reached. */
export function countedNs({ measure, times }: LoadOutcome): number | null {
  return measure === null || times === null ? null : times.measureToNs - times.measureFromNs;
}

export interface Observations {
  readonly startedAt: Date;
  readonly totals: Totals;
  readonly series: Series;
  readonly reports: readonly ShardReport[];
  /** Workers that told no report: lost, or silent to the end. */
  readonly missing: number;
  readonly health: readonly ThreadHealth[];
  /** Samples before the first connection. */
  readonly start: Samples;
  /** Samples once every client was connected, or given up; null: the trial did not come so far. */
  readonly connected: Samples | null;
  readonly loaded: LoadOutcome;
  /** null: the kernel does not say, or the trial did not come so far. */
  readonly network: NetworkSection | null;
  /** Outages while the load ran. */
  readonly outages: readonly TimedOutage[];
  /** null: there was none, or it ended by itself. */
  readonly link: ObservedLink | null;
  /** null: the scenario asks for none. */
  readonly restart: ObservedRestart | null;
  /** The beginning of every client id. */
  readonly prefix: string;
  /** Why the answering process ended before the trial, in words; null: it answered, or there was none. */
  readonly answererEnded: string | null;
  /** null: the shards were this machine's own. */
  readonly agents: AgentsSection | null;
  readonly phasesNs: Readonly<Record<string, number>>;
  readonly earlyEnd: (EarlyEnd & { readonly phase: PhaseName; readonly afterNs: number }) | null;
}
