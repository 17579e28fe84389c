/** The generator's own health: whether it, rather than the broker, shaped the figures. Pure. */
import { metricInfo } from "../../../metrics/catalogue.ts";
import type { HistogramName, ValueName } from "../../../metrics/catalogue.ts";
import type { Trial } from "../../../result/schema.ts";
import type { ShownRun } from "../../charts/cases.ts";
import { statisticText } from "../../bounds-text.ts";
import { absent, formatValue } from "../../format.ts";
import { inCaseOrder, trialName, warningTexts } from "../../summary.ts";
import { list, paragraph, table } from "./section.ts";
import type { Section } from "./section.ts";

const latencies: readonly HistogramName[] = ["pacingDelay", "publishDelay"];
const values: readonly ValueName[] = ["eventLoopDelay", "generatorCpu", "generatorRssPeak", "brokerRunDelay"];

interface Column {
  readonly title: string;
  readonly cell: (trial: Trial) => string;
}

const columns: readonly Column[] = [
  ...latencies.map((name) => ({
    title: `${metricInfo(name).title} p50, p99`,
    cell: (trial: Trial) => percentilesText(trial, name),
  })),
  ...values.map((name) => ({ title: metricInfo(name).title, cell: (trial: Trial) => valueText(trial, name) })),
];

export function healthSection(runs: readonly ShownRun[]): Section | undefined {
  const trials = runs.flatMap(({ label, result }) =>
    inCaseOrder(result).map((trial) => [`${label} ${trialName(result, trial)}`.trim(), trial] as const),
  );
  if (trials.length === 0) return undefined;
  const known = columns.filter(({ cell }) => trials.some(([, trial]) => cell(trial) !== absent));
  const rows = trials.map(([name, trial]) => [
    name,
    trial.valid ? "valid" : "not valid",
    ...known.map(({ cell }) => cell(trial)),
  ]);
  const reading = paragraph(
    "mqbench's own lag and load. Delays that come near the latencies measured, or a core that is full, mean that figures are partly mqbench's.",
  );
  const heading = ["trial", "", ...known.map(({ title }) => title)];
  const body = [reading, table(heading, rows), list(runs.flatMap(({ result }) => warningTexts(result)))];
  return { id: "health", title: "The generator's health", body: body.join("\n") };
}

function percentilesText({ metrics }: Trial, name: HistogramName): string {
  const metric = metrics[name];
  if (metric?.kind !== "histogram") return absent;
  return (["p50", "p99"] as const).map((statistic) => statisticText(metric, statistic)).join(", ");
}

function valueText({ metrics }: Trial, name: ValueName): string {
  const metric = metrics[name];
  return metric?.kind === "value" ? formatValue(metric.value, metric.unit) : absent;
}
