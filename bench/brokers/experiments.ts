/**
 * What brokers are compared by: an experiment a row, each a command of mqbench as a user would give it. A slow broker takes longer to start than to be measured, so what is
 * made is few cases with five fresh brokers each, and no longer a measure than a figure needs: the interval is of what differs from one fresh broker to the next.
 */
import { brokerFacts } from "../../src/broker/facts/known-brokers.ts";
import type { BrokerName } from "../../src/broker/facts/names.ts";

export const experimentNames = ["cost", "rates", "capacity", "held", "guarantees", "storm"] as const;
export type ExperimentName = (typeof experimentNames)[number];

interface Experiment {
  readonly words: readonly string[];
  /** What a first look adds: too few trials for an interval, and short phases. */
  readonly shortened: readonly string[];
  /** Whether it is timed: broker and mqbench have cores of their own. */
  readonly isPinned: boolean;
  readonly effort: Effort;
}

/** For an estimate: how many fresh brokers, and how long beside their start. */
interface Effort {
  /** At each level that the broker has, from 0; none: the level is not of the experiment. */
  readonly cases: readonly [qos0: number, qos1: number, qos2: number];
  readonly trials: number;
  /** Connecting, warm-up, measure, drain and what mqbench itself takes, seen. */
  readonly trialSeconds: number;
  /** Messages that one subscriber leaves unacknowledged: a broker that sends it fewer is not measured; left out: no such number. */
  readonly heldBySubscriber?: number;
  /** How often a broker that tells its gauges only now and then is waited for in a trial; left out: never. */
  readonly gaugeWaits?: number;
  /** As `trials` and `trialSeconds`, where shortened. */
  readonly shortened: { readonly trials: number; readonly trialSeconds: number };
}

const trials = 5;

const experiments: Readonly<Record<ExperimentName, Experiment>> = {
  // 3,000 messages a trial: ten and more beyond p99, and CPU time is read in nanoseconds.
  cost: {
    words: [
      "run",
      "scenarios/qos-cost.yaml",
      ...trialsOf(trials),
      ...phases("1s", "3s", "5s"),
      ...sets(['thresholds=["lost == 0"]']),
    ],
    shortened: [...trialsOf(1), ...phases("500ms", "2s", "5s")],
    isPinned: true,
    effort: { cases: [1, 1, 1], trials, trialSeconds: 6.5, shortened: { trials: 1, trialSeconds: 5 } },
  },
  // One rate beyond that of cost, which half of the brokers still carry on one core; where each of them ends is the capacity's to say.
  rates: {
    words: [
      "run",
      "scenarios/qos-cost.yaml",
      ...trialsOf(trials),
      ...phases("1s", "3s", "5s"),
      ...sets(['thresholds=["lost == 0"]', 'sweep={ qos: [1], sensors.every: ["500ms"] }']),
    ],
    shortened: [...trialsOf(1), ...phases("500ms", "2s", "5s")],
    isPinned: true,
    effort: { cases: [0, 1, 0], trials, trialSeconds: 7, shortened: { trials: 1, trialSeconds: 6 } },
  },
  // Doublings and one rate between the last two; both ends are tried twice. No interval: what is told is the two rates, the second at most 45 % above the first.
  capacity: {
    words: [
      "capacity",
      "scenarios/capacity.yaml",
      "--until",
      "publishLatency.p99 < 50ms and lost == 0",
      "--to",
      "64000/s",
      "--precision",
      "45%",
      ...phases("1s", "3s", "3s"),
    ],
    shortened: ["--precision", "100%", "--to", "2000/s", ...phases("500ms", "2s", "3s")],
    isPinned: true,
    effort: { cases: [0, 1, 1], trials: 7, trialSeconds: 6.5, shortened: { trials: 3, trialSeconds: 5 } },
  },
  // One step of six, at the scenario's own levels: with fewer, or lower ones, NATS and RabbitMQ have no line, as neither comes back down the way it went up. Two payloads tell payload from bookkeeping.
  held: {
    words: [
      "run",
      "scenarios/inflight-memory.yaml",
      ...trialsOf(trials),
      ...sets([
        'sweep={ load.step: ["puback"], sensors.payload: ["16B", "1024B"] }',
        "load.settle=200ms",
        "load.sample=200ms",
      ]),
    ],
    shortened: [...trialsOf(1), ...sets(["load.levels=[0, 1000, 2000, 4000]"])],
    isPinned: false,
    effort: {
      cases: [0, 2, 0],
      trials,
      trialSeconds: 12,
      gaugeWaits: 8,
      heldBySubscriber: 400,
      shortened: { trials: 1, trialSeconds: 7 },
    },
  },
  // Kept or broken has no interval: ten exchanges a step. Withheld for longer than the five seconds after which NATS sends again.
  guarantees: {
    words: ["run", "scenarios/handshake-faults.yaml", ...sets(["sensors.count=10"])],
    shortened: sets(["sensors.count=5", "load.withhold=500ms"]),
    isPinned: false,
    effort: { cases: [0, 1, 0], trials: 1, trialSeconds: 30, shortened: { trials: 1, trialSeconds: 15 } },
  },
  // Backoff without jitter, all at once: what is the broker's. Two further attempts of each client, 3 s and 7 s after the cut, have the time to come. With 2,000 sensors mqbench itself was
  // late on its one core (pacing delay p99 43 to 114 ms of 50 allowed): 750 stay below.
  storm: {
    words: [
      "run",
      "scenarios/reconnect-storm.yaml",
      ...trialsOf(trials),
      ...phases("1s", "8s", "5s"),
      ...sets([
        'sweep={ session.reconnect.factor: [2], session.reconnect.jitter: ["0%"] }',
        "sensors.link.cut.at=1s",
        "sensors.count=750",
      ]),
    ],
    shortened: [...trialsOf(1), ...sets(["sensors.count=500"])],
    isPinned: true,
    effort: { cases: [0, 1, 0], trials, trialSeconds: 13, shortened: { trials: 1, trialSeconds: 12 } },
  },
};

