/** Whether a trial may be believed: the generator and the fleet judged before the broker is. Pure. */

import { formatCounted, formatMs, formatNumber, formatPercent, formatWhole } from "../format.ts";
import { doubtDeliveries } from "./doubtful-deliveries.ts";
import type { DoubtfulDeliveries } from "./doubtful-deliveries.ts";
import { findNothing } from "./nothing-done.ts";
import type { Account } from "./nothing-done.ts";
import { othersUsed, whyLate } from "./lateness.ts";
import type { MachineUse } from "./lateness.ts";
import { doubtClosedLoop } from "./closed-loop.ts";
import type { JudgedClosedLoop } from "./closed-loop.ts";
import { doubtReadLag, findReadLag } from "./read-lag.ts";
import type { JudgedReadLag } from "./read-lag.ts";
import { median } from "../metrics/statistics.ts";

/** A finding: a code for machines, the words for people. */
export interface Note {
  readonly code: string;
  readonly text: string;
}

/** The limits, with slack for two cores that generator and broker share. */
export const limits = {
  /** 99th percentile of how late the pacer takes a message up. */
  pacingDelayP99Ns: 50e6,
  eventLoopDelayP99Ns: 100e6,
  /** The most of a core that the busiest sending thread may use in an open loop. */
  threadCpu: 0.95,
  /** Messages taken up within measure ÷ messages due. */
  achievedShare: 0.95,
  /** Publish delay ÷ latency above which a latency is largely mqbench's own. */
  publishDelayShare: 0.2,
  /** Half the publish delay from which on waiting for the window can be told from mqbench's own work. */
  waitedNs: 1e6,
  /** The share of measure that the broker may be ready to run and without a CPU. */
  brokerRunDelay: 0.1,
  /** Second half ÷ first half of measure. */
  trend: 1.5,
  trendLatencyNs: 1e6,
} as const;

export interface Judged extends JudgedReadLag, JudgedClosedLoop, DoubtfulDeliveries {
  /** null: a threshold ended the trial, and what it says stands. */
  readonly account: Account | null;
  readonly isOpenLoop: boolean;
  /** Messages the plan says are due in measure; null where nobody can know. */
  readonly due: number | null;
  readonly intended: number;
  readonly pacedWithinMeasure: number;
  readonly pacingDelayP99Ns: number | null;
  readonly eventLoopDelayP99Ns: number;
  /** Cores that the busiest sending thread used; null where the system does not tell. */
  readonly threadCpu: number | null;
  /** The share of measure that the thread which waited longest for a CPU waited; null where the system does not tell. */
  readonly threadRunDelay: number | null;
  /** null where the system does not tell. */
  readonly machine: MachineUse | null;
  readonly clients: {
    readonly planned: number;
    /** null: not every worker told. */
    readonly connected: number | null;
    readonly atLeastShare: number;
  };
  /** Workers that told no report. */
  readonly missingReports: number;
  readonly failed: Readonly<Record<string, number>>;
  readonly dropped: Readonly<Record<string, number>>;
  /** The scenario cuts connections, or says how to come back. */
  readonly isDropExpected: boolean;
  /** Clients were away in measure by the scenario's own cuts, or by the restart that it asks for. */
  readonly wereAwayAsAsked: boolean;
  /** Subscriptions not granted as asked for, by words. */
  readonly grants: Readonly<Record<string, number>>;
  readonly unsubscribed: number;
  /** Why the trial ended before its time, in words; `isOwn`: a process of mqbench's own ended, which says nothing of the broker. */
  readonly earlyEnd: { readonly words: string; readonly isOwn: boolean } | null;
  /** Differences between packets counted and predicted, in words. */
  readonly differences: readonly string[];
  readonly unreconciledConnections: number;
  readonly clampedLatencies: number;
  /** What could not be read of the broker, in words. */
  readonly probeProblems: readonly string[];
  /** Acknowledgements of no message in flight, by packet. */
  readonly strays: Readonly<Record<string, number>>;
  /** Messages that the broker says it dropped; null: it does not say. */
  readonly brokerDropped: number | null;
  /** Share of measure; null where it is not known. */
  readonly brokerRunDelay: number | null;
  readonly publishDelayP50Ns: number | null;
  readonly pacingDelayP50Ns: number | null;
  /** Messages that found the window full or the connection down when they were due. */
  readonly overruns: number;
  /** By title. */
  readonly latencyP50Ns: Readonly<Record<string, number | null>>;
  /** A value a second over measure. */
  readonly backlog: readonly number[];
  /** QoS 2 messages received and not yet released. */
  readonly unreleased: readonly number[];
  /** By title. */
  readonly latencySeriesNs: Readonly<Record<string, readonly number[]>>;
  readonly offeredPerSecond: number;
}

export function judgeTrial(judged: Judged): {
  readonly invalidBecause: readonly Note[];
  readonly warnings: readonly Note[];
} {
  return { invalidBecause: findFaults(judged), warnings: findDoubts(judged) };
}

