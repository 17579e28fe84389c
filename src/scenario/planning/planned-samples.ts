/** How many samples a latency can have by the plan, and thresholds on percentiles that so few say nothing of. Pure. */
import { formatCount, formatSeconds } from "../../format.ts";
import { isHistogramName, lessReadLagOf, metricInfo } from "../../metrics/catalogue.ts";
import { fewestSamplesFor, percentiles } from "../../metrics/percentiles.ts";
import { pingDueNs } from "../../mqtt/client/keepalive.ts";
import { ofGroup, whyNotApplicable } from "../applicability.ts";
import { audiencesOf, matchSensors } from "../audiences.ts";
import { fleetSize } from "../fleet.ts";
import { rowOf } from "../loads.ts";
import { dueBySensor, isExact, wallNsOf } from "./plan.ts";
import type { Scenario } from "../scenario.ts";
import type { Threshold } from "../keys/thresholds/thresholds.ts";

type Asked = Pick<Threshold, "metric" | "statistic" | "group">;

/** By a schedule of chance more may come than are expected: never twice as many, of so many. */
const chance = 2;

/** In words, why a threshold fails however the broker answers; undefined: it need not. */
export function whyTooFewSamples(threshold: Asked, scenario: Scenario): string | undefined {
  if (whyNotApplicable(threshold, scenario) !== null) return undefined;
  if (sampled(threshold.metric) === "pingRoundTrip") return whyNoPing(scenario);
  const percentile = /^p([\d.]+)$/u.exec(threshold.statistic ?? "")?.[1];
  if (percentile === undefined) return undefined;
  const planned = plannedSamples(threshold, scenario);
  const needed = fewestSamplesFor(Number(percentile));
  if (planned === undefined || planned.count >= needed) return undefined;
  const enough = percentiles.findLast((each) => planned.count >= fewestSamplesFor(each)) ?? 50;
  const many = formatCount(Math.floor(planned.count));
  return `p${percentile} needs ${formatCount(needed)} samples and ${planned.what} at most ${many}: it can only fail; ${planned.advice}, or ask for p${enough}`;
}

/** A ping is due when a client has sent nothing else for its keepalive; undefined: it may be, as where the broker has a say in how long that is. */
function whyNoPing(scenario: Scenario): string | undefined {
  const { load, keepaliveSeconds, protocol } = scenario;
  const longestNs = wallNsOf(scenario);
  const isOpen = rowOf(load).traits.course !== "phases" || protocol === "5";
  if (isOpen || longestNs >= pingDueNs(0, keepaliveSeconds * 1e9)) return undefined;
  return `no PINGREQ is due, with a keepalive of ${keepaliveSeconds} s and a trial of ${formatSeconds(longestNs)} at most: it can only fail; make keepalive shorter or phases.measure longer`;
}

interface Planned {
  readonly count: number;
  readonly what: string;
  readonly advice: string;
}

/** undefined: nobody can know. */
function plannedSamples({ metric, group }: Asked, scenario: Scenario): Planned | undefined {
  const { load, phases, session, brokerRestart } = scenario;
  if (metric === "connectLatency") {
    const { sensors, subscribers } = fleetSize(scenario);
    const isOnce = session.reconnect === null && brokerRestart === null;
    if (!isOnce || rowOf(load).traits.course === "levels") return undefined;
    return { count: sensors + subscribers, what: "clients that connect are", advice: "use more clients" };
  }
  const own = rowOf(load).plannedSamples?.(metric, scenario, load);
  if (own !== undefined) return { count: own, what: "the load has", advice: "make load.for longer" };
  if (!rowOf(load).traits.isScheduled || !isOfMessages(metric)) return undefined;
  const of = group === null ? scenario : ofGroup(scenario, group);
  const due = dueBySensor(of, phases.warmupNs, phases.warmupNs + phases.measureNs);
  if (due === null) return undefined;
  const { minQos, qosOf } = metricInfo(metric);
  const isOfDeliveries = qosOf === "subscribers";
  const timesOf = isOfDeliveries ? deliveriesOf(of, minQos) : null;
  const sensorQos = of.sensors.flatMap(({ count, qos }) => Array.from({ length: count }, () => qos));
  const count = due.reduce((sum, messages, sensor) => {
    const times = timesOf === null ? 1 : timesOf(sensor, sensorQos[sensor] ?? 0);
    return (sensorQos[sensor] ?? 0) >= minQos ? sum + messages * times : sum;
  }, 0);
  return {
    count: isExact(of) ? Math.round(count) : count * chance,
    what: `measure has ${isOfDeliveries ? "deliveries" : "messages"} for`,
    advice: "make phases.measure longer, send more often",
  };
}

/** Each message, or delivery, of measure has one sample. */
function isOfMessages(metric: Threshold["metric"]): boolean {
  return isHistogramName(metric) && messageLatencies.has(sampled(metric));
}

/** The metric whose samples it is made of. */
function sampled(metric: Threshold["metric"]): Threshold["metric"] {
  return isHistogramName(metric) ? (lessReadLagOf.get(metric) ?? metric) : metric;
}

const messageLatencies: ReadonlySet<Threshold["metric"]> = new Set([
  "pacingDelay",
  "publishDelay",
  "serviceTime",
  "publishLatency",
  "publishLeg",
  "turnaround",
  "releaseLeg",
  "endToEndLatency",
  "released",
]);

/** To how many audiences a message of a sensor goes, at a QoS from `minQos` on. */
function deliveriesOf(scenario: Scenario, minQos: number): (sensor: number, qos: number) => number {
  const audiences = audiencesOf(scenario);
  const matches = matchSensors(scenario);
  return (sensor, qos) =>
    (matches[sensor] ?? []).filter((place) => Math.min(qos, audiences[place]?.qos ?? 0) >= minQos).length;
}
