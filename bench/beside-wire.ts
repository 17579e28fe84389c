/** mqbench's figures of a round beside the wire's, and how near they must be. Pure. */
import type { Trial } from "../src/result/schema.ts";
import { percentileUs, valueOf } from "./own-run.ts";
import { medianOf } from "./rounds.ts";
import { lastDue, percentileOf } from "./wire-times.ts";
import type { WireExchange, WireTimes } from "./wire-times.ts";

/** How far from the wire a median less read lag may be, as a share of it. */
const allowed = 0.1;

export interface BesideWire {
  readonly title: string;
  readonly measuredUs: number;
  readonly readLagUs: number;
  /** Of a percentile beyond the median the least that it can be. */
  readonly lessLagUs: number;
  /** The most that it can be; null: it is one number. */
  readonly atMostUs: number | null;
  readonly wireUs: number;
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
    return ([50, 99] as const).map((percent) => ({
      title: `${name} p${percent}`,
      measuredUs: percentileUs(trial, metric, `p${percent}`),
      readLagUs: percentileUs(trial, endsAtWork(metric, exchanges) ? "readLagAtWork" : "readLag", `p${percent}`),
      lessLagUs: percentileUs(trial, `${metric}LessReadLag`, `p${percent}`),
      atMostUs: percent === 50 ? null : atMostUs(trial, `${metric}LessReadLag`, `p${percent}`),
      wireUs: percentileOf(ns, percent) / 1000,
    }));
  });
  return { times, counts: countsOf(trial, wire, exchanges), otherCpu: trial.machine?.otherCpu ?? Number.NaN };
}

/** NaN where it does not exist. */
function atMostUs({ metrics }: Trial, name: string, percentile: string): number {
  const metric = metrics[name];
  return metric?.kind === "histogram" ? (metric.atMost?.[percentile] ?? Number.NaN) / 1000 : Number.NaN;
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
  return (rounds[0]?.times ?? []).map(({ title, atMostUs: most }, place) => {
    const over = (read: (each: BesideWire) => number): number =>
      medianOf(rounds.flatMap(({ times }) => times.slice(place, place + 1).map(read)));
    return {
      title,
      measuredUs: over(({ measuredUs }) => measuredUs),
      readLagUs: over(({ readLagUs }) => readLagUs),
      lessLagUs: over(({ lessLagUs }) => lessLagUs),
      atMostUs: most === null ? null : over((each) => each.atMostUs ?? Number.NaN),
      wireUs: over(({ wireUs }) => wireUs),
    };
  });
}

/** A figure that does not exist is not within anything. */
export function isBesideWire({ lessLagUs, atMostUs: most, wireUs }: BesideWire): boolean {
  if (most !== null) return lessLagUs <= wireUs && wireUs <= most;
  return Math.abs(lessLagUs / wireUs - 1) <= allowed;
}

/** What is asked of it, and whether it is so. */
export function verdictOf(figure: BesideWire): string {
  const asked = figure.atMostUs === null ? `within ${allowed * 100} %` : "the wire lies between";
  return `${isBesideWire(figure) ? "" : "NOT "}${asked}`;
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
    atMostUs: null,
    wireUs: over(({ wireUs }) => wireUs),
  };
}
