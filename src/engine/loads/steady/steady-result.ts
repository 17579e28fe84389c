/** The steady load's part of a result: figures of all groups together, and of each. Pure. */
import type { ValueName } from "../../../metrics/catalogue.ts";
import { valueMetrics } from "../../../result/value-metrics.ts";
import { firstSensors, receiversOf } from "../../../scenario/fleet.ts";
import { PayloadLengths } from "../../../scenario/planning/payload-lengths.ts";
import type { Scenario } from "../../../scenario/scenario.ts";
import type { DescribedLoad } from "../../account/described-load.ts";
import { socketValues } from "../../account/connections/connection-cost.ts";
import { accountValues, addDeliveries, costValues, histogramMetrics } from "../../account/figures.ts";
import type { Metrics } from "../../account/figures.ts";
import { withoutReadLag } from "../../account/less-read-lag.ts";
import { addLostAcknowledged, countLostAcknowledged } from "../../account/lost-acknowledged.ts";
import {
  countedOfGroup,
  isIdentifiable,
  joinDeliveries,
  reconcileLedger,
  sentBySensor,
} from "../../account/reconcile.ts";
import type { Deliveries, JoinedDeliveries } from "../../account/reconcile.ts";
import type { Totals } from "../../account/totals.ts";
import { describeShares, shareWarnings } from "../../account/seen/shares.ts";
import { countedNs } from "../../account/observations.ts";
import type { Observations } from "../../account/observations.ts";
import { describeAsked } from "./unanswered.ts";

type Values = Partial<Record<ValueName, number | undefined>>;

export function describeSteady(scenario: Scenario, observed: Observations): DescribedLoad {
  const { totals, reports } = observed;
  const ledger = reconcileLedger(scenario, reports, observed.earlyEnd === null);
  const deliveries =
    receiversOf(scenario).length === 0 || observed.missing > 0
      ? null
      : joinDeliveries(scenario, reports, totals.all("unidentified"));
  const inAll = deliveries === null ? null : addDeliveries(deliveries);
  const { times } = observed.loaded;
  const shares = deliveries === null || times === null ? [] : describeShares({ scenario, reports, times });
  const lostAcknowledged = deliveries === null ? [] : countLostAcknowledged(scenario, reports);
  const everyGroup = scenario.sensors.map((_, group) => group);
  // What a lost worker counted is missing from every count of packets.
  const costs =
    observed.missing > 0
      ? {}
      : costValues(ledger.counted, {
          sent: totals.measured("sent"),
          delivered: (inAll?.delivered ?? 0) + (inAll?.again ?? 0) + totals.measured("duplicate"),
          payloadSent: payloadBytes(scenario, reports, (group) => totals.counter(group + 1, "sent")),
          payloadDelivered: payloadDelivered(scenario, observed, deliveries),
        });
  const asked = describeAsked(observed);
  const oldest = reports.flatMap(({ oldestUnfinishedNs }) => (oldestUnfinishedNs === null ? [] : [oldestUnfinishedNs]));
  return {
    section: {
      kind: "steady",
      groups: scenario.sensors.map(({ name, qos }, group) => ({
        name,
        qos,
        metrics: {
          ...groupMetrics(scenario, observed, deliveries, group),
          ...valueMetrics({ lostAcknowledged: lostAcknowledged[group] ?? undefined }),
        },
      })),
      ledger,
      network: observed.network,
      oldestUnfinishedNs: oldest.length === 0 ? null : Math.max(...oldest),
      deliveriesIdentified: deliveries?.unidentified === null,
      ...(shares.length > 0 && { shares }),
      ...(observed.loaded.stages !== undefined && { stages: observed.loaded.stages }),
      ...asked.section,
      ...withinMeasure(observed, scenario),
    },
    metrics: valueMetrics({
      ...accountValues(totals, scenario, everyGroup, inAll),
      ...(deliveries !== null && { lostAcknowledged: addLostAcknowledged(scenario, lostAcknowledged) }),
      ...(deliveries !== null && { foreignDeliveries: totals.all("foreign") }),
      ...rateValues(observed, scenario, everyGroup),
      ...costs,
      ...perMessage(observed),
      ...socketValues(scenario, observed),
    }),
    faults: asked.faults,
    warnings: [...shareWarnings(shares), ...asked.warnings],
  };
}

/** Every latency, account, rate and cost that the messages of one group have by themselves. */
function groupMetrics(
  scenario: Scenario,
  observed: Observations,
  deliveries: Deliveries | null,
  group: number,
): Metrics {
  const { totals, reports } = observed;
  const joined = deliveries?.groups[group] ?? null;
  const sent = totals.counter(group + 1, "sent");
  const delivered = arrivedOf(totals, joined, group);
  const bytes = meanPayloadBytes(scenario, reports, group);
  const costs =
    observed.missing > 0
      ? {}
      : costValues(countedOfGroup(reports, group), {
          sent,
          delivered: joined === null ? 0 : delivered,
          payloadSent: bytes * sent,
          payloadDelivered: bytes * delivered,
        });
  return {
    ...histogramMetrics(
      (metric) => totals.histogram(group + 1, metric),
      (metric) => totals.unended(group + 1, metric),
      (metric) => withoutReadLag(totals, scenario, [group + 1], metric),
    ),
    ...valueMetrics({
      ...accountValues(totals, scenario, [group], joined),
      ...rateValues(observed, scenario, [group]),
      ...costs,
    }),
  };
}

