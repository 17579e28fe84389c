/** Which thresholds may end a run early: those on a figure that is known while it runs. */
import { metricInfo } from "../metrics/catalogue.ts";
import type { MetricName } from "../metrics/catalogue.ts";
import { rowOf } from "./loads.ts";
import type { Threshold } from "./keys/thresholds/thresholds.ts";

/** Why a threshold cannot end a run early, in words; undefined: it can. */
export function whyAtEndOnly({ metric, statistic, comparison }: Threshold): string | undefined {
  const { whileRunning, loads } = metricInfo(metric);
  if (whileRunning === "unknown" || !loads.some((kind) => rowOf({ kind }).traits.isScheduled))
    return `${metric} is known only when the trial is over: leave abortAfter out`;
  const [limits, direction] = growsOrShrinks(metric, statistic);
  if (limits.includes(comparison)) return undefined;
  const name = statistic === null ? metric : `${metric}.${statistic}`;
  return `${name} ${direction} while the trial runs: with ${comparison} it is known only when it is over; leave abortAfter out`;
}

/** Counts and peaks: a limit that is exceeded stays exceeded. */
export function isGrowing(metric: MetricName): boolean {
  return metricInfo(metric).whileRunning === "grows";
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
