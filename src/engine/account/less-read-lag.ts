/** Times without mqbench's own read lag: each group's less the lag that its answers met. Pure. */
import type { HistogramName } from "../../metrics/catalogue.ts";
import { Histogram } from "../../metrics/histogram.ts";
import { lessLag } from "../../metrics/less-lag.ts";
import { outside } from "../../mqtt/wire/ledger.ts";
import type { SensorGroup } from "../../scenario/base.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import type { Totals } from "./totals.ts";

type Timed = Pick<SensorGroup, "qos" | "schedule">;

export interface LessReadLag {
  readonly less: Histogram;
  /** Each kind of lag that was taken off. */
  readonly lags: readonly Histogram[];
}

/** What was found of an account's times, and of how many of them and of the lag: they are asked for by group and for all groups. */
const found = new WeakMap<Histogram, { readonly of: string; readonly less: Histogram | undefined }>();

function lessLagOf(times: Histogram, lags: Histogram): Histogram | undefined {
  const of = `${times.count} ${times.mean} ${lags.count} ${lags.mean}`;
  const known = found.get(times);
  if (known?.of === of) return known.less;
  const less = lessLag(times, lags);
  found.set(times, { of, less });
  return less;
}

/** `metric` of some accounts together; empty where there is none, or where the lag of a part of it is not known. */
export function withoutReadLag(
  totals: Pick<Totals, "histogram" | "merged">,
  { sensors }: { readonly sensors: readonly Timed[] },
  accounts: readonly number[],
  metric: HistogramName,
): LessReadLag {
  const less = new Histogram();
  const taken = new Map<HistogramName, Histogram>();
  for (const account of accounts) {
    const times = totals.histogram(account, metric);
    if (times === undefined || times.count === 0) continue;
    const kind = lagOf(metric, account === outside ? undefined : sensors[account - 1]);
    const lags = taken.get(kind) ?? totals.merged(kind);
    const part = lags === undefined ? undefined : lessLagOf(times, lags);
    if (lags === undefined || part === undefined) return { less: new Histogram(), lags: [] };
    taken.set(kind, lags);
    less.merge(part);
  }
  return { less, lags: [...taken.values()] };
}

export function everyAccount({ sensors }: Pick<Scenario, "sensors">): readonly number[] {
  return [outside, ...sensors.map((_, group) => group + 1)];
}

/** What the thread did before the last answer that is in it: it had been woken to send, or had just read something and answered that. */
function lagOf(metric: HistogramName, group: Timed | undefined): "readLag" | "readLagAtWork" {
  if (group === undefined) return "readLag";
  const endsAtWork = metric === "releaseLeg" || (metric === "serviceTime" && group.qos === 2);
  return endsAtWork || group.schedule.kind === "closed" ? "readLagAtWork" : "readLag";
}