/** Deliveries of a group's messages, each as often as it came. */
function arrivedOf(totals: Totals, joined: JoinedDeliveries | null, group: number): number {
  return (joined?.delivered ?? 0) + (joined?.again ?? 0) + totals.counter(group + 1, "duplicate");
}

/** What was counted while measure lasted, of some groups, whichever phase each message was of. */
function countWithin({ totals }: Observations, scenario: Scenario, groups: readonly number[]) {
  const add = (of: readonly number[], name: "acknowledgedWithinMeasure" | "deliveredWithinMeasure"): number =>
    of.reduce((sum, group) => sum + totals.counter(group + 1, name), 0);
  const acknowledging = groups.filter((group) => (scenario.sensors[group]?.qos ?? 0) > 0);
  const isWhole = groups.length === scenario.sensors.length;
  const isTold = groups.every((group) => isIdentifiable(scenario, group));
  const hasDeliveries = receiversOf(scenario).length > 0 && (isWhole || isTold);
  // A delivery that does not say which message it is is of no group.
  const unidentified = isWhole ? totals.counter(0, "deliveredWithinMeasure") : 0;
  return {
    acknowledged: acknowledging.length === 0 ? null : add(acknowledging, "acknowledgedWithinMeasure"),
    delivered: hasDeliveries ? add(groups, "deliveredWithinMeasure") + unidentified : null,
  };
}

function withinMeasure(observed: Observations, scenario: Scenario) {
  const ns = countedNs(observed.loaded);
  if (ns === null || !observed.totals.isTold) return {};
  const everyGroup = scenario.sensors.map((_, group) => group);
  return { withinMeasure: { ns, ...countWithin(observed, scenario, everyGroup) } };
}

/** Counts ÷ the time they were counted over, exactly. */
function rateValues(observed: Observations, scenario: Scenario, groups: readonly number[]): Values {
  const ns = countedNs(observed.loaded);
  if (ns === null || ns <= 0 || !observed.totals.isTold) return {};
  const seconds = ns / 1e9;
  const { acknowledged, delivered } = countWithin(observed, scenario, groups);
  const intended = groups.reduce((sum, group) => sum + observed.totals.counter(group + 1, "intended"), 0);
  return {
    offeredRate: intended / seconds,
    acknowledgedRate: acknowledged === null ? undefined : acknowledged / seconds,
    deliveredRate: delivered === null ? undefined : delivered / seconds,
  };
}

function perMessage({ loaded: { measure }, totals }: Observations): Values {
  const sent = totals.measured("sent");
  if (measure === null || sent === 0) return {};
  const { from, to } = measure;
  const [before, after] = [from.broker.process, to.broker.process];
  return {
    brokerCpuPerMessage: before === null || after === null ? undefined : (after.cpuNs - before.cpuNs) / sent,
    generatorCpuPerMessage: (to.generator.cpuNs - from.generator.cpuNs) / sent,
  };
}

function payloadBytes(
  scenario: Scenario,
  reports: Observations["reports"],
  messagesOf: (group: number) => number,
): number {
  return scenario.sensors.reduce(
    (sum, _, group) => sum + meanPayloadBytes(scenario, reports, group) * messagesOf(group),
    0,
  );
}

/** Of the messages of measure that a group sent. */
function meanPayloadBytes(scenario: Scenario, reports: Observations["reports"], group: number): number {
  const { payload, count = 0 } = scenario.sensors[group] ?? {};
  if (payload?.template?.isVarying !== true) return payload?.bytes ?? 0;
  const lengths = new PayloadLengths(scenario, group);
  const [all, measured] = [sentBySensor(scenario, reports, "all"), sentBySensor(scenario, reports, "measured")];
  const firstOfGroup = firstSensors(scenario)[group] ?? 0;
  let [bytes, messages] = [0, 0];
  for (let numberInGroup = 0; numberInGroup < count; numberInGroup += 1) {
    const sensor = firstOfGroup + numberInGroup;
    const sent = measured[sensor] ?? 0;
    const of = { sensor, numberInGroup, first: (all[sensor] ?? 0) - sent, count: sent };
    for (const [length, times] of lengths.of(of)) bytes += length * times;
    messages += sent;
  }
  return messages === 0 ? 0 : bytes / messages;
}

/** undefined where groups of different sizes cannot be told apart. */
function payloadDelivered(
  scenario: Scenario,
  { totals, reports }: Observations,
  deliveries: Deliveries | null,
): number | undefined {
  const identified = payloadBytes(scenario, reports, (group) =>
    arrivedOf(totals, deliveries?.groups[group] ?? null, group),
  );
  const unidentified = deliveries?.unidentified?.delivered ?? 0;
  const sizes = new Set(
    scenario.sensors.flatMap(({ payload }, group) => (deliveries?.groups[group] === null ? [payload.bytes] : [])),
  );
  const [size] = sizes;
  if (sizes.size > 1) return undefined;
  return identified + unidentified * (size ?? 0);
}
