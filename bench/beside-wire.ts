/** mqbench's figures of a round beside the wire's, and how near they must be. Pure. */
import type { Trial } from "../src/result/schema.ts";
import { percentileUs, valueOf } from "./own-run.ts";
import { medianOf } from "./rounds.ts";
import { lastDue, percentileOf } from "./wire-times.ts";
import type { WireExchange, WireTimes } from "./wire-times.ts";

/** The percentiles that are held beside the wire, and how far from it each may be less read lag, as a share of it. */
const percents = [
  { percent: 50, allowed: 0.1 },
  { percent: 99, allowed: 0.15 },
] as const;

export interface BesideWire {
  readonly title: string;
  readonly measuredUs: number;
  readonly readLagUs: number;
  readonly lessLagUs: number;
  /** What a percentile beyond the median is at least and at most; null of the median. */
  readonly bounds: Bounds | null;
  readonly wireUs: number;
  readonly allowed: number;
}

interface Bounds {
  readonly leastUs: number;
  readonly mostUs: number;
}

/** What can be counted must be equal. */
export interface CountedBesideWire {
  readonly title: string;
  readonly own: number;
  readonly wire: number;
}

export interface Round {
  readonly times: readonly BesideWire[];
  readonly counts: readonly CountedBesideWire[];
  /** Cores that other programs used, the capture among them; NaN: not known. */
  readonly otherCpu: number;
}

const latencies = [
  ["serviceTime", "service time", (each: WireExchange) => each.serviceTimeNs],
  ["publishLeg", "first leg", (each: WireExchange) => each.publishLegNs],
  ["releaseLeg", "second leg", (each: WireExchange) => each.releaseLegNs],
] as const;

/** Throws where the capture does not have every message of measure. */
export function besideWire(trial: Trial, wire: WireTimes): Round {
  const acknowledged = valueOf(trial, "acknowledged");
  if (wire.exchanges.length < acknowledged || acknowledged !== valueOf(trial, "intended"))
    throw new Error(
      `the wire has ${wire.exchanges.length} whole exchanges, mqbench ${acknowledged} in measure of ${valueOf(trial, "intended")} that were due`,
    );
  const exchanges = lastDue(wire.exchanges, acknowledged);
  const times = latencies.flatMap(([metric, name, read]) => {
    const ns = exchanges.map(read).filter((each) => each !== null);
    if (ns.length === 0) return [];
    return percents.map(({ percent, allowed }) => ({
      title: `${name} p${percent}`,
      measuredUs: percentileUs(trial, metric, `p${percent}`),
      readLagUs: percentileUs(trial, endsAtWork(metric, exchanges) ? "readLagAtWork" : "readLag", `p${percent}`),
      ...lessLagOf(trial, `${metric}LessReadLag`, percent),
      wireUs: percentileOf(ns, percent) / 1000,
      allowed,
    }));
  });
  return { times, counts: countsOf(trial, wire, exchanges), otherCpu: trial.machine?.otherCpu ?? Number.NaN };
}

/** NaN where it does not exist. */
function lessLagOf(trial: Trial, name: string, percent: 50 | 99): Pick<BesideWire, "lessLagUs" | "bounds"> {
  const lessUs = percentileUs(trial, name, `p${percent}`);
  if (percent === 50) return { lessLagUs: lessUs, bounds: null };
  const metric = trial.metrics[name];
  const read = (which: "atMost" | "estimates"): number =>
    metric?.kind === "histogram" ? (metric[which]?.[`p${percent}`] ?? Number.NaN) / 1000 : Number.NaN;
  return { lessLagUs: read("estimates"), bounds: { leastUs: lessUs, mostUs: read("atMost") } };
}

/** Its last answer is to what left when the thread had just read something: PUBREL. */
function endsAtWork(metric: string, [first]: readonly WireExchange[]): boolean {
  return metric === "releaseLeg" || (metric === "serviceTime" && first !== undefined && first.releaseLegNs !== null);
}

function countsOf(trial: Trial, wire: WireTimes, exchanges: readonly WireExchange[]): readonly CountedBesideWire[] {
  const bytes = exchanges.reduce((sum, each) => sum + each.bytes, 0) / exchanges.length;
  const counts = [{ title: "MQTT bytes a message", own: valueOf(trial, "wireBytesPerMessage"), wire: bytes }];
  const network = trial.load.kind === "steady" ? trial.load.network : null;
  if (network === null) return counts;
  const { segmentsUp, segmentsDown, headerBytesUp, headerBytesDown } = network.whole;
  return [
    ...counts,
    { title: "TCP segments", own: segmentsUp + segmentsDown, wire: wire.headers.segments },
    { title: "TCP and IP header bytes", own: headerBytesUp + headerBytesDown, wire: wire.headers.bytes },
  ];
}

/** Each figure's medians over the rounds. */
export function medianTimes(rounds: readonly Round[]): readonly BesideWire[] {
  return (rounds[0]?.times ?? []).map(({ title, allowed, bounds }, place) => {
    const over = (read: (each: BesideWire) => number): number =>
      medianOf(rounds.flatMap(({ times }) => times.slice(place, place + 1).map(read)));
    return {
      title,
      measuredUs: over(({ measuredUs }) => measuredUs),
      readLagUs: over(({ readLagUs }) => readLagUs),
      lessLagUs: over(({ lessLagUs }) => lessLagUs),
      bounds:
        bounds === null
          ? null
          : {
              leastUs: over((each) => each.bounds?.leastUs ?? Number.NaN),
              mostUs: over((each) => each.bounds?.mostUs ?? Number.NaN),
            },
      wireUs: over(({ wireUs }) => wireUs),
      allowed,
    };
  });
}

/** A figure that does not exist is not within anything. */
export function isBesideWire({ lessLagUs, bounds, wireUs, allowed }: BesideWire): boolean {
  const isBetween = bounds === null || (bounds.leastUs <= wireUs && wireUs <= bounds.mostUs);
  return isBetween && Math.abs(lessLagUs / wireUs - 1) <= allowed;
}

/** What is asked of it, and whether it is so. */
export function verdictOf(figure: BesideWire): string {
  const { bounds, allowed } = figure;
  const between = bounds === null ? "" : `, between ${bounds.leastUs.toFixed(0)} and ${bounds.mostUs.toFixed(0)}`;
  return `${isBesideWire(figure) ? "" : "NOT "}within ${allowed * 100} %${between}`;
}

/** QoS 2's median service time as a multiple of QoS 1's, both less read lag. */
export function ratioOf(one: readonly BesideWire[], two: readonly BesideWire[]): BesideWire {
  const [by, value] = [one[0], two[0]];
  const over = (read: (each: BesideWire) => number): number =>
    value === undefined || by === undefined ? Number.NaN : read(value) / read(by);
  return {
    title: "QoS 2 / QoS 1, p50",
    measuredUs: over(({ measuredUs }) => measuredUs),
    readLagUs: Number.NaN,
    lessLagUs: over(({ lessLagUs }) => lessLagUs),
    bounds: null,
    wireUs: over(({ wireUs }) => wireUs),
    allowed: percents[0].allowed,
  };
}
