/** Metrics that are one value each, with the unit that each has. Pure. */
import { isHistogramName, isMetricName, metricInfo } from "../metrics/catalogue.ts";
import type { ValueName } from "../metrics/catalogue.ts";
import type { Metric } from "./sections/metric-section.ts";

/** Values by name; undefined is left out: it does not exist here. */
export function valueMetrics(values: Partial<Record<ValueName, number | undefined>>): Record<string, Metric> {
  const metrics: Record<string, Metric> = {};
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined && isValueName(name)) metrics[name] = { kind: "value", unit: metricInfo(name).unit, value };
  }
  return metrics;
}

function isValueName(name: string): name is ValueName {
  return isMetricName(name) && !isHistogramName(name);
}