export interface Cores {
  readonly broker: string;
  readonly shards: string;
}

export function wordsOf(
  name: ExperimentName,
  broker: BrokerName,
  { cores, isShortened }: { readonly cores: Cores; readonly isShortened: boolean },
): readonly string[] {
  const { words, shortened, isPinned } = experiments[name];
  const pinned = `broker={ name: ${broker}, cpus: { broker: "${cores.broker}", shards: "${cores.shards}" } }`;
  return [...words, ...(isShortened ? shortened : []), ...(isPinned ? sets([pinned]) : ["--broker", broker])];
}

/** About, on a machine that has nothing else to do: fresh brokers × (their start and end, and what a trial takes), at the levels that the broker is known to have. */
export function secondsOf(name: ExperimentName, broker: BrokerName, isShortened: boolean): number {
  const { cases, shortened, gaugeWaits = 0, heldBySubscriber = 0, ...usual } = experiments[name].effort;
  const { trials: repeats, trialSeconds } = isShortened ? shortened : usual;
  const { startSeconds, gaugeSeconds, capabilities } = brokerFacts[broker];
  if (heldBySubscriber > (capabilities.subscriberWindow ?? Infinity)) return 0;
  const had = cases.filter((_, qos) => qos <= capabilities.publishQos.maximum).reduce((sum, each) => sum + each, 0);
  return had * repeats * (startSeconds + trialSeconds + gaugeWaits * gaugeSeconds);
}

function trialsOf(count: number): readonly string[] {
  return ["--trials", String(count)];
}

function phases(warmup: string, measure: string, drain: string): readonly string[] {
  return sets([`phases.warmup=${warmup}`, `phases.measure=${measure}`, `phases.drain=${drain}`]);
}

function sets(keys: readonly string[]): readonly string[] {
  return keys.flatMap((key) => ["--set", key]);
}
