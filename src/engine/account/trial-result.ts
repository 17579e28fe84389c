/** From what was observed to what a result keeps of a trial: figures, accounts, ledger, verdicts. Pure. */
import { isOwnBroker } from "../../broker/facts/broker-spec.ts";
import type { ValueName } from "../../metrics/catalogue.ts";
import type { BrokerFacts, Note, Trial } from "../../result/schema.ts";
import { valueMetrics } from "../../result/value-metrics.ts";
import { describeMachine } from "./machine-use.ts";
import { judgeAgents } from "../../rules/agents.ts";
import { withBroken } from "../../rules/abort.ts";
import type { BrokenThreshold } from "../../rules/abort.ts";
import { evaluateThresholds } from "../../rules/thresholds.ts";
import { placeText } from "../../scenario/document/mistake.ts";
import type { PlannedTrial } from "../../scenario/planning/plan.ts";
import { histogramMetrics } from "./figures.ts";
import type { Metrics } from "./figures.ts";
import type { DescribedLoad } from "./described-load.ts";
import { countedNs } from "./observations.ts";
import type { Observations, PhaseName } from "./observations.ts";
import { countClients } from "./count-clients.ts";
import { everyAccount, withoutReadLag } from "./less-read-lag.ts";
import { describeLink, linkWarnings } from "./faults/link-result.ts";
import { aliasWarnings, describeAgreed, discardWarnings, optionWarnings, quotaWarnings } from "./connections/agreed.ts";
import { connectionValues, describeConnecting } from "./connections/connection-cost.ts";
import { judge } from "./judge.ts";
import { promiseWarnings } from "./lost-acknowledged.ts";
import { describeRecovery, forgottenWarnings } from "./faults/recovery-result.ts";
import { matchSensors } from "../../scenario/audiences.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { describeRefusals, noSubscriberWarnings } from "./refusals.ts";
import { describeRestart, restartWarnings } from "./faults/restart-result.ts";
import { memoryWarnings } from "./memory-warnings.ts";
import { worstEventLoopDelayNs, worstRunDelay } from "./thread-health.ts";
import type { Series } from "./series.ts";
import type { ShardReport } from "../messages.ts";

/** `phase`: whose peaks of broker and generator are told. */
export function describeTrial(
  planned: PlannedTrial,
  broker: BrokerFacts,
  observed: Observations,
  load: DescribedLoad,
  phase: PhaseName,
): Trial {
  const { scenario } = planned.case;
  const clients = countClients(scenario, observed);
  const link = observed.link === null ? null : describeLink(scenario, observed.totals, observed.prefix, observed.link);
  const recovery = describeRecovery(observed.outages, addReconnecting(observed.reports), addResent(observed.reports));
  const brokerRestart = describeRestart(observed.restart, observed.outages);
  const metrics = metricsOf({ scenario, observed, load, phase, clients, link, recovery });
  const { measure } = observed.loaded;
  const isOurs = isOwnBroker(scenario.broker);
  const machine = measure === null ? undefined : describeMachine(measure.from, measure.to, isOurs);
  const judgement = judge({ planned, observed, metrics, section: load.section, clients, machine });
  const { warnings } = judgement;
  const agents = judgeHosting(observed);
  const invalidBecause = [...judgement.invalidBecause, ...agents.invalidBecause, ...load.faults];
  const connecting = describeConnecting(observed);
  const agreed = describeAgreed(observed.reports);
  const memoryTrend = observed.series.trendOf("generatorRss", "measure");
  const broken = observed.earlyEnd?.kind === "threshold failed" ? observed.earlyEnd.broken : null;
  const told = describeRefusals(
    observed.reports.flatMap(({ refusals }) => refusals),
    scenario.protocol,
    observed.prefix,
  );
  return {
    case: planned.case.id,
    trial: planned.trial,
    startedAt: observed.startedAt.toISOString(),
    phasesNs: { ...observed.phasesNs },
    broker,
    valid: invalidBecause.length === 0,
    invalidBecause,
    warnings: [
      ...warnings,
      ...agents.warnings,
      ...promiseWarnings({ metrics, ...clients, load: load.section }, scenario),
      ...load.warnings,
      ...discardWarnings(scenario),
      ...quotaWarnings(scenario, observed.reports),
      ...optionWarnings(observed.totals),
      ...aliasWarnings(scenario, observed.reports),
      ...noSubscriberWarnings(told, isDeliveryDue(scenario)),
      ...linkWarnings(link),
      ...restartWarnings(brokerRestart),
      ...forgottenWarnings(observed.outages, scenario.session),
      ...endWarnings(broken),
      ...memoryWarnings(memoryTrend),
    ],
    sensors: clients.sensors,
    subscribers: clients.subscribers,
    metrics,
    load: load.section,
    link,
    recovery,
    ...told,
    ...(agreed.length > 0 && { agreed }),
    ...(connecting !== undefined && { connecting }),
    ...(brokerRestart !== undefined && { brokerRestart }),
    ...(machine !== undefined && { machine }),
    ...describeMemory(memoryTrend),
    ...(observed.agents !== null && { agents: observed.agents }),
    ...(observed.missing > 0 && { missingReports: observed.missing }),
    series: observed.series.toResult(),
    thresholds: [
      ...withBroken(
        evaluateThresholds(scenario, withOutages(metrics, observed.missing), metricsByGroup(load)),
        scenario,
        broken,
      ),
    ],
  };
}

