/** What each case cost: its figures over its valid trials, and each as a multiple of the first case that has it. Pure. */
import { metricInfo } from "../metrics/catalogue.ts";
import type { MetricName, Statistic } from "../metrics/catalogue.ts";
import { median } from "../metrics/statistics.ts";
import type { Unit } from "../metrics/metric-info.ts";
import type { ResultCase, RunResult, Trial } from "../result/schema.ts";
import { boundedFigureOf, figureOf, middleOf } from "./figure.ts";
import type { FigureName, MiddleFigure } from "./figure.ts";
import { excludesOne, ratioInterval } from "./ranks/interval.ts";
import type { RatioInterval } from "./ranks/interval.ts";

interface CostRow {
  readonly title: string;
  readonly unit: Unit;
  readonly better: "lower" | "higher" | "neither";
  /** One a case. */
  readonly cells: readonly CostCell[];
}

export interface CostCell {
  /** The median over the case's valid trials; null: it does not exist there. */
  readonly value: number | null;
  /** The case has trials, and none that is valid: whether it has the figure is not said. */
  readonly isNotValid: boolean;
  /** Only a lower bound: of what it counts some never ended. */
  readonly isAtLeast: boolean;
  /** How much lag is in it is not known for sure. */
  readonly isEstimate: boolean;
  /** The ratio to the first case that has the figure; null for that case itself, where it cannot be, and of what is timed where its interval includes 1. */
  readonly multiple: number | null;
}

export interface CostSection {
  readonly title: string;
  readonly rows: readonly CostRow[];
}

type Wanted = readonly [metric: MetricName, statistic: Statistic | null, title: string];

const sections: readonly { readonly title: string; readonly rows: readonly Wanted[] }[] = [
  {
    title: "sensor → broker, a message",
    rows: [
      ["packetsPerMessage", null, "packets"],
      ["roundTripsPerMessage", null, "round trips"],
      ["wireBytesUpPerMessage", null, "bytes up"],
      ["wireBytesDownPerMessage", null, "bytes down"],
      ["socketBytesUpPerMessage", null, "socket bytes up"],
      ["socketBytesDownPerMessage", null, "socket bytes down"],
      ["overheadPerMessage", null, "overhead"],
      ["serviceTime", "p50", "service time p50"],
      ["serviceTime", "p99", "service time p99"],
      ["serviceTimeLessReadLag", "p50", "service time less read lag p50"],
      ["serviceTimeLessReadLag", "p99", "service time less read lag p99"],
      ["publishLeg", "p50", "first leg p50"],
      ["publishLegLessReadLag", "p50", "first leg less read lag p50"],
      ["turnaround", "p50", "turnaround p50"],
      ["releaseLeg", "p50", "second leg p50"],
      ["releaseLegLessReadLag", "p50", "second leg less read lag p50"],
      ["readLag", "p50", "read lag p50"],
      ["readLagAtWork", "p50", "read lag at work p50"],
      ["publishDelay", "p50", "publish delay p50"],
      ["publishLatency", "p50", "publish latency p50"],
      ["publishLatency", "p99", "publish latency p99"],
    ],
  },
  {
    title: "broker → subscriber, a delivery",
    rows: [
      ["packetsPerDelivery", null, "packets"],
      ["roundTripsPerDelivery", null, "round trips"],
      ["wireBytesDownPerDelivery", null, "bytes down"],
      ["wireBytesUpPerDelivery", null, "bytes up"],
      ["overheadPerDelivery", null, "overhead"],
    ],
  },
  {
    title: "sensor → subscriber",
    rows: [
      ["endToEndLatency", "p50", "end-to-end latency p50"],
      ["endToEndLatency", "p99", "end-to-end latency p99"],
      ["released", "p50", "released p50"],
    ],
  },
  {
    title: "a connection, until CONNACK",
    rows: [
      ["roundTripsPerConnection", null, "round trips"],
      ["bytesUpPerConnection", null, "socket bytes up"],
      ["bytesDownPerConnection", null, "socket bytes down"],
      ["connectLatency", "p50", "connect latency p50"],
      ["connectLatency", "p99", "connect latency p99"],
      ["brokerCpuPerConnection", null, "broker CPU"],
      ["generatorCpuPerConnection", null, "generator CPU"],
    ],
  },
  {
    title: "broker and generator",
    rows: [
      ["brokerCpuPerMessage", null, "broker CPU a message"],
      ["brokerRssPeak", null, "broker RSS, peak"],
      ["brokerHeapPeak", null, "broker heap, peak"],
      ["brokerInflightPeak", null, "broker inflight, peak"],
      ["generatorCpuPerMessage", null, "generator CPU a message"],
    ],
  },
];

/** Cases that differ in QoS alone, where QoS is swept; all of them, where it is not. */
export interface CostGroup {
  /** What they have in common, such as broker=nats; empty where there is one group. */
  readonly title: string;
  readonly cases: readonly ResultCase[];
  /** A name a case. */
  readonly columns: readonly string[];
}

