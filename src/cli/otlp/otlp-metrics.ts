/** What is pushed: figures of the trial that runs and of those that are over, as OTLP's JSON (opentelemetry-proto, metrics/v1). Pure. */
import { isMetricName, metricInfo } from "../../metrics/catalogue.ts";
import type { Unit } from "../../metrics/metric-info.ts";
import { escapeTerminal } from "../../report/escape.ts";
import { groupFigures } from "../../report/loads.ts";
import type { Trial } from "../../result/schema.ts";
import type { PlannedTrial } from "../../scenario/planning/plan.ts";
import { mqbenchVersion } from "../../version.ts";
import { liveColumns } from "../live/live-columns.ts";
import type { LiveRow } from "../live/live-events.ts";

export interface Attribute {
  readonly key: string;
  readonly value: { readonly stringValue: string };
}

interface Point {
  readonly attributes: readonly Attribute[];
  readonly startTimeUnixNano: string;
  readonly timeUnixNano: string;
  readonly asDouble: number;
}

interface OtlpMetric {
  readonly name: string;
  readonly description: string;
  /** UCUM. */
  readonly unit: string;
  readonly gauge?: { readonly dataPoints: readonly Point[] };
  /** Cumulative, from the beginning of its trial. */
  readonly sum?: {
    readonly aggregationTemporality: typeof cumulative;
    readonly isMonotonic: false;
    readonly dataPoints: readonly Point[];
  };
}

export interface OtlpRequest {
  readonly resourceMetrics: readonly [
    {
      readonly resource: { readonly attributes: readonly Attribute[] };
      readonly scopeMetrics: readonly [
        {
          readonly scope: { readonly name: string; readonly version: string };
          readonly metrics: readonly OtlpMetric[];
        },
      ];
    },
  ];
}

/** Of whom the figures are. */
export interface OtlpRun {
  readonly run: string;
  readonly scenario: string;
}

/** A trial that is over, and when it began and ended, ms since 1970. */
export interface OverTrial {
  readonly trial: Trial;
  readonly fromMs: number;
  readonly toMs: number;
}

/** The last second of the trial that runs, and when it began, ms since 1970. */
export interface RunningTrial {
  readonly planned: PlannedTrial;
  readonly row: LiveRow;
  readonly fromMs: number;
}

const cumulative = 2;

const ucum: Readonly<Record<Unit, string>> = { ns: "s", bytes: "By", perSecond: "1/s", ratio: "1", count: "1" };

interface Figure {
  readonly name: string;
  readonly unit: Unit;
  readonly description: string;
  readonly isSum: boolean;
  readonly value: number;
  readonly attributes: Readonly<Record<string, string>>;
}

export function otlpRequest(
  { run, scenario }: OtlpRun,
  running: RunningTrial | null,
  over: readonly OverTrial[],
  nowMs: number,
): OtlpRequest {
  const metrics = new Map<string, OtlpMetric>();
  if (running !== null) addAll(metrics, runningFigures(running), running.fromMs, nowMs);
  for (const { trial, fromMs, toMs } of over) addAll(metrics, overFigures(trial), fromMs, toMs);
  const who = { "service.name": "mqbench", "service.version": mqbenchVersion(), "mqbench.run": run };
  return {
    resourceMetrics: [
      {
        resource: { attributes: attributesOf({ ...who, "mqbench.scenario": scenario }) },
        scopeMetrics: [{ scope: { name: "mqbench", version: mqbenchVersion() }, metrics: [...metrics.values()] }],
      },
    ],
  };
}

