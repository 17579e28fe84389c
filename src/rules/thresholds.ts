/** Whether a trial meets its thresholds. Pure. */
import { metricInfo } from "../metrics/catalogue.ts";
import type { MetricInfo } from "../metrics/catalogue.ts";
import type { Metric, ThresholdOutcome } from "../result/schema.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Threshold } from "../scenario/thresholds.ts";

export function evaluateThresholds(
  scenario: Scenario,
  metrics: Readonly<Record<string, Metric>>,
): readonly ThresholdOutcome[] {
  return scenario.thresholds.map((threshold) => evaluate(threshold, scenario, metrics));
}

function evaluate(
  threshold: Threshold,
  scenario: Scenario,
  metrics: Readonly<Record<string, Metric>>,
): ThresholdOutcome {
  const { text, position } = threshold;
  const info = metricInfo(threshold.metric);
  const outcome = (
    kind: ThresholdOutcome["outcome"],
    measured: number | null,
  ): ThresholdOutcome => ({
    text,
    position,
    outcome: kind,
    measured,
    unit: info.unit,
  });
  if (!canExist(info, scenario)) return outcome("not applicable", null);
  const measured = readStatistic(metrics[threshold.metric], threshold.statistic);
  // It could exist and has no samples: that is not a pass.
  if (measured === null) return outcome("failed", null);
  return outcome(holds(measured, threshold) ? "passed" : "failed", measured);
}

/** Publish latency does not exist at QoS 0, nor a delivery without a receiver. */
function canExist(info: MetricInfo, scenario: Scenario): boolean {
  if (info.load !== "both" && info.load !== scenario.load.kind) return false;
  const published = Math.max(...scenario.sensors.map(({ qos }) => qos));
  if (info.qosOf === "sensors") return published >= info.minQos;
  if (info.qosOf === "none") return true;
  const received = [
    ...scenario.subscribers,
    ...scenario.sensors.flatMap(({ listen }) => (listen === null ? [] : [listen])),
  ];
  return (
    received.length > 0 &&
    Math.min(published, Math.max(...received.map(({ qos }) => qos))) >= info.minQos
  );
}

function readStatistic(
  metric: Metric | undefined,
  statistic: Threshold["statistic"],
): number | null {
  if (metric === undefined) return null;
  if (metric.kind === "value") return metric.value;
  switch (statistic) {
    case null:
      return null;
    case "min":
    case "max":
    case "mean":
      return metric[statistic];
    default:
      return metric.percentiles[statistic] ?? null;
  }
}

function holds(measured: number, { comparison, limit }: Threshold): boolean {
  switch (comparison) {
    case "<":
      return measured < limit;
    case "<=":
      return measured <= limit;
    case ">":
      return measured > limit;
    case ">=":
      return measured >= limit;
    case "==":
      return measured === limit;
    case "!=":
      return measured !== limit;
  }
}
