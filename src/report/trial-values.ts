/** The values of a trial as text. */
import type { MetricName } from "../metrics/catalogue.ts";
import type { Trial } from "../result/schema.ts";
import { absent, formatValue } from "./format.ts";

export function valueText({ metrics }: Trial, name: MetricName): string {
  const metric = metrics[name];
  return metric?.kind === "value" ? formatValue(metric.value, metric.unit) : absent;
}

/** A count that a trial does not have is 0. */
export function isAboveZero({ metrics }: Trial, name: MetricName): boolean {
  const metric = metrics[name];
  return metric?.kind === "value" && metric.value > 0;
}