function runningFigures({ planned, row }: RunningTrial): readonly Figure[] {
  const whose = { case: planned.case.id, trial: String(planned.trial) };
  const seconds = Object.entries(liveColumns).flatMap(([column, { title, unit, family, quantile }]): Figure[] => {
    const value = row.values[column] ?? null;
    if (value === null) return [];
    const attributes = { ...whose, phase: row.phase, ...(quantile !== null && { quantile }) };
    const description = `${title.replace(/ p\d+$/u, "")}, of the last second`;
    return [{ name: `mqbench.live.${snakeCase(family)}`, unit, description, isSum: false, value, attributes }];
  });
  const counts = Object.entries(row.counts).map(([name, value]) => countFigure(name, value, whose));
  return [...seconds, ...counts];
}

/** As the result has them: a count goes on where the last second of its trial left it. Those of each group stand beside those of all. */
function overFigures(over: Trial): readonly Figure[] {
  const whose = { case: over.case, trial: String(over.trial) };
  const ended = {
    name: "mqbench.trial.valid",
    unit: "count",
    description: "1: the trial is valid; 0: it yields no verdict",
    isSum: false,
    value: over.valid ? 1 : 0,
    attributes: whose,
  } as const;
  const groups = groupFigures(over).flatMap(({ name, metrics }) => metricFigures(metrics, { ...whose, group: name }));
  return [...metricFigures(over.metrics, whose), ...groups, ended];
}

function metricFigures(metrics: Trial["metrics"], whose: Figure["attributes"]): readonly Figure[] {
  return Object.entries(metrics).flatMap(([name, metric]): readonly Figure[] => {
    const { unit } = metric;
    if (metric.kind === "value" && isCount(name)) return [countFigure(name, metric.value, whose)];
    const of = { name: `mqbench.${snakeCase(name)}`, unit, description: meaningOf(name), isSum: false };
    if (metric.kind === "value") return [{ ...of, value: metric.value, attributes: whose }];
    const bounds = { ...metric.unended?.atMost, ...metric.atMost };
    const estimates = Object.entries(metric.estimates ?? {});
    return [
      ...Object.entries(metric.percentiles).map(([percentile, value]) => ({
        ...of,
        value,
        attributes: { ...whose, percentile, ...(percentile in bounds && { bound: "at least" }) },
      })),
      ...estimates.map(([percentile, value]) => ({
        ...of,
        value,
        attributes: { ...whose, percentile, bound: "estimate" },
      })),
    ];
  });
}

function countFigure(name: string, value: number, attributes: Figure["attributes"]): Figure {
  return {
    name: `mqbench.${snakeCase(name)}`,
    unit: "count",
    description: meaningOf(name),
    isSum: true,
    value,
    attributes,
  };
}

function isCount(name: string): boolean {
  return isMetricName(name) && metricInfo(name).isCount;
}

function meaningOf(name: string): string {
  return isMetricName(name) ? metricInfo(name).meaning : "";
}

function addAll(metrics: Map<string, OtlpMetric>, figures: readonly Figure[], fromMs: number, atMs: number): void {
  for (const { name, unit, description, isSum, value, attributes } of figures) {
    const known = metrics.get(name);
    const point: Point = {
      attributes: attributesOf(attributes),
      startTimeUnixNano: unixNano(fromMs),
      timeUnixNano: unixNano(atMs),
      asDouble: unit === "ns" ? value / 1e9 : value,
    };
    const dataPoints = [...((isSum ? known?.sum : known?.gauge)?.dataPoints ?? []), point];
    const head = { name, description, unit: ucum[unit] };
    metrics.set(
      name,
      isSum
        ? { ...head, sum: { aggregationTemporality: cumulative, isMonotonic: false, dataPoints } }
        : { ...head, gauge: { dataPoints } },
    );
  }
}

/** 64 bits, which stand as text in JSON. */
function unixNano(ms: number): string {
  return `${BigInt(Math.round(ms)) * 1_000_000n}`;
}

function attributesOf(values: Readonly<Record<string, string>>): readonly Attribute[] {
  return Object.entries(values).map(([key, text]) => ({ key, value: { stringValue: escapeTerminal(text) } }));
}

function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/gu, (letter) => `_${letter.toLowerCase()}`);
}
