/** Whether a trial sustained its rate, and what its point of the curve shows. Pure. */
import { formatCount, formatMs, formatPercent } from "../format.ts";
import type { Unit } from "../metrics/metric-info.ts";
import type { CapacityPoint } from "../result/capacity.ts";
import type { Trial } from "../result/schema.ts";
import { readStatistic } from "../result/sections/statistic.ts";
import { isTakenByOthers, othersUsed } from "../rules/lateness.ts";
import { tooFewSamples } from "../rules/thresholds.ts";
import { limits } from "../rules/validity.ts";
import { parseThreshold } from "../scenario/keys/thresholds/thresholds.ts";
import { fleetLimit, visitsBehind } from "./loads/visits-behind.ts";
import type { RateVerdict } from "./next-rate.ts";

/** Findings of validity that are the fault of mqbench, its link, its agents or their machines: they show nothing of the broker. */
const generatorFaults: ReadonlySet<string> = new Set([
  "ended-itself",
  "report-missing",
  "start-skew",
  "merge-differs",
  "late",
  "rate-missed",
  "event-loop-late",
  "generator-busy",
  "read-late",
  "sender-starved",
  "held-by-link",
]);
/** Share of the rate below which the broker falls behind, whatever its latencies say so far. */
const keptUpShare = 0.97;

export interface Judgement {
  readonly verdict: RateVerdict;
  readonly because: string | null;
}

export function judgeRate(trial: Trial): Judgement {
  const own = trial.invalidBecause.find(({ code }) => generatorFaults.has(code));
  if (own !== undefined) return { verdict: "generator", because: own.text };
  const failed = trial.thresholds.filter(({ outcome }) => outcome === "failed");
  const ofOthers = failed.filter((outcome) => !saysNothing(outcome) && ownDelay(trial, outcome) === null);
  const [broken] = ofOthers;
  const ofBroker = broken?.nothing === undefined ? broken?.text : `${broken.text}: ${broken.nothing}`;
  const because = trial.invalidBecause[0]?.text ?? ofBroker ?? fallsBehind(trial) ?? visitsBehind(trial, keptUpShare);
  if (because !== undefined) {
    const ofFleet = trial.invalidBecause.length > 0 ? undefined : fleetLimit(trial, ofOthers.map(metricOf));
    if (ofFleet !== undefined) return { verdict: "generator", because: ofFleet };
    const { machine } = trial;
    // A broker that other programs kept from its CPU has shown no limit.
    const isTaken = machine !== undefined && isTakenByOthers(machine);
    if (!isTaken) return { verdict: "exceeded", because };
    const isCondition = broken !== undefined && because === ofBroker;
    return {
      verdict: "generator",
      because: `${isCondition ? failedWords(broken) : because}, while ${othersUsed(machine)}`,
    };
  }
  const [first] = failed;
  if (first === undefined) return { verdict: "sustained", because: null };
  return { verdict: "generator", because: `${first.text}: ${ownDelay(trial, first) ?? first.nothing ?? ""}` };
}

/** `publishLatency.p99 < 50ms did not hold (measured 61 ms)`. */
function failedWords({ text, measured, unit, nothing, unended }: Trial["thresholds"][number]): string {
  const atLeast = unended === undefined ? "" : "at least ";
  return `${text} did not hold (${measured === null ? (nothing ?? "nothing measured") : `measured ${atLeast}${measuredText(measured, unit)}`})`;
}

function metricOf({ text }: Trial["thresholds"][number]): string {
  const condition = parseThreshold(text, null);
  return typeof condition === "string" ? text : condition.metric;
}

function measuredText(measured: number, unit: Unit): string {
  switch (unit) {
    case "ns":
      return formatMs(measured);
    case "bytes":
      return `${formatCount(measured)} B`;
    case "count":
      return formatCount(measured);
    case "perSecond":
      return `${formatCount(measured)}/s`;
    case "ratio":
      return formatPercent(measured);
  }
}

/** Too few samples, by chance or since messages came late, are no limit of the broker; nothing at all is. */
function saysNothing({ measured, nothing }: Trial["thresholds"][number]): boolean {
  return measured === null && nothing === tooFewSamples;
}