export function costGroups({ cases }: RunResult): readonly CostGroup[] {
  const qosAxis = qosAxisOf(cases);
  const axesCount = Math.max(0, ...cases.map(({ axes }) => Object.keys(axes).length));
  if (qosAxis === null || axesCount < 2) return [{ title: "", cases, columns: cases.map(({ id }) => id) }];
  const titleOf = (each: ResultCase): string =>
    Object.entries(each.axes)
      .flatMap(([axis, value]) => (axis === qosAxis ? [] : [`${axis}=${value}`]))
      .join(",");
  return [...new Set(cases.map(titleOf))].map((title) => {
    const group = cases.filter((each) => titleOf(each) === title);
    return { title, cases: group, columns: group.map(({ axes }) => `${qosAxis}=${axes[qosAxis]}`) };
  });
}

/** The axis that varies the sensors' QoS, such as `qos` or `sensors.qos`; null: none does. */
export function qosAxisOf(cases: readonly ResultCase[]): string | null {
  const axes = Object.keys(cases[0]?.axes ?? {});
  return (
    axes.find(
      (axis) => axis.split(".").at(-1) === "qos" && cases.every((each) => each.axes[axis] === sensorsLevel(each)),
    ) ?? null
  );
}

/** The one QoS of all sensors of a case; null: they differ. */
export function sensorsLevel({ qos: { sensors } }: ResultCase): number | null {
  const [level, ...others] = new Set(sensors);
  return level === undefined || others.length > 0 ? null : level;
}

/** Trials that are not valid say nothing about cost. Rows and sections that no case has are left out. */
export function costTable(result: RunResult, cases: readonly ResultCase[] = result.cases): readonly CostSection[] {
  return sections
    .map(({ title, rows }) => ({
      title,
      rows: rows
        .map((wanted) => costRow(wanted, result, cases))
        .filter(({ cells }) => cells.some(({ value }) => value !== null)),
    }))
    .filter(({ rows }) => rows.length > 0);
}

/**
 * How a figure of one case stands to another's, round by round: what drifts hits both trials of a round. null: too few rounds have
 * both, or one of them is only a lower bound.
 */
export function roundRatio(
  result: RunResult,
  [caseId, baseId]: readonly [caseId: string, baseId: string],
  figure: FigureName,
): RatioInterval | null {
  const base = validTrials(result, baseId);
  const pairs = validTrials(result, caseId).flatMap((trial) => {
    const partner = base.find((other) => other.trial === trial.trial);
    const value = boundedFigureOf(trial, figure);
    const by = partner === undefined ? null : boundedFigureOf(partner, figure);
    return value === null || by === null || by.value === 0 ? [] : [{ value, by }];
  });
  if (pairs.some(({ value, by }) => value.isAtLeast || by.isAtLeast)) return null;
  return ratioInterval(pairs.map(({ value, by }) => value.value / by.value));
}

export function validTrials(result: RunResult, caseId: string): readonly Trial[] {
  return result.trials.filter((trial) => trial.case === caseId && trial.valid);
}

function costRow([metric, statistic, title]: Wanted, result: RunResult, cases: readonly ResultCase[]): CostRow {
  const figure = { metric, statistic };
  const trials = cases.map(({ id }) => validTrials(result, id));
  const middles = trials.map((each) => middleFigureOf(each, figure));
  const values = middles.map((middle) => middle?.value ?? null);
  const base = values.findIndex((value) => value !== null && value !== 0);
  const by = values[base] ?? null;
  const { unit, better, metricClass } = metricInfo(metric);
  // What is timed differs from trial to trial: a multiple of it is said only where chance does not explain it.
  const isSaid = (index: number): boolean => {
    if (metricClass === "exact") return true;
    const ratio = roundRatio(result, [cases[index]?.id ?? "", cases[base]?.id ?? ""], figure);
    return ratio !== null && excludesOne(ratio);
  };
  return {
    title,
    unit,
    better,
    cells: values.map((value, index) => ({
      value,
      isNotValid: trials[index]?.length === 0 && result.trials.some((trial) => trial.case === cases[index]?.id),
      isAtLeast: middles[index]?.isAtLeast === true,
      isEstimate: middles[index]?.isEstimate === true,
      multiple: index === base || value === null || by === null || value === 0 || !isSaid(index) ? null : value / by,
    })),
  };
}

/** Over the trials that have the figure; null: none has. */
export function middleFigureOf(trials: readonly Trial[], figure: FigureName): MiddleFigure | null {
  return middleOf(trials.map((trial) => boundedFigureOf(trial, figure)).filter((found) => found !== null));
}

/** Over the trials that have the figure; null: none has. `statistic` is null for a metric that is one value. */
export function medianOf(trials: readonly Trial[], metric: MetricName, statistic: Statistic | null): number | null {
  const found = trials.map((trial) => figureOf(trial, { metric, statistic })).filter((value) => value !== null);
  return found.length === 0 ? null : median(found);
}
