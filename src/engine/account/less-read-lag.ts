/** Times without mqbench's own read lag: each group's less the lag that its answers met. Pure. */
import type { HistogramName } from "../../metrics/catalogue.ts";
import { crowdNamesOf, isCrowdedTime } from "../../metrics/read-lag/crowds.ts";
import type { CrowdedTime } from "../../metrics/read-lag/crowds.ts";
import { Histogram } from "../../metrics/histogram.ts";
import { lessCrowdedLag } from "../../metrics/read-lag/less-crowded-lag.ts";
import type { LessLag, Quantiles } from "../../metrics/read-lag/less-crowded-lag.ts";
import type { Weighted } from "../../metrics/read-lag/ranked-lag.ts";
import { outside } from "../../mqtt/wire/ledger.ts";
import type { SensorGroup } from "../../scenario/base.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import type { Totals } from "./totals.ts";

type Timed = Pick<SensorGroup, "qos" | "schedule">;

export interface LessReadLag {
  readonly less: Histogram;
  /** The same beyond the median. */
  readonly ranked: readonly Weighted[];
  /** Each lag that was taken off. */
  readonly lags: readonly Quantiles[];
}

/** What was found of an account's times, and of how many of them and how many probes: they are asked for by group and for all groups. */
const found = new WeakMap<Histogram, { readonly of: string; readonly less: LessLag | undefined }>();

const nothing: LessReadLag = { less: new Histogram(), ranked: [], lags: [] };

/** `metric` of some accounts together; empty where there is none, or where the lag of a part of it is not known. */
export function withoutReadLag(
  totals: Pick<Totals, "histogram" | "probes">,
  { sensors }: { readonly sensors: readonly Timed[] },
  accounts: readonly number[],
  metric: HistogramName,
): LessReadLag {
  const less = new Histogram();
  const parts: LessLag[] = [];
  for (const account of accounts) {
    const times = totals.histogram(account, metric);
    if (times === undefined || times.count === 0) continue;
    const kind = lagOf(metric, account === outside ? undefined : sensors[account - 1]);
    const part = lessLagOf(totals, account, metric, kind);
    if (part === undefined) return nothing;
    less.merge(part.less);
    parts.push(part);
  }
  return { less, ranked: parts.flatMap(({ ranked }) => ranked), lags: parts.map(({ lags }) => lags) };
}

function lessLagOf(
  totals: Pick<Totals, "histogram" | "probes">,
  account: number,
  metric: HistogramName,
  kind: CrowdedTime,
): LessLag | undefined {
  const times = totals.histogram(account, metric);
  if (times === undefined) return undefined;
  const of = `${times.count} ${times.mean} ${totals.probes.seen}`;
  const known = found.get(times);
  if (known?.of === of) return known.less;
  const less = lessCrowdedLag(timesByCrowd(totals, account, metric, times), totals.probes.of(kind));
  found.set(times, { of, less });
  return less;
}

/** A time that no crowd is known of counts as read alone. */
function timesByCrowd(
  totals: Pick<Totals, "histogram">,
  account: number,
  metric: HistogramName,
  times: Histogram,
): readonly Histogram[] {
  if (!isCrowdedTime(metric)) return [times];
  const among = crowdNamesOf(metric).map((name) => totals.histogram(account, name) ?? new Histogram());
  return [times.without(among), ...among];
}

export function everyAccount({ sensors }: Pick<Scenario, "sensors">): readonly number[] {
  return [outside, ...sensors.map((_, group) => group + 1)];
}

/** What of the probes is like the last answer that is in it: the thread had been woken to send, or had just read something and answered that. */
function lagOf(metric: HistogramName, group: Timed | undefined): CrowdedTime {
  if (group === undefined) return "publishLeg";
  if (metric === "serviceTime" && group.qos === 2) return "serviceTime";
  return metric === "releaseLeg" || group.schedule.kind === "closed" ? "releaseLeg" : "publishLeg";
}