/** Latencies that count from what was intended, with mqbench's own delay, which is part of them. */
const fromIntended: ReadonlyMap<string, "pacingDelay" | "connectDelay"> = new Map([
  ["publishLatency", "pacingDelay"],
  ["endToEndLatency", "pacingDelay"],
  ["released", "pacingDelay"],
  ["connectTime", "connectDelay"],
  ["visitTime", "connectDelay"],
]);
const delayWords = { pacingDelay: "pacing delay", connectDelay: "connect delay" } as const;

/** Why a condition failed by mqbench's own delay, in words: without it the latency would hold. null: it failed by something else. */
function ownDelay({ metrics }: Trial, { text, measured, unended }: Trial["thresholds"][number]): string | null {
  const condition = parseThreshold(text, null);
  // What had not ended is the broker's to end.
  if (typeof condition === "string" || measured === null || unended !== undefined) return null;
  const own = fromIntended.get(condition.metric);
  const delay = own === undefined ? undefined : metrics[own];
  if (own === undefined || !condition.comparison.startsWith("<") || delay?.kind !== "histogram") return null;
  const { statistic } = condition;
  const ownNs = statistic === "max" ? delay.max : delay.percentiles[statistic ?? ""];
  if (ownNs === undefined || ownNs < measured * limits.publishDelayShare) return null;
  if (measured - ownNs >= condition.limit) return null;
  return `${formatMs(measured)}, of which mqbench's own delay (${delayWords[own]} ${statistic ?? ""}) is ${formatMs(ownNs)}`;
}

function fallsBehind({ metrics, phasesNs }: Trial): string | undefined {
  const value = (name: string): number | undefined => {
    const metric = metrics[name];
    return metric?.kind === "value" ? metric.value : undefined;
  };
  const offered = value("offeredRate") ?? 0;
  const fanOut = (value("expectedDeliveries") ?? 0) / Math.max(1, value("sent") ?? 0);
  const rates = [
    ["acknowledged", value("acknowledgedRate"), offered],
    ["delivered", value("deliveredRate"), offered * fanOut],
  ] as const;
  // One message may be on its way at the end, which is more than the share where few are due.
  const oneMessage = Math.max(1, fanOut) / ((phasesNs["measure"] ?? 0) / 1e9);
  const behind = rates.find(
    ([, rate, due]) => rate !== undefined && rate < due * keptUpShare && due - rate > oneMessage * 1.001,
  );
  if (behind === undefined) return undefined;
  const [what, rate, due] = behind;
  return `${what} ${formatCount(rate ?? 0)}/s of ${formatCount(due)}/s`;
}

const values = [
  "offeredRate",
  "acknowledgedRate",
  "deliveredRate",
  "connectRate",
  "visitsFailed",
  "lost",
  "unsent",
  "generatorCpu",
  "brokerRunDelay",
];
const latencies = ["publishDelay", "serviceTime", "publishLatency", "endToEndLatency", "connectTime", "visitTime"];

/** A figure that does not exist in the case has no key. */
export function figuresOf({ metrics }: Trial): Pick<CapacityPoint, "figures" | "atLeast"> {
  const figures: Record<string, number> = {};
  const atLeast: string[] = [];
  for (const name of values) {
    const metric = metrics[name];
    if (metric?.kind === "value") figures[name] = metric.value;
  }
  for (const name of latencies) {
    const metric = metrics[name];
    if (metric?.kind !== "histogram") continue;
    for (const statistic of ["p50", "p99"] as const) {
      const found = readStatistic(metric, statistic);
      if (found === null) continue;
      figures[`${name}.${statistic}`] = found.value;
      if (found.isAtLeast) atLeast.push(`${name}.${statistic}`);
    }
  }
  const cpu = metrics["brokerCpuPerMessage"];
  if (cpu?.kind === "value") figures["brokerCpu"] = (cpu.value * (figures["offeredRate"] ?? 0)) / 1e9;
  return atLeast.length === 0 ? { figures } : { figures, atLeast };
}
