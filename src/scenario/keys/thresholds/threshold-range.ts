/** Thresholds whose limit lies outside of what the metric can be: they pass or fail whatever is measured. Pure. */
import { metricInfo } from "../../../metrics/catalogue.ts";
import type { MetricName, Statistic } from "../../../metrics/catalogue.ts";

export type Comparison = "<" | "<=" | ">" | ">=" | "==" | "!=";

interface Stated {
  readonly metric: MetricName;
  readonly statistic: Statistic | null;
  readonly comparison: Comparison;
  readonly limit: number;
}

/** Why it can only pass, or only fail, in words; undefined: it can do both. `value`: the limit as it was written. */
export function whyDecided({ metric, statistic, comparison, limit }: Stated, value: string): string | undefined {
  const { least, isWhole } = metricInfo(metric);
  const name = statistic === null ? metric : `${metric}.${statistic}`;
  const outcome = comparison.startsWith(">") || comparison === "!=" ? "pass" : "fail";
  if (least !== null && isBelowAll(comparison, limit, least)) {
    const wanted = `expected a limit above ${least}, or ${least} with <=, >, == or !=`;
    return `${name} is never below ${least}: it can only ${outcome}; ${wanted}, got ${comparison} ${value}`;
  }
  const isEquality = comparison === "==" || comparison === "!=";
  if (isWhole && isEquality && !Number.isInteger(limit))
    return `${name} is a whole number: it can only ${outcome}; expected a whole number, got ${comparison} ${value}`;
  return undefined;
}

/** Whether all that the metric can be lies on one side of the limit. */
function isBelowAll(comparison: Comparison, limit: number, least: number): boolean {
  return comparison === "<" || comparison === ">=" ? limit <= least : limit < least;
}
