/** Puts what was measured of a trial before the rules: may it be believed? Pure. */
import type { ValueName } from "../../metrics/catalogue.ts";
import type { Trial } from "../../result/schema.ts";
import { readStrays } from "../../mqtt/wire/ledger.ts";
import { judgeTrial } from "../../rules/validity.ts";
import type { Account } from "../../rules/nothing-done.ts";
import type { Judged } from "../../rules/validity.ts";
import { rowOf } from "../../scenario/loads.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import type { PlannedTrial } from "../../scenario/planning/plan.ts";
import { addCounts } from "./count-clients.ts";
import type { Clients } from "./count-clients.ts";
import type { Metrics } from "./figures.ts";
import { cutsOf } from "./faults/link-result.ts";
import { wereAway } from "./faults/own-faults.ts";
import { countedNs } from "./observations.ts";
import { busiestThreadCpu, worstEventLoopDelayNs, worstRunDelay } from "./thread-health.ts";
import type { Observations } from "./observations.ts";

interface JudgedTrial {
  readonly planned: PlannedTrial;
  readonly observed: Observations;
  readonly metrics: Metrics;
  readonly section: Trial["load"];
  readonly clients: Clients;
  readonly machine: Trial["machine"];
}

export function judge({
  planned,
  observed,
  metrics,
  section,
  clients,
  machine,
}: JudgedTrial): ReturnType<typeof judgeTrial> {
  const { scenario } = planned.case;
  const { totals, series, reports, health } = observed;
  const backlog = zip(series.column("inflight", "measure"), series.column("waiting", "measure"));
  // What a threshold ended is as true as the rest, and was not to be sent to its end.
  const isWhole = observed.earlyEnd?.kind !== "threshold failed";
  const dueInMeasure = isWhole && planned.case.isCertain ? (planned.case.messages?.measure ?? null) : null;
  return judgeTrial({
    account: isWhole ? accountOf(metrics, observed, scenario) : null,
    isOpenLoop: scenario.sensors.every(({ schedule }) => schedule.kind !== "closed"),
    due: dueInMeasure,
    intended: totals.measured("intended"),
    pacedWithinMeasure: totals.measured("pacedWithinMeasure"),
    pacingDelayP99Ns: totals.withUnended("pacingDelay")?.percentile(99) ?? null,
    eventLoopDelayP99Ns: worstEventLoopDelayNs(health),
    readLag: readLagOf(observed, scenario),
    threadCpu: busiestThreadCpu(health),
    threadRunDelay: worstRunDelay(health),
    machine: machine ?? null,
    clients: {
      planned: clients.planned,
      connected: clients.connected,
      atLeastShare: scenario.connect.atLeastShare,
    },
    missingReports: observed.missing,
    failed: clients.failed,
    dropped: clients.dropped,
    isDropExpected: scenario.session.reconnect !== null || hasCuts(scenario),
    wereAwayAsAsked: wereAwayAsAsked(observed),
    grants: addCounts(reports.map(({ grants }) => grants)),
    unsubscribed: reports.reduce((sum, { unsubscribed }) => sum + unsubscribed, 0),
    earlyEnd: describeEarlyEnd(observed.earlyEnd),
    differences: observed.missing > 0 ? [] : explained(section, metrics),
    unreconciledConnections: section.ledger.unreconciledConnections,
    clampedLatencies: totals.clamped,
    probeProblems: series.problems(),
    strays: addCounts(reports.map(({ strays }) => readStrays(strays))),
    foreign: {
      count: totals.all("foreign"),
      retained: totals.all("foreignRetained"),
      perSecond: (totals.all("foreignWithinMeasure") / Math.max(1, countedNs(observed.loaded) ?? 1)) * 1e9,
    },
    altered: {
      topic: totals.all("alteredTopic"),
      length: totals.all("alteredLength"),
      content: totals.all("alteredContent"),
    },
    brokerDropped: brokerDropped(observed, scenario.broker.kind === "managed"),
    brokerRunDelay: valueOf(metrics, "brokerRunDelay"),
    publishDelayP50Ns: totals.withUnended("publishDelay")?.percentile(50) ?? null,
    pacingDelayP50Ns: totals.withUnended("pacingDelay")?.percentile(50) ?? null,
    overruns: valueOf(metrics, "overruns") ?? 0,
    latencyP50Ns: {
      "publish latency": totals.withUnended("publishLatency")?.percentile(50) ?? null,
      "end-to-end latency": totals.withUnended("endToEndLatency")?.percentile(50) ?? null,
    },
    backlog,
    unreleased: series.column("inflightIn", "measure"),
    latencySeriesNs: {
      "publish latency": series.column("publishLatency.p50", "measure"),
      "end-to-end latency": series.column("endToEndLatency.p50", "measure"),
    },
    offeredPerSecond: valueOf(metrics, "offeredRate") ?? 0,
    closedLoop: closedLoopOf(scenario, reports),
  });
}

