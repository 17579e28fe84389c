/** CSV, tidy: a row for each run, case, trial, group or agent (empty: all together) and metric, for each packet and code that was refused, for each warning of the run as a whole, and for what a month of a case's fleet takes; named as in thresholds, in base units (ns, bytes, a second, shares). Pure. */
import { statistics } from "../../metrics/catalogue.ts";
import type { Metric } from "../../result/sections/metric-section.ts";
import type { RunResult, Trial } from "../../result/schema.ts";
import { readStatistic } from "../../result/sections/statistic.ts";
import { agentMetrics } from "../agent-metrics.ts";
import { escapeCsv } from "../escape.ts";
import { fleetFigureMeanings, fleetFigures } from "../fleet-figures.ts";
import type { FleetFigure } from "../fleet-figures.ts";
import { groupFigures } from "../loads.ts";
import { codeText } from "../parts/refusals-text.ts";
import { scenarioName } from "../summary.ts";

const columns = [
  "run",
  "started",
  "scenario",
  "broker",
  "broker_version",
  "case",
  "trial",
  "valid",
  "group",
  "metric",
  "unit",
  "value",
  "at_least",
  "note",
  "agent",
] as const;

export function renderCsv(results: readonly RunResult[]): string {
  const rows = results.flatMap((result) => [
    ...result.trials.flatMap((trial) => trialRows(result, trial)),
    ...fleetFigures(result).map((figure) => fleetRow(result, figure)),
  ]);
  return `${[columns, ...rows].map((row) => row.join(",")).join("\r\n")}\r\n`;
}

function trialRows(result: RunResult, trial: Trial): readonly (readonly string[])[] {
  const { broker } = trial;
  const texts = [result.run, trial.startedAt, scenarioName(result), broker.name, broker.version ?? "", trial.case];
  const whose = [...texts.map(escapeCsv), String(trial.trial), String(trial.valid)];
  const rows = (group: string, metrics: Trial["metrics"], agent = ""): readonly (readonly string[])[] =>
    Object.entries(metrics).flatMap(([name, metric]) =>
      figuresOf(name, metric).map(({ path, unit, value, isAtLeast }) => [
        ...whose,
        escapeCsv(group),
        escapeCsv(path),
        unit,
        String(value),
        String(isAtLeast),
        "",
        escapeCsv(agent),
      ]),
    );
  const warned = result.warnings.map(({ code, text }) => [...whose, "", ...warningCells(code, text)]);
  const refused = (trial.refusals ?? []).map((refusal) => [...whose, "", ...refusalCells(refusal)]);
  return [
    ...rows("", trial.metrics),
    ...refused,
    ...warned,
    ...groupFigures(trial).flatMap(({ name, metrics }) => rows(name, metrics)),
    ...agentMetrics(trial).flatMap(({ agent, metrics }) => rows("", metrics, agent)),
  ];
}

/** `fleetBillPart.up` in USD: of a case, over all of its valid trials. */
function fleetRow(
  result: RunResult,
  { case: id, name, unit, value, currency, purpose }: FleetFigure,
): readonly string[] {
  const { broker, valid } = result.trials.find((trial) => trial.case === id && trial.valid) ?? {};
  return [
    ...[result.run, result.startedAt, scenarioName(result), broker?.name ?? "", broker?.version ?? "", id].map(
      escapeCsv,
    ),
    "",
    String(valid ?? false),
    "",
    purpose === "" ? name : `${name}.${purpose}`,
    unit === "currency" ? escapeCsv(currency) : unit,
    String(value),
    "false",
    escapeCsv(fleetFigureMeanings[name]),
    "",
  ];
}

/** `refusals.PUBLISH.0x87`, the count, and the rest in words. */
function refusalCells(refusal: NonNullable<Trial["refusals"]>[number]): readonly string[] {
  const { packet, name, reason, count, clients } = refusal;
  const note = [name, ...(reason === null ? [] : [reason]), `first ${clients.join(" ")}`].join("; ");
  return [`refusals.${packet}.${codeText(refusal)}`, "count", String(count), "false", escapeCsv(note), ""];
}

/** `warnings.insecure`, and its words. */
function warningCells(code: string, text: string): readonly string[] {
  return [escapeCsv(`warnings.${code}`), "count", "1", "false", escapeCsv(text), ""];
}

interface Figure {
  /** Such as `lost` or `publishLatency.p99`. */
  readonly path: string;
  readonly unit: Metric["unit"];
  readonly value: number;
  /** Only a lower bound, since not everything ended. */
  readonly isAtLeast: boolean;
}

function figuresOf(name: string, metric: Metric): readonly Figure[] {
  const { unit } = metric;
  if (metric.kind === "value") return [{ path: name, unit, value: metric.value, isAtLeast: false }];
  const counts = { count: metric.count, ...(metric.unended !== undefined && { unended: metric.unended.count }) };
  return [
    ...Object.entries(counts).map(([which, value]) => ({
      path: `${name}.${which}`,
      unit: "count" as const,
      value,
      isAtLeast: false,
    })),
    ...statistics.flatMap((statistic): Figure[] => {
      const found = readStatistic(metric, statistic);
      if (found === null) return [];
      const { value, isAtLeast, estimate } = found;
      const path = `${name}.${statistic}`;
      const estimated = { path: `${path}.estimate`, unit, isAtLeast: false };
      return [{ path, unit, value, isAtLeast }, ...(estimate === null ? [] : [{ ...estimated, value: estimate }])];
    }),
  ];
}
