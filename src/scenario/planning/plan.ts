/** The plan of a run: its cases, the order of its trials, and what each case must cost. Pure. */
import type { Demands } from "../../broker/facts/capabilities.ts";
import { startNsOf, whyDoubtful, whyUnsupported } from "../../broker/facts/broker-facts.ts";
import { countDue, firstSensors, receiversOf } from "../fleet.ts";
import { gridNsOf } from "../keys/pacing-grid.ts";
import type { Qos } from "../keys/qos.ts";
import { rowOf } from "../loads.ts";
import type { Scenario } from "../scenario.ts";
import { linkProbesNs } from "./link-pings.ts";
import { predictHops } from "./predict-hops.ts";
import type { PredictedHops } from "./predict-hops.ts";

export interface ResolvedCase {
  /** The case's id, for example qos=2; empty when nothing is swept. */
  readonly id: string;
  readonly axes: Readonly<Record<string, string | number | boolean>>;
  readonly scenario: Scenario;
}

export interface PlannedCase extends ResolvedCase {
  /** Why the broker cannot run it, in words: it has no trials then. */
  readonly unsupported: string | null;
  /** Why the broker will perhaps not run it, in words: it is asked before the first trial. */
  readonly doubt: string | null;
  readonly connections: number;
  /** Messages due; null in a closed loop, where nobody can know. */
  readonly messages: { readonly warmup: number; readonly measure: number } | null;
  /** Whether `messages` is exact; with poisson arrivals it is what may be expected. */
  readonly isCertain: boolean;
  readonly deliveries: number | null;
  readonly predicted: PredictedHops | null;
  /** Of each group of sensors, or kind of message; null where `messages` is. */
  readonly groups: readonly PlannedGroup[] | null;
  /** The longest time it takes: the broker's start and end as seen, the probes of the link, every phase in full, connections and subscriptions begun at the connect rate. */
  readonly wallNs: number;
}

export interface PlannedGroup {
  readonly name: string;
  readonly messages: { readonly warmup: number; readonly measure: number };
  readonly deliveries: number;
  readonly predicted: PredictedHops;
}

export interface PlannedTrial {
  readonly case: PlannedCase;
  /** The trial's number within its case, from 1. */
  readonly trial: number;
}

export interface Plan {
  readonly cases: readonly PlannedCase[];
  /** Trials in the order they run: round by round, the cases of a round shuffled, so that drift of the machine hits all alike. */
  readonly trials: readonly PlannedTrial[];
}

export function planRun(cases: readonly ResolvedCase[]): Plan {
  const planned = cases.map(planCase);
  const possible = planned.filter(({ unsupported }) => unsupported === null);
  const rounds = Math.max(0, ...possible.map(({ scenario }) => scenario.trials));
  const trials: PlannedTrial[] = [];
  for (let trial = 1; trial <= rounds; trial += 1) {
    const round = possible.filter(({ scenario }) => trial <= scenario.trials);
    trials.push(
      ...shuffled(round, (planned[0]?.scenario.seed ?? 1) * 1009 + trial).map((each) => ({
        case: each,
        trial,
      })),
    );
  }
  return { cases: planned, trials };
}

/** The most that a run of these cases takes, without what else is planned of them. */
export function longestNs(cases: readonly ResolvedCase[]): number {
  const possible = cases.filter(({ scenario }) => whyUnsupported(scenario.broker, demandsOf(scenario)) === undefined);
  return possible.reduce((sum, { scenario }) => sum + scenario.trials * wallNsOf(scenario), 0);
}

/** The longest time that a trial takes, as `wallNs` of its case says. */
export function wallNsOf(scenario: Scenario): number {
  const row = rowOf(scenario.load);
  const begun = row.connections(scenario, scenario.load) + receiversOf(scenario).length;
  return (
    startNsOf(scenario.broker) +
    linkProbesNs(scenario) +
    (begun / scenario.connect.ratePerSecond) * 1e9 +
    row.timeNs(scenario, scenario.load)
  );
}

