/** What each figure of a broker lies between, so that two brokers, or two passes, can be held against each other. Pure. */
import { holdCases } from "../../src/analysis/loads/hold.ts";
import type { Interval } from "../../src/analysis/ranks/interval.ts";
import { median } from "../../src/metrics/statistics.ts";
import { formatBytes } from "../../src/report/format.ts";
import type { RunResult } from "../../src/result/schema.ts";
import { figureInterval, intervalCell } from "./cells.ts";
import type { Figure } from "./cells.ts";
import { costs, latencies, storms } from "./figures.ts";
import type { ComparedBroker } from "./page.ts";
import { nameOf, rateCell, shownGauge, stepsAt } from "./tables.ts";

export interface Reach {
  readonly low: number;
  /** Infinity: it is at least `low`. */
  readonly high: number;
  /** What stands for it where a share is asked for: of a figure of trials their median. */
  readonly middle: number;
  /** As the tables have it. */
  readonly text: string;
}

/** By `experiment, case: figure`; what has no interval, or does not exist, is left out. */
export function reachesOf({ runs, capacity }: ComparedBroker): ReadonlyMap<string, Reach> {
  return new Map([
    ...figureReaches("cost", runs.cost, costs),
    ...figureReaches("rates", runs.rates, latencies),
    ...(capacity?.cases ?? []).flatMap((each): Entry[] => {
      const { ratePerSecond, bound } = each;
      if (ratePerSecond === null) return [];
      const high = bound?.kind === "broker" ? bound.ratePerSecond : Infinity;
      const reach = { low: ratePerSecond, high, middle: ratePerSecond, text: rateCell(each) };
      return [[`capacity, ${nameOf(each)}: rate sustained`, reach]];
    }),
    ...heldReaches(runs.held),
    ...[0, 1, 2].flatMap((qos): Entry[] => {
      const { tried, broken } = stepsAt(runs.guarantees, qos);
      const count = broken.length;
      const text = `${tried.length - count} of ${tried.length} kept`;
      return tried.length === 0
        ? []
        : [[`guarantees, qos=${qos}: broken steps`, { low: count, high: count, middle: count, text }]];
    }),
    ...figureReaches("storm", runs.storm, storms),
  ]);
}

type Entry = readonly [string, Reach];

function figureReaches(
  experiment: string,
  result: RunResult | undefined,
  figures: readonly Figure[],
): readonly Entry[] {
  if (result === undefined) return [];
  return result.cases.flatMap((each) =>
    figures.flatMap((figure): Entry[] => {
      const { interval, values, isAtLeast } = figureInterval(result, each.id, figure);
      if (interval === undefined || interval.halfWidth === null) return [];
      const text = intervalCell(interval, values.length, figure.format);
      const reach = { low: Math.min(...values), high: Math.max(...values), middle: median(values), text };
      const key = `${experiment}, ${nameOf(each)}: ${figure.title}`;
      return [[key, isAtLeast ? { ...reach, high: Infinity, text: `≥ ${reach.text}` } : reach]];
    }),
  );
}

/** By gauge: the heap of one is not held against the resident memory of another. */
function heldReaches(result: RunResult | undefined): readonly Entry[] {
  if (result === undefined) return [];
  const held = holdCases(result);
  return result.cases.flatMap((each): Entry[] => {
    const found = held.find(({ id }) => id === each.id);
    const gauge = shownGauge(found);
    const reach = heldReach(gauge?.bytesPerHeld, found?.trials ?? 0);
    return gauge === undefined || reach === undefined
      ? []
      : [[`held, ${nameOf(each)}: bytes a message, ${gauge.gauge}`, reach]];
  });
}

/** Of a line's slope the interval: it is no value of each trial. */
function heldReach(interval: Interval | null | undefined, trials: number): Reach | undefined {
  if (interval === null || interval === undefined || interval.halfWidth === null) return undefined;
  const { mean, halfWidth } = interval;
  const text = intervalCell(interval, trials, (bytes) => formatBytes(Math.round(bytes)));
  return { low: mean - halfWidth, high: mean + halfWidth, middle: mean, text };
}