function findFaults(judged: Judged): readonly Note[] {
  const { clients } = judged;
  const faults: Note[] = [];
  const find = (code: string, text: string): void => void faults.push({ code, text });
  if (judged.earlyEnd !== null) find(judged.earlyEnd.isOwn ? "ended-itself" : "ended-early", judged.earlyEnd.words);
  if (judged.missingReports > 0) {
    const who = `${formatWhole(judged.missingReports)} of the sending threads or processes sent no report`;
    find(
      "report-missing",
      `${who}: messages and latencies are counted as far as they were told, and its packets, connections and deliveries are not known`,
    );
  }
  // A share that is met exactly is met, whatever the last binary digit says.
  if (clients.connected !== null && clients.connected < clients.planned * clients.atLeastShare - 1e-6) {
    const wanted = `at least ${formatPercent(clients.atLeastShare)} must connect`;
    find(
      "not-connected",
      `${formatWhole(clients.connected)} of ${formatCounted(clients.planned, "client")} connected, ${wanted}${causes(judged.failed)}`,
    );
  }
  if (Object.keys(judged.dropped).length > 0 && !judged.isDropExpected) {
    find("dropped", `connections dropped while the trial ran${causes(judged.dropped)}`);
  }
  if (judged.unsubscribed > 0)
    find(
      "not-subscribed",
      `${formatCounted(judged.unsubscribed, "subscription was", "subscriptions were")} never answered`,
    );
  for (const [words, count] of Object.entries(judged.grants)) find("not-granted", `${formatWhole(count)} × ${words}`);
  if (judged.earlyEnd === null && judged.account !== null) findNothing(judged.account, find);
  if (judged.earlyEnd === null && judged.isOpenLoop) {
    findLateness(judged, find);
    findReadLag(judged, find);
  }
  return faults;
}

/** In an open loop the schedule is the measure of the generator. */
function findLateness(judged: Judged, find: (code: string, text: string) => void): void {
  const why = whyLate(judged);
  const { pacingDelayP99Ns, due, pacedWithinMeasure, eventLoopDelayP99Ns, threadCpu } = judged;
  if (pacingDelayP99Ns !== null && pacingDelayP99Ns > limits.pacingDelayP99Ns) {
    const limit = `limit ${formatMs(limits.pacingDelayP99Ns)}`;
    find("late", `pacing delay p99 ${formatMs(pacingDelayP99Ns)}, ${limit}: mqbench was late; ${why}`);
  }
  const share = due === null || due === 0 ? 1 : pacedWithinMeasure / due;
  if (due !== null && judged.intended < due) {
    find(
      "rate-missed",
      `mqbench took up ${formatWhole(judged.intended)} of the ${formatCounted(due, "message")} due; ${why}`,
    );
  } else if (due !== null && share < limits.achievedShare) {
    const took = `mqbench took up ${formatWhole(pacedWithinMeasure)} of the ${formatCounted(due, "message")} due while measure lasted`;
    find("rate-missed", `${took} (${formatPercent(share)}, limit ${formatPercent(limits.achievedShare)}); ${why}`);
  }
  if (eventLoopDelayP99Ns > limits.eventLoopDelayP99Ns) {
    const limit = `limit ${formatMs(limits.eventLoopDelayP99Ns)}`;
    find(
      "event-loop-late",
      `event-loop delay p99 ${formatMs(eventLoopDelayP99Ns)}, ${limit}: mqbench was held up; ${why}`,
    );
  }
  if (threadCpu !== null && threadCpu > limits.threadCpu) {
    const used = `a sending thread used ${threadCpu.toFixed(2)} of a core, limit ${limits.threadCpu}`;
    find("generator-busy", `${used}: mqbench was the bottleneck; ${why}`);
  }
}

