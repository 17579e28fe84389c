/** Whether the sending threads read so late, or waited so long for a CPU, that no latency of theirs may be believed. Pure. */
import { formatMs, formatPercent } from "../format.ts";
import { whyLate } from "./lateness.ts";
import type { Lateness } from "./lateness.ts";

export const readLagLimits = {
  /** The read lag from which on it is a load of its own, and taking it off leaves chance. */
  p50Ns: 10e6,
  p99Ns: 100e6,
  /** Share of measure in which a sending thread was ready to run and had no CPU. */
  runDelay: 0.5,
} as const;

export interface JudgedReadLag {
  /** null: the load is not probed. */
  readonly readLag: {
    readonly probes: number;
    readonly p50Ns: number | null;
    /** null: too few probes to say. */
    readonly p99Ns: number | null;
    /** In words, where the answering process ended before the trial. */
    readonly answererEnded: string | null;
  } | null;
}

type Say = (code: string, text: string) => void;

/** In an open loop: a closed one sends as fast as its thread can, which is its lag. */
export function findReadLag(judged: JudgedReadLag & Lateness, find: Say): void {
  const { readLag, threadRunDelay } = judged;
  const advice = whyLate(judged);
  const exceeds = (value: number | null | undefined, limit: number): value is number =>
    value !== null && value !== undefined && value > limit;
  const say = (statistic: string, ns: number, limitNs: number): void =>
    find(
      "read-late",
      `read lag ${statistic} ${formatMs(ns)}, limit ${formatMs(limitNs)}: mqbench read its answers late; ${advice}`,
    );
  if (exceeds(readLag?.p50Ns, readLagLimits.p50Ns)) say("p50", readLag?.p50Ns ?? 0, readLagLimits.p50Ns);
  else if (exceeds(readLag?.p99Ns, readLagLimits.p99Ns)) say("p99", readLag?.p99Ns ?? 0, readLagLimits.p99Ns);
  if (exceeds(threadRunDelay, readLagLimits.runDelay)) {
    const waited = `a sending thread waited for a CPU in ${formatPercent(threadRunDelay)} of measure`;
    find("sender-starved", `${waited}, limit ${formatPercent(readLagLimits.runDelay)}: ${advice}`);
  }
}

/** What is not known is said: a figure that is missing is no figure of 0. */
export function doubtReadLag({ readLag }: JudgedReadLag, doubt: Say): void {
  if (readLag === null) return;
  const so = "read lag is not known, and in every service time, leg and PINGREQ round trip";
  if (readLag.answererEnded !== null) doubt("read-lag", `${readLag.answererEnded}: from then on ${so}`);
  else if (readLag.probes === 0) doubt("read-lag", `no answer to a probe was read in measure: ${so}`);
}