/** Nothing to say where every shard was this machine's own, or where one of them did not tell all. */
function judgeHosting({ agents, totals, loaded, missing }: Observations): ReturnType<typeof judgeAgents> {
  const measureNs = countedNs(loaded);
  if (agents === null || measureNs === null || missing > 0) return { invalidBecause: [], warnings: [] };
  const merged = {
    sent: totals.measured("sent"),
    acknowledged: totals.measured("acknowledged"),
    delivered: totals.measured("delivered"),
  };
  return judgeAgents({ ...agents, merged, measureNs });
}

interface MetricsParts {
  readonly scenario: Scenario;
  readonly observed: Observations;
  readonly load: DescribedLoad;
  readonly phase: PhaseName;
  readonly clients: ReturnType<typeof countClients>;
  readonly link: Trial["link"];
  readonly recovery: Trial["recovery"];
}

function metricsOf({ scenario, observed, load, phase, clients, link, recovery }: MetricsParts): Metrics {
  return {
    ...histogramMetrics(
      (metric) => observed.totals.merged(metric),
      (metric) => observed.totals.mergedUnended(metric),
      (metric) => withoutReadLag(observed.totals, scenario, everyAccount(scenario), metric),
    ),
    ...load.metrics,
    ...valueMetrics({
      ...resourceValues(observed, phase),
      ...connectionValues(observed),
      serviceTimeLessLink: link?.groups.find(({ role }) => role === "sensor")?.serviceTimeLessLinkNs ?? undefined,
      outages: recovery?.outages,
      recoveryPacketsPerOutage: recovery?.packetsPerOutage,
      recoveryBytesPerOutage: recovery?.bytesPerOutage,
      connected: clients.connected ?? undefined,
      dropped: observed.missing > 0 ? undefined : total(clients.dropped),
    }),
  };
}

/** undefined: measure was too short for one. */
function describeMemory(trend: ReturnType<Series["trendOf"]>): Pick<Trial, "generatorMemory"> {
  return trend === undefined
    ? {}
    : { generatorMemory: { bytesPerMinute: trend.perMinute, isDistinct: trend.isDistinct } };
}

function isDeliveryDue(scenario: Scenario): boolean {
  return matchSensors(scenario).some((receivers) => receivers.length > 0);
}

function metricsByGroup({ section }: DescribedLoad): ReadonlyMap<string, Metrics> {
  return new Map("network" in section ? section.groups.map(({ name, metrics }) => [name, metrics]) : []);
}

/** A trial in which no connection was lost has no figures of recovery; that there was no outage is known all the same. */
function withOutages(metrics: Metrics, missing: number): Metrics {
  return missing > 0 ? metrics : { ...valueMetrics({ outages: 0 }), ...metrics };
}

function endWarnings(broken: BrokenThreshold | null): readonly Note[] {
  if (broken === null) return [];
  const { text, position } = broken.threshold;
  const where = position === null ? "" : `${placeText(position)}: `;
  const when = `${(broken.afterNs / 1e9).toFixed(1)} s into measure`;
  const then = "sending was stopped, what had been sent was drained, and no further trial was begun";
  return [{ code: "ended-by-threshold", text: `${where}${text} failed ${when} and ended the run: ${then}` }];
}

function resourceValues(
  { loaded: { measure }, series, health }: Observations,
  phase: PhaseName,
): Partial<Record<ValueName, number | undefined>> {
  if (measure === null) return {};
  const { from, to } = measure;
  const wallNs = to.atNs - from.atNs;
  const [before, after] = [from.broker.process, to.broker.process];
  const peak = (column: Parameters<typeof series.column>[0]): number | undefined => {
    const values = series.column(column, phase);
    return values.length === 0 ? undefined : Math.max(...values);
  };
  return {
    brokerCpuPeak: peak("brokerCpu"),
    brokerRssPeak: peak("brokerRss"),
    brokerHeapPeak: peak("brokerHeap"),
    brokerInflightPeak: peak("brokerInflight"),
    brokerRunDelay: before === null || after === null ? undefined : (after.runDelayNs - before.runDelayNs) / wallNs,
    generatorCpu: (to.generator.cpuNs - from.generator.cpuNs) / wallNs,
    generatorRssPeak: peak("generatorRss"),
    sendingRunDelay: worstRunDelay(health) ?? undefined,
    eventLoopDelay: health.length === 0 ? undefined : worstEventLoopDelayNs(health),
  };
}

/** Packets and bytes sent again, by packet type; a type that was not sent again is left out. */
function addResent(reports: readonly ShardReport[]): Record<string, { packets: number; bytes: number }> {
  return Object.fromEntries(
    (["PUBLISH", "PUBREL"] as const).flatMap((name) => {
      const add = (what: "packets" | "bytes"): number =>
        reports.reduce((sum, { resent }) => sum + resent[name][what], 0);
      return add("packets") === 0 ? [] : [[name, { packets: add("packets"), bytes: add("bytes") }]];
    }),
  );
}

function addReconnecting(reports: readonly ShardReport[]): { readonly packets: number; readonly bytes: number } {
  const add = (what: "packets" | "bytes"): number =>
    reports.reduce((sum, { reconnecting }) => sum + reconnecting[what], 0);
  return { packets: add("packets"), bytes: add("bytes") };
}

function total(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