function findDoubts(judged: Judged): readonly Note[] {
  const doubts: Note[] = [];
  const doubt = (code: string, text: string): void => void doubts.push({ code, text });
  if (judged.differences.length > 0)
    doubt("ledger-differs", `packets counted differ from the prediction: ${judged.differences.join("; ")}`);
  if (judged.unreconciledConnections > 0) {
    doubt(
      "unreconciled",
      `bytes counted differ from the socket's on ${formatCounted(judged.unreconciledConnections, "connection")}`,
    );
  }
  if (judged.clampedLatencies > 0) {
    doubt(
      "clamped",
      `${formatWhole(judged.clampedLatencies)} latencies were below 0 or above one hour and count at that edge`,
    );
  }
  for (const problem of judged.probeProblems) doubt("probe", problem);
  if (Object.keys(judged.dropped).length > 0 && judged.isDropExpected)
    doubt("dropped", `connections dropped and made again${causes(judged.dropped)}`);
  if (Object.keys(judged.failed).length > 0)
    doubt("not-connected", `some clients did not connect${causes(judged.failed)}`);
  const strays = Object.values(judged.strays).reduce((sum, count) => sum + count, 0);
  if (strays > 0) {
    const what = `${formatWhole(strays)} acknowledgements matched no message in flight, or came again, and changed nothing`;
    doubt("strays", `${what}: the broker acknowledges twice, or what was not sent${causes(judged.strays)}`);
  }
  doubtDeliveries(judged, doubt);
  if (judged.brokerDropped !== null && judged.brokerDropped > 0)
    doubt("broker-dropped", `the broker says that it dropped ${formatCounted(judged.brokerDropped, "message")}`);
  if (judged.brokerRunDelay !== null && judged.brokerRunDelay > limits.brokerRunDelay) {
    const waited = `${formatNumber(judged.brokerRunDelay * 1000)} ms in each second of measure`;
    const others = judged.machine === null ? "" : ` (${othersUsed(judged.machine)})`;
    doubt(
      "broker-starved",
      `the broker's threads, added up, waited for a CPU ${waited}: its latencies are partly this machine's${others}`,
    );
  }
  if (!judged.isOpenLoop && judged.threadCpu !== null && judged.threadCpu > limits.threadCpu) {
    const used = `${judged.threadCpu.toFixed(2)} of a core`;
    doubt(
      "generator-busy",
      `in a closed loop mqbench sent as fast as it could (${used}): its own work is part of every latency`,
    );
  }
  if (judged.earlyEnd === null) doubtReadLag(judged, doubt);
  doubtClosedLoop(judged, doubt);
  doubtLatencies(judged, doubt);
  doubtTrend(judged, doubt);
  return doubts;
}

function doubtLatencies(judged: Judged, doubt: (code: string, text: string) => void): void {
  const delay = judged.publishDelayP50Ns;
  if (delay === null || !judged.isOpenLoop) return;
  const { pacingDelayP50Ns: pacing, overruns } = judged;
  // The broker's part, where most messages waited for it: a share of a latency would blame mqbench for it.
  if (overruns > 0 && pacing !== null && delay > 2 * Math.max(pacing, limits.waitedNs)) {
    doubt(
      "window-full",
      `publish delay p50 ${formatMs(delay)} is mostly waiting for a free place in the window or for the connection (mqbench's own pacing delay p50 is ${formatMs(pacing)}): service time leaves this wait out, publish latency counts it`,
    );
    return;
  }
  const large = Object.entries(judged.latencyP50Ns).flatMap(([title, latency]) =>
    latency !== null && delay > latency * limits.publishDelayShare
      ? [`${formatPercent(delay / latency)} of ${title} p50`]
      : [],
  );
  if (large.length === 0) return;
  doubt(
    "publish-delay",
    `publish delay p50 ${formatMs(delay)} (mqbench's own) is ${large.join(" and ")}: compare by service time`,
  );
}

/** Stationary: no trend through measure. */
function doubtTrend(judged: Judged, doubt: (code: string, text: string) => void): void {
  const risen = [
    // In a closed loop inflight is the window: no more can pile up there.
    ...(judged.isOpenLoop ? [rise("messages inflight and waiting", judged.backlog, judged.offeredPerSecond)] : []),
    rise("deliveries not yet released", judged.unreleased, judged.offeredPerSecond),
  ].filter((text) => text !== null);
  if (risen.length > 0) {
    const what = risen.join(", ");
    const why = judged.wereAwayAsAsked ? "while clients were away, as the scenario asks" : "the broker falls behind";
    doubt("not-stationary", `${what} through measure: ${why}, percentiles depend on the duration`);
    return;
  }
  const changed = Object.entries(judged.latencySeriesNs).flatMap(([title, series]) => {
    const [first, second] = halves(series);
    const differs = Math.max(first, second) > Math.min(first, second) * limits.trend;
    return differs && Math.abs(first - second) > limits.trendLatencyNs
      ? [
          `the median ${title} was ${formatMs(first)} in the first half of measure and ${formatMs(second)} in the second`,
        ]
      : [];
  });
  if (changed.length > 0) doubt("not-stationary", `${changed.join(", ")}: percentiles depend on the duration`);
}

/** In words, when the second half has clearly more; a tenth of a second's worth is noise. */
function rise(what: string, values: readonly number[], perSecond: number): string | null {
  const [before, after] = halves(values);
  const isClear = after - before > perSecond / 10 && after > before * limits.trend;
  return isClear ? `${what} rose from ${formatWhole(before)} to ${formatWhole(after)}` : null;
}

/** Medians of the first and the second half; equal when there are too few values to tell. */
function halves(values: readonly number[]): readonly [number, number] {
  if (values.length < 6) return [0, 0];
  const middle = Math.floor(values.length / 2);
  return [median(values.slice(0, middle)), median(values.slice(-middle))];
}

function causes(counts: Readonly<Record<string, number>>): string {
  const entries = Object.entries(counts).toSorted(([, a], [, b]) => b - a);
  return entries.length === 0
    ? ""
    : `: ${entries.map(([cause, count]) => `${formatWhole(count)} × ${cause}`).join(", ")}`;
}
