/** CSV, tidy: a row for each run, case, trial and metric, named as in thresholds, in base units (ns, bytes, a second, shares). Pure. */
import type { Metric, RunResult, Trial } from "../result/schema.ts";
import { escapeCsv } from "./escape.ts";
import { scenarioName } from "./summary.ts";

const columns = [
  "run",
  "started",
  "scenario",
  "broker",
  "broker_version",
  "case",
  "trial",
  "valid",
  "metric",
  "unit",
  "value",
] as const;

export function renderCsv(results: readonly RunResult[]): string {
  const rows = results.flatMap((result) => result.trials.flatMap((trial) => trialRows(result, trial)));
  return `${[columns, ...rows].map((row) => row.join(",")).join("\r\n")}\r\n`;
}

function trialRows(result: RunResult, trial: Trial): readonly (readonly string[])[] {
  const { broker } = trial;
  const texts = [result.run, trial.startedAt, scenarioName(result), broker.name, broker.version ?? "", trial.case];
  const whose = [...texts.map(escapeCsv), String(trial.trial), String(trial.valid)];
  return Object.entries(trial.metrics).flatMap(([name, metric]) =>
    figuresOf(name, metric).map(({ path, unit, value }) => [...whose, escapeCsv(path), unit, String(value)]),
  );
}

interface Figure {
  /** Such as `lost` or `publishLatency.p99`. */
  readonly path: string;
  readonly unit: Metric["unit"];
  readonly value: number;
}

function figuresOf(name: string, metric: Metric): readonly Figure[] {
  const { unit } = metric;
  if (metric.kind === "value") return [{ path: name, unit, value: metric.value }];
  const { count, min, max, mean, percentiles } = metric;
  return [
    { path: `${name}.count`, unit: "count", value: count },
    ...Object.entries({ min, mean, ...percentiles, max }).map(([statistic, value]) => ({
      path: `${name}.${statistic}`,
      unit,
      value,
    })),
  ];
}