function planCase(resolved: ResolvedCase): PlannedCase {
  const { scenario } = resolved;
  const { warmupNs, measureNs } = scenario.phases;
  const row = rowOf(scenario.load);
  const connections = row.connections(scenario, scenario.load);
  const demands = demandsOf(scenario);
  const unsupported = whyUnsupported(scenario.broker, demands) ?? null;
  const doubt = unsupported === null ? (whyDoubtful(scenario.broker, demands) ?? null) : null;
  const wallNs = wallNsOf(scenario);
  const warmup = dueBySensor(scenario, 0, warmupNs);
  const measure = dueBySensor(scenario, warmupNs, warmupNs + measureNs);
  if (warmup === null || measure === null || !row.traits.isScheduled) {
    return {
      ...resolved,
      unsupported,
      doubt,
      connections,
      messages: null,
      isCertain: false,
      deliveries: null,
      predicted: null,
      groups: null,
      wallNs,
    };
  }
  const { hops, deliveries, groups } = predictHops(
    scenario,
    (sensor) => measure[sensor] ?? 0,
    (sensor) => Math.round(warmup[sensor] ?? 0),
  );
  const total = (due: Float64Array): number => Math.round(due.reduce((sum, each) => sum + each, 0));
  const messages = { warmup: total(warmup), measure: total(measure) };
  const first = firstSensors(scenario);
  const totalOf = (due: Float64Array, group: number): number => total(due.slice(first[group], first[group + 1]));
  const isCertain = isExact(scenario);
  return {
    ...resolved,
    unsupported,
    doubt,
    connections,
    messages,
    isCertain,
    deliveries: Math.round(deliveries),
    predicted: hops,
    groups: groups.map((each, group) => ({
      name: scenario.sensors[group]?.name ?? "",
      messages: { warmup: totalOf(warmup, group), measure: totalOf(measure, group) },
      deliveries: Math.round(each.deliveries),
      predicted: each.hops,
    })),
    wallNs,
  };
}

/** The most that a case asks of its broker. */
export function demandsOf(scenario: Scenario): Demands {
  const { protocol, load, sensors, subscribers } = scenario;
  const row = rowOf(load);
  if (row.traits.isProbe) return { protocol, publishQos: 0, subscribeQos: 0, shares: false, heldBySubscriber: 0 };
  const listening = sensors.flatMap(({ listen }) => (listen === null ? [] : [listen]));
  const own = row.ownQos?.(load) ?? { publish: [], subscribe: [] };
  return {
    protocol,
    publishQos: highest([...sensors.map(({ qos }) => qos), ...own.publish]),
    subscribeQos: highest([...[...subscribers, ...listening].map(({ qos }) => qos), ...own.subscribe]),
    shares: subscribers.some(({ share }) => share !== null),
    heldBySubscriber: row.heldBySubscriber(scenario, load),
  };
}

function highest(levels: readonly Qos[]): Qos {
  return levels.includes(2) ? 2 : levels.includes(1) ? 1 : 0;
}

/** Whether the number of messages is known before they are sent. */
export function isExact(scenario: Scenario): boolean {
  return scenario.sensors.every(({ schedule }) => schedule.kind === "even" || schedule.kind === "burst");
}

/** Messages of each sensor due in [fromNs, toNs) after the load began; null where a closed loop makes it unknown. */
export function dueBySensor(scenario: Scenario, fromNs: number, toNs: number): Float64Array | null {
  const due = new Float64Array(firstSensors(scenario).at(-1) ?? 0);
  let sensor = 0;
  const gridNs = gridNsOf[scenario.pacing];
  for (const { schedule, count } of scenario.sensors) {
    const onGrid = { ...schedule, gridNs };
    for (let number = 0; number < count; number += 1, sensor += 1) {
      const messages = countDue(onGrid, count, number, fromNs, toNs);
      if (messages === undefined) return null;
      due[sensor] = messages;
    }
  }
  return due;
}

/** Fisher-Yates with a small seeded generator. */
function shuffled<T>(items: readonly T[], seed: number): readonly T[] {
  const result = [...items];
  let state = seed >>> 0;
  for (let last = result.length - 1; last > 0; last -= 1) {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
    const other = state % (last + 1);
    const [a, b] = [result[last], result[other]];
    if (a !== undefined && b !== undefined) [result[last], result[other]] = [b, a];
  }
  return result;
}
