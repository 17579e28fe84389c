/** What had not ended when a trial was over, and how old it was: the messages, the deliveries, and what is known by count alone. Pure. */
import type { HistogramName } from "../../metrics/catalogue.ts";
import { Recorder } from "../../metrics/recorder.ts";
import { matchSensors } from "../../scenario/audiences.ts";
import { firstSensors } from "../../scenario/fleet.ts";
import { rowOf } from "../../scenario/loads.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { recordLostDeliveries } from "./lost-deliveries.ts";
import { seenByAudience } from "./seen/seen-by-audience.ts";
import { isIdentifiable } from "./reconcile.ts";
import { Totals } from "./totals.ts";
import type { AgesPart, LoadTimes, ShardReport } from "../messages.ts";

export interface EndedTrial {
  readonly scenario: Scenario;
  readonly reports: readonly ShardReport[];
  /** Every snapshot is in them. */
  readonly totals: Totals;
  /** null: the load did not begin. */
  readonly times: LoadTimes | null;
  readonly endNs: number;
}

export function ageUnended({ scenario, reports, totals, times, endNs }: EndedTrial): readonly AgesPart[] {
  const told = reports.flatMap(({ unended }) => unended);
  if (times === null || !rowOf(scenario.load).traits.isScheduled) return told;
  const accounts = scenario.sensors.length + 1;
  const lost = new Recorder(accounts);
  recordLostDeliveries({ scenario, reports, times, endNs }, lost);
  const known = [...told, ...lost.take().histograms];
  const rest = new Recorder(accounts);
  // Whatever was due in measure is at least that old.
  const youngestNs = endNs - times.measureToNs;
  for (const { account, metric, count } of unexplained(scenario, reports, totals, known)) {
    for (let each = 0; each < count; each += 1) rest.histograms(metric)[account]?.record(youngestNs);
  }
  return [...known, ...rest.take().histograms];
}

interface Unexplained {
  readonly account: number;
  readonly metric: HistogramName;
  readonly count: number;
}

/** What the accounts say has not ended beyond what is known one by one. */
function unexplained(
  scenario: Scenario,
  reports: readonly ShardReport[],
  totals: Totals,
  known: readonly AgesPart[],
): readonly Unexplained[] {
  const ages = new Totals(scenario.sensors.length + 1);
  ages.setUnended(known);
  const deliveredAtQos2 = countDeliveredAtQos2(scenario, reports);
  return scenario.sensors.flatMap(({ qos }, group) => {
    const account = group + 1;
    const intended = totals.counter(account, "intended");
    const refused = totals.counter(account, "refused");
    const due: Partial<Record<HistogramName, number>> = {
      publishDelay: intended,
      ...(qos > 0 && {
        publishLatency: intended - refused,
        serviceTime: totals.counter(account, "sent") - refused,
      }),
    };
    const rows = (["publishDelay", "publishLatency", "serviceTime"] as const).map((metric): Unexplained => {
      const ended = totals.histogram(account, metric)?.count ?? 0;
      return { account, metric, count: (due[metric] ?? 0) - ended - ages.unended(account, metric).count };
    });
    const waiting = reports.flatMap(({ unended }) =>
      unended.filter((part) => part.account === account && part.metric === "released"),
    );
    const released = totals.ended(account, "released") + waiting.reduce((sum, { interval }) => sum + interval.count, 0);
    return [...rows, { account, metric: "released", count: (deliveredAtQos2[group] ?? 0) - released }];
  });
}

/** Deliveries by group where both the sensor and the receiver have QoS 2. */
function countDeliveredAtQos2(scenario: Scenario, reports: readonly ShardReport[]): readonly number[] {
  const audiences = seenByAudience(scenario, reports);
  const matches = matchSensors(scenario);
  const first = firstSensors(scenario);
  return scenario.sensors.map(({ qos }, group) => {
    if (qos < 2 || !isIdentifiable(scenario, group)) return 0;
    let delivered = 0;
    for (let sensor = first[group] ?? 0; sensor < (first[group + 1] ?? 0); sensor += 1) {
      for (const place of matches[sensor] ?? []) {
        const audience = audiences[place];
        if (audience?.qos === 2) delivered += audience.receivedOf(sensor);
      }
    }
    return delivered;
  });
}
