/** The generator's own health: whether it, rather than the broker, shaped the figures. Pure. */
import { metricInfo } from "../../metrics/catalogue.ts";
import type { HistogramName, ValueName } from "../../metrics/catalogue.ts";
import type { RunResult, Trial } from "../../result/schema.ts";
import { absent, formatNs, formatValue } from "../format.ts";
import { inCaseOrder, trialName, warningTexts } from "../summary.ts";
import { list, paragraph, table } from "./section.ts";
import type { Section } from "./section.ts";

const latencies: readonly HistogramName[] = ["pacingDelay", "publishDelay"];
const values: readonly ValueName[] = ["eventLoopDelay", "generatorCpu", "generatorRssPeak", "brokerRunDelay"];

export function healthSection(results: readonly RunResult[]): Section | undefined {
  const rows = results.flatMap((result) =>
    inCaseOrder(result).map((trial) => [
      trialName(result, trial),
      ...latencies.map((name) => percentilesText(trial, name)),
      ...values.map((name) => valueText(trial, name)),
      trial.valid ? "valid" : "not valid",
    ]),
  );
  if (rows.length === 0) return undefined;
  const heading = [
    "trial",
    ...latencies.map((name) => `${metricInfo(name).title} p50, p99`),
    ...values.map((name) => metricInfo(name).title),
    "",
  ];
  const reading = paragraph(
    "mqbench's own lag and load. Delays that come near the latencies measured, or a core that is full, mean that figures are partly mqbench's.",
  );
  const body = [reading, table(heading, rows), list(results.flatMap(warningTexts))];
  return { id: "health", title: "The generator's health", body: body.join("\n") };
}

function percentilesText({ metrics }: Trial, name: HistogramName): string {
  const metric = metrics[name];
  if (metric?.kind !== "histogram") return absent;
  const { p50, p99 } = metric.percentiles;
  return [p50, p99].map((ns) => (ns === undefined ? absent : formatNs(ns))).join(", ");
}

function valueText({ metrics }: Trial, name: ValueName): string {
  const metric = metrics[name];
  return metric?.kind === "value" ? formatValue(metric.value, metric.unit) : absent;
}
