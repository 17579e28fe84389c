/** What a trial of churn found: a row a group of devices, and the metrics of all together. Pure. */
import { formatCount, formatMs } from "../../../format.ts";
import { churnCounts } from "../../../result/loads/churn.ts";
import type { ChurnRow } from "../../../result/loads/churn.ts";
import type { Note } from "../../../result/schema.ts";
import { limits } from "../../../rules/validity.ts";
import type { ChurnLoad } from "../../../scenario/loads/churn.ts";
import type { Scenario } from "../../../scenario/scenario.ts";
import { addCounts } from "../../account/count-clients.ts";
import { valueMetrics } from "../../../result/value-metrics.ts";
import type { Metrics } from "../../account/figures.ts";
import { Latencies } from "../../stepwise/latencies.ts";
import type { Visit, VisitLog } from "./visit-log.ts";

export interface Churned {
  readonly scenario: Scenario;
  readonly load: ChurnLoad;
  readonly log: VisitLog;
  /** Receivers of a device's message, by device. */
  readonly audiences: readonly (readonly number[])[];
  /** When nobody waited any more. */
  readonly endNs: number;
}

export function rowsOf({ scenario, log, audiences, endNs }: Churned): readonly ChurnRow[] {
  return scenario.sensors.map(({ name, count: devices, qos }, group) => {
    const due = log.visits.filter((visit) => visit.isMeasured && visit.group === group);
    const begun = due.filter(({ begunNs }) => begunNs !== null);
    const own = log.messages.filter(({ visit }) => visit.isMeasured && visit.group === group);
    const [expected, delivered, seen] = own.reduce(
      ([wanted, first, all], { visit, seen: by }) => [
        wanted + (audiences[visit.device]?.length ?? 0),
        first + by.size,
        all + [...by.values()].reduce((sum, times) => sum + times, 0),
      ],
      [0, 0, 0],
    );
    return {
      name,
      devices,
      qos,
      due: due.length,
      begun: begun.length,
      waited: due.filter(({ hasWaited }) => hasWaited).length,
      connected: begun.filter(({ connectedNs }) => connectedNs !== null).length,
      failed: { ...addCounts(due.map(failureOf).map((failure) => (failure === null ? {} : { [failure]: 1 }))) },
      shortestNs: shortestOf(log.visits.filter((visit) => visit.group === group)),
      sessionsLost: begun.filter(({ hasLostSession }) => hasLostSession).length,
      sent: own.length,
      expected,
      delivered,
      lost: expected - delivered,
      duplicate: seen - delivered,
      connectTime: timesOf(due, ({ connectedNs }) => connectedNs, endNs),
      visitTime: timesOf(due, ({ doneNs }) => doneNs, endNs),
    };
  });
}

export function metricsOf(rows: readonly ChurnRow[], { scenario, load, log, endNs }: Churned): Metrics {
  const due = log.visits.filter(({ isMeasured }) => isMeasured);
  // What waited for its device says nothing of mqbench's own delay.
  const prompt = due.filter(({ hasWaited, begunNs }) => !hasWaited && begunNs !== null);
  const times = {
    connectDelay: timesOf(prompt, ({ begunNs }) => begunNs, endNs),
    connectTime: timesOf(due, ({ connectedNs }) => connectedNs, endNs),
    visitTime: timesOf(due, ({ doneNs }) => doneNs, endNs),
  };
  const isHeard = load.messages > 0 && scenario.subscribers.length > 0;
  const metrics: Metrics = valueMetrics({
    ...churnCounts(rows, isHeard),
    connectRate: connectRate(due),
  });
  for (const [name, histogram] of Object.entries(times)) if (histogram !== null) metrics[name] = histogram;
  return metrics;
}

/** Why a visit did not come to the end of its messages, in words; null: it did. */
function failureOf({ begunNs, doneNs, failure }: Visit): string | null {
  if (failure !== null) return failure;
  if (begunNs === null) return "not begun: its device was still there when the trial ended";
  return doneNs === null ? "not at its end when the trial ended" : null;
}

/** The visit that kept its device for the shortest time, of warm-up too, in ns; null: none came to its end. */
function shortestOf(visits: readonly Visit[]): number | null {
  let shortestNs = Number.POSITIVE_INFINITY;
  for (const { begunNs, leftNs } of visits)
    if (begunNs !== null && leftNs !== null) shortestNs = Math.min(shortestNs, leftNs - begunNs);
  return Number.isFinite(shortestNs) ? shortestNs : null;
}

/** As every load is held to its schedule. */
export function findLate(metrics: Metrics): readonly Note[] {
  const delay = metrics["connectDelay"];
  const p99 = delay?.kind === "histogram" ? (delay.percentiles["p99"] ?? 0) : 0;
  if (p99 <= limits.pacingDelayP99Ns) return [];
  const text = `connect delay p99 ${formatMs(p99)}, limit ${formatMs(limits.pacingDelayP99Ns)}: mqbench was late; use a lower rate`;
  return [{ code: "late", text }];
}

/** Connects that this machine could not make say nothing of the broker. */
export function findShortage(rows: readonly ChurnRow[]): readonly Note[] {
  const causes = rows.flatMap(({ failed }) => Object.entries(failed)).filter(([cause]) => ofThisMachine.test(cause));
  const [first] = causes;
  if (first === undefined) return [];
  const times = causes.reduce((sum, [, count]) => sum + count, 0);
  const text = `${formatCount(times)} connects failed on this machine, not at the broker: ${first[0]}; use a lower rate, or a shorter load.for`;
  return [{ code: "generator-busy", text }];
}

/** As the causes of failures begin. */
const ofThisMachine = /^no (?:source port|file descriptor) left/u;

/** From the first to the last CONNACK; undefined: too few to have a rate. */
function connectRate(due: readonly Visit[]): number | undefined {
  let [first, last, accepted] = [Number.POSITIVE_INFINITY, 0, 0];
  for (const { connectedNs } of due) {
    if (connectedNs === null) continue;
    [first, last, accepted] = [Math.min(first, connectedNs), Math.max(last, connectedNs), accepted + 1];
  }
  return accepted < 2 || last === first ? undefined : ((accepted - 1) / (last - first)) * 1e9;
}

/** What never came to it has taken until the end at least. */
function timesOf(visits: readonly Visit[], atOf: (visit: Visit) => number | null, endNs: number) {
  const times = new Latencies();
  for (const visit of visits) {
    const atNs = atOf(visit);
    if (atNs === null) times.never(Math.max(0, endNs - visit.intendedNs));
    else times.record(atNs - visit.intendedNs);
  }
  return times.summary();
}