function accountOf(metrics: Metrics, { link }: Observations, { sensors }: Scenario): Account {
  const heldBytes = link?.report.heldBytes ?? 0;
  // A ping or an acknowledgement is less than the smallest PUBLISH, which has 5 bytes besides its payload.
  const isMessage = heldBytes >= 5 + Math.min(...sensors.map(({ payload }) => payload.bytes));
  return {
    intended: valueOf(metrics, "intended"),
    sent: valueOf(metrics, "sent"),
    acknowledged: valueOf(metrics, "acknowledged"),
    refused: valueOf(metrics, "refused"),
    unfinished: valueOf(metrics, "unfinished"),
    expectedDeliveries: valueOf(metrics, "expectedDeliveries"),
    delivered: valueOf(metrics, "delivered"),
    altered: valueOf(metrics, "altered"),
    heldByLink: isMessage ? heldBytes : null,
  };
}

/** null: the load is not probed. */
function readLagOf({ totals, answererEnded }: Observations, { load }: Scenario): Judged["readLag"] {
  if (rowOf(load).traits.course !== "phases") return null;
  const lags = totals.merged("readLag");
  return {
    probes: lags?.count ?? 0,
    p50Ns: lags?.percentile(50) ?? null,
    p99Ns: lags?.isKnown(99) === true ? lags.percentile(99) : null,
    answererEnded,
  };
}

function closedLoopOf({ load, sensors }: Scenario, reports: Observations["reports"]): Judged["closedLoop"] {
  if (!rowOf(load).traits.isScheduled || sensors.every(({ schedule }) => schedule.kind !== "closed")) return null;
  const gaps = reports.flatMap(({ longestGapNs }) => (longestGapNs === null ? [] : [longestGapNs]));
  return { longestGapNs: gaps.length === 0 ? null : Math.max(...gaps) };
}

/** Connections that the scenario itself has cut are no fault. */
function hasCuts({ sensors, subscribers }: Scenario): boolean {
  return [...sensors, ...subscribers].some(({ link }) => link !== null && link.cut !== null);
}

function wereAwayAsAsked({ loaded: { times }, link, outages, restart, prefix }: Observations): boolean {
  if (times === null) return false;
  return wereAway({ outages, restart }, link === null ? [] : cutsOf(link, prefix), times);
}

/** Messages that the broker dropped, by its own count, since before the first connection; null: it does not say. A fresh broker has dropped none before. */
function brokerDropped({ start, series }: Observations, isFresh: boolean): number | null {
  const first = start.broker.gauges.droppedMessages ?? (isFresh ? 0 : null);
  return first === null ? null : series.rise("brokerDropped", first);
}

/** The ledger's differences, and what else happened that explains them. */
function explained(section: Trial["load"], metrics: Metrics): readonly string[] {
  if (!("agrees" in section.ledger) || section.ledger.agrees) return [];
  const causes = (["unsent", "refused", "unfinished", "lost", "altered", "duplicate", "dropped"] as const).flatMap(
    (name) => {
      const count = valueOf(metrics, name) ?? 0;
      return count > 0 ? [`${name} ${count}`] : [];
    },
  );
  return causes.length === 0
    ? section.ledger.differences
    : [...section.ledger.differences, `(because of: ${causes.join(", ")})`];
}

function describeEarlyEnd(earlyEnd: Observations["earlyEnd"]): Judged["earlyEnd"] {
  if (earlyEnd === null || earlyEnd.kind === "threshold failed") return null;
  const when = `${(earlyEnd.afterNs / 1e9).toFixed(1)} s into ${earlyEnd.phase}`;
  switch (earlyEnd.kind) {
    case "interrupted":
      return { words: `interrupted ${when}`, isOwn: false };
    case "broker ended":
    case "level not reached":
      return { words: `${earlyEnd.how}, ${when}`, isOwn: false };
    case "link ended":
    case "worker ended":
      return { words: `${earlyEnd.how}, ${when}`, isOwn: true };
    case "no connection left":
      return { words: `no connection was left ${when}`, isOwn: false };
  }
}

function valueOf(metrics: Metrics, name: ValueName): number | null {
  const metric = metrics[name];
  return metric?.kind === "value" ? metric.value : null;
}

function zip(a: readonly number[], b: readonly number[]): readonly number[] {
  return a.map((value, index) => value + (b[index] ?? 0));
}
