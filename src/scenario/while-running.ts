/** Which thresholds may end a run early: those on a figure that is known while it runs. */
import { isHistogramName, lessReadLagOf, metricInfo } from "../metrics/catalogue.ts";
import type { MetricName } from "../metrics/catalogue.ts";
import { rowOf } from "./loads.ts";
import type { Threshold } from "./keys/thresholds.ts";

/** Counts and peaks: they only grow, so a limit that is exceeded stays exceeded. */
const growing = [
  "intended",
  "sent",
  "acknowledged",
  "refused",
  "overruns",
  "delayedByOutage",
  "altered",
  "duplicate",
  "reordered",
  "brokerCpuPeak",
  "brokerRssPeak",
  "brokerHeapPeak",
  "brokerInflightPeak",
  "generatorRssPeak",
] as const satisfies readonly MetricName[];
export type GrowingMetric = (typeof growing)[number];

/** Counted since measure began, by the time that has passed. */
const runningRates = ["offeredRate", "acknowledgedRate", "deliveredRate"] as const satisfies readonly MetricName[];

/** Worked out from the outages, or the read lag, of the whole trial. */
const atTheEnd: ReadonlySet<MetricName> = new Set(["reconnectTime", "recoveryTime", ...lessReadLagOf.keys()]);

/** Why a threshold cannot end a run early, in words; undefined: it can. */
export function whyAtEndOnly({ metric, statistic, comparison }: Threshold): string | undefined {
  const info = metricInfo(metric);
  const isRead =
    isGrowing(metric) ||
    runningRates.some((each) => each === metric) ||
    (isHistogramName(metric) && !atTheEnd.has(metric));
  if (!isRead || !info.loads.some((kind) => rowOf({ kind }).traits.isScheduled))
    return `${metric} is known only when the trial is over: leave abortAfter out`;
  const [limits, direction] = growsOrShrinks(metric, statistic);
  if (limits.includes(comparison)) return undefined;
  const name = statistic === null ? metric : `${metric}.${statistic}`;
  return `${name} ${direction} while the trial runs: with ${comparison} it is known only when it is over; leave abortAfter out`;
}

export function isGrowing(metric: MetricName): metric is GrowingMetric {
  return growing.some((each) => each === metric);
}

/** The comparisons that, once they fail, or fail beyond their limit, cannot hold again; of other figures, every one may be asked. */
function growsOrShrinks(
  metric: MetricName,
  statistic: Threshold["statistic"],
): readonly [readonly Threshold["comparison"][], string] {
  if (isGrowing(metric) || statistic === "max") return [["<", "<=", "=="], "only grows"];
  if (statistic === "min") return [[">", ">="], "only shrinks"];
  return [["<", "<=", ">", ">="], "varies"];
}
