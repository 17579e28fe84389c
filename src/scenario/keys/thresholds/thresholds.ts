/** The grammar of a threshold: `[axis=value[,axis=value]][,][group:] metric[.statistic] comparison value`. */
import { isMetricName, metricInfo, metricNames, statistics } from "../../../metrics/catalogue.ts";
import type { MetricName, Statistic } from "../../../metrics/catalogue.ts";
import type { Unit } from "../../../metrics/metric-info.ts";
import { hideSecrets } from "../../../secrets.ts";
import { oneLine } from "../../../visible-text.ts";
import { parseDurationNs, parseRatePerSecond, parseShare, parseSizeBytes, unitForms } from "../../../units.ts";
import type { Position } from "../../document/mistake.ts";
import { nearest } from "../../document/nearest.ts";
import { whyDecided } from "./threshold-range.ts";
import type { Comparison } from "./threshold-range.ts";

export interface Threshold {
  /** The threshold as it stands in the file, but for what must not be shown. */
  readonly text: string;
  /** Where it stands, when it came from a file. */
  readonly position: Position | null;
  /** The case it names: axis → value as text; empty for every case. */
  readonly axes: Readonly<Record<string, string>>;
  /** The group of sensors it names; null: all together. */
  readonly group: string | null;
  readonly metric: MetricName;
  /** null for a metric that is one value. */
  readonly statistic: Statistic | null;
  readonly comparison: Comparison;
  /** The limit in the metric's base unit: ns, bytes, a count, events a second, or a ratio. */
  readonly limit: number;
  /** It ends the run when it fails, from so long into measure on; null: it is looked at when the trial is over. */
  readonly abortAfterNs: number | null;
}

const form =
  "a threshold such as `publishLatency.p99 < 250ms`, `qos=2: serviceTime.p50 < 2ms` (of a case) or `alarms: lost == 0` (of a group)";

const pattern = /^(?:([^<>!=]*|[^<>!]*?=.*?)\s*:\s+)?([A-Za-z]+)(?:\.([a-z0-9.]+))?\s*(<=|>=|==|!=|<|>)\s*(\S.*)$/u;

/** The threshold, or in words what is wrong with it: also where it passes or fails whatever is measured. */
export function parseThreshold(text: string, position: Position | null): Threshold | string {
  const match = pattern.exec(text.trim());
  if (match === null) return `expected ${form}, got ${JSON.stringify(text)}`;
  const [, scopeText, metric = "", statistic, comparison = "", value = ""] = match;
  const scope = scopeText === undefined ? everything : parseScope(scopeText);
  if (typeof scope === "string") return scope;
  if (!isMetricName(metric)) return `unknown metric ${metric}${nearest(metric, metricNames)}`;
  const info = metricInfo(metric);
  if (info.kind === "value" && statistic !== undefined) return `${metric} is one value: it has no ${statistic}`;
  if (info.kind === "histogram" && !isStatistic(statistic)) {
    const got = statistic === undefined ? "nothing" : `.${statistic}`;
    return `${metric} needs a statistic (${statistics.map((each) => `.${each}`).join(", ")}), got ${got}`;
  }
  const limit = parseLimit(value.trim(), info.unit);
  if (limit === undefined) return `${metric} is compared with ${unitForm[info.unit]}, got ${value.trim()}`;
  if (!isComparison(comparison)) return `expected ${form}, got ${JSON.stringify(text)}`;
  const stated = { metric, statistic: isStatistic(statistic) ? statistic : null, comparison, limit };
  const decided = whyDecided(stated, value.trim());
  if (decided !== undefined) return decided;
  return { text: oneLine(hideSecrets(text.trim())), position, ...scope, ...stated, abortAfterNs: null };
}

/** What a threshold asks of the case that it names, to stand beside that: of `qos=2,alarms: lost == 0` `alarms: lost == 0`. */
export function conditionOf(text: string): string {
  const [whole = text, scope] = pattern.exec(text) ?? [];
  if (scope === undefined) return whole;
  const group = scope.split(",").find((part) => !part.includes("="));
  const condition = whole.slice(scope.length).replace(/^\s*:\s+/u, "");
  return group === undefined ? condition : `${group.trim()}: ${condition}`;
}

/** Several thresholds that must all hold, joined by `and`; or in words what is wrong with one of them. */
export function parseConditions(text: string): readonly Threshold[] | string {
  const parsed = text.split(/\s+and\s+/u).map((each) => parseThreshold(each, null));
  const problem = parsed.find((each) => typeof each === "string");
  return problem ?? parsed.filter((each) => typeof each !== "string");
}

const unitForm: Readonly<Record<Unit, string>> = {
  ns: unitForms.duration,
  bytes: unitForms.size,
  perSecond: unitForms.rate,
  ratio: `a number such as 0.05, or ${unitForms.share}`,
  count: "a number such as 0",
};

function parseLimit(text: string, unit: Unit): number | undefined {
  const plain = /^-?\d+(?:\.\d+)?$/u.test(text) ? Number(text) : undefined;
  // Zero needs no unit.
  if (plain === 0) return 0;
  switch (unit) {
    case "ns":
      return parseDurationNs(text);
    case "bytes":
      return parseSizeBytes(text) ?? plain;
    case "perSecond":
      return parseRatePerSecond(text);
    case "ratio":
      return parseShare(text) ?? plain;
    case "count":
      return plain;
  }
}

type Scope = Pick<Threshold, "axes" | "group">;
const everything: Scope = { axes: {}, group: null };

/** `qos=2,protocol=5` names cases, `alarms` a group, `qos=2,alarms` both; or in words what is wrong with it. */
function parseScope(text: string): Scope | string {
  const axes: Record<string, string> = {};
  let group: string | null = null;
  for (const part of text.split(",").map((each) => each.trim())) {
    const at = part.indexOf("=");
    const axis = part.slice(0, Math.max(0, at)).trim();
    if (axis !== "") {
      if (Object.hasOwn(axes, axis)) return `the axis ${axis} is named twice`;
      axes[axis] = part.slice(at + 1).trim();
    } else if (part === "" || at >= 0) return `expected axis=value or a group before the colon, got ${part}`;
    else if (group !== null) return `two groups are named, ${group} and ${part}: a threshold is on one`;
    else group = part;
  }
  return { axes, group };
}

function isStatistic(text: string | undefined): text is Statistic {
  return statistics.some((each) => each === text);
}

function isComparison(text: string): text is Threshold["comparison"] {
  return /^(?:<=|>=|==|!=|<|>)$/u.test(text);
}
