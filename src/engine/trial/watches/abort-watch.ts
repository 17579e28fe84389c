/** Holds the running totals against the thresholds that may end a run early. */
import { isHistogramName } from "../../../metrics/catalogue.ts";
import type { MetricName } from "../../../metrics/catalogue.ts";
import { isCounterName } from "../../../metrics/recorder.ts";
import { Histogram } from "../../../metrics/histogram.ts";
import { figuresWith } from "../../../metrics/unended.ts";
import { findBroken } from "../../../rules/abort.ts";
import type { BrokenThreshold } from "../../../rules/abort.ts";
import type { Measured } from "../../../rules/thresholds.ts";
import type { Scenario } from "../../../scenario/scenario.ts";
import { isGrowing } from "../../../scenario/while-running.ts";
import type { Series } from "../../account/series.ts";
import type { Totals } from "../../account/totals.ts";

/** Fewer latencies say nothing yet. */
const leastSamples = 20;
/** A rate over less time is mostly chance. */
const leastRateNs = 1e9;

/** What is known of measure so far. */
export interface SoFar {
  readonly totals: Pick<Totals, "measured" | "counter" | "all" | "merged" | "mergedUnended" | "histogram" | "unended">;
  readonly series: Pick<Series, "column">;
  /** Time since measure began. */
  readonly measuredNs: number;
  /** The part of it that the totals count. */
  readonly countedNs: number;
}

export class AbortWatch {
  /** Resolves when a threshold has ended the run. */
  readonly broken: Promise<BrokenThreshold>;
  readonly #scenario: Scenario;
  /** Latencies of what ended, ages of what did not, and both together: used again at every look. */
  readonly #scratch = [new Histogram(), new Histogram(), new Histogram()] as const;
  #found: (broken: BrokenThreshold) => void = () => undefined;

  constructor(scenario: Scenario) {
    this.#scenario = scenario;
    this.broken = new Promise((resolve) => {
      this.#found = resolve;
    });
  }

  /** Whether what is on its way may end the run. */
  get needsAges(): boolean {
    return this.#scenario.thresholds.some((each) => each.abortAfterNs !== null && isHistogramName(each.metric));
  }

  look(soFar: SoFar): void {
    const asked = this.#scenario.thresholds.filter(
      ({ abortAfterNs }) => abortAfterNs !== null && soFar.measuredNs >= abortAfterNs,
    );
    if (asked.length === 0) return;
    const read = (group: string | null): Record<string, Measured> => {
      const of = group === null ? soFar : this.#ofGroup(group, soFar);
      const metrics: Record<string, Measured> = {};
      for (const { metric } of asked.filter((each) => each.group === group)) {
        const measured = readSoFar(metric, of, this.#scratch);
        if (measured !== null) metrics[metric] = measured;
      }
      return metrics;
    };
    const groups = new Map(this.#scenario.sensors.map(({ name }) => [name, read(name)]));
    const broken = findBroken(this.#scenario, read(null), soFar.measuredNs, groups);
    if (broken !== null) this.#found(broken);
  }

  /** What is known of the messages of one group. */
  #ofGroup(name: string, soFar: SoFar): SoFar {
    const account = this.#scenario.sensors.findIndex((group) => group.name === name) + 1;
    const counter: SoFar["totals"]["measured"] = (counted) => soFar.totals.counter(account, counted);
    return {
      ...soFar,
      totals: {
        counter: (of, counted) => soFar.totals.counter(of, counted),
        measured: counter,
        all: counter,
        merged: (metric) => soFar.totals.histogram(account, metric),
        mergedUnended: (metric) => soFar.totals.unended(account, metric),
        histogram: (of, metric) => soFar.totals.histogram(of, metric),
        unended: (of, metric) => soFar.totals.unended(of, metric),
      },
    };
  }
}

/** null: not yet known, or never while a trial runs. */
function readSoFar(metric: MetricName, soFar: SoFar, scratch: Scratch): Measured | null {
  const { totals, countedNs } = soFar;
  if (isHistogramName(metric)) {
    const [ended, unended, both] = scratch;
    return histogramSoFar(totals.merged(metric, ended) ?? ended, totals.mergedUnended(metric, unended), both);
  }
  if (isGrowing(metric)) {
    const value = grownSoFar(metric, soFar);
    return value === null ? null : { kind: "value", value };
  }
  if (countedNs < leastRateNs) return null;
  const perSecond = (count: number): Measured => ({ kind: "value", value: (count / countedNs) * 1e9 });
  switch (metric) {
    case "offeredRate":
      return perSecond(totals.measured("intended"));
    case "acknowledgedRate":
      return perSecond(totals.all("acknowledgedWithinMeasure"));
    case "deliveredRate":
      return perSecond(totals.all("deliveredWithinMeasure"));
    default:
      return null;
  }
}

type Scratch = readonly [ended: Histogram, unended: Histogram, both: Histogram];

function histogramSoFar(ended: Histogram, unended: Histogram, both: Histogram): Measured | null {
  if (ended.count + unended.count < leastSamples) return null;
  return { kind: "histogram", count: ended.count, ...figuresWith(ended, unended, both) };
}

function grownSoFar(metric: MetricName, { totals, series }: SoFar): number | null {
  const peak = (column: Parameters<Series["column"]>[0]): number | null => {
    const values = series.column(column, "measure");
    return values.length === 0 ? null : Math.max(...values);
  };
  switch (metric) {
    case "brokerCpuPeak":
      return peak("brokerCpu");
    case "brokerRssPeak":
      return peak("brokerRss");
    case "brokerHeapPeak":
      return peak("brokerHeap");
    case "brokerInflightPeak":
      return peak("brokerInflight");
    case "generatorRssPeak":
      return peak("generatorRss");
    default:
      return isCounterName(metric) ? totals.measured(metric) : null;
  }
}
