/** What brokers are compared by: an experiment a row, each a command of mqbench as a user would give it. */
import type { BrokerName } from "../../src/broker/facts/names.ts";

export const experimentNames = ["cost", "rates", "capacity", "held", "guarantees", "storm"] as const;
export type ExperimentName = (typeof experimentNames)[number];

interface Experiment {
  readonly words: readonly string[];
  /** What a first look adds: too few trials for an interval, and short phases. */
  readonly shortened: readonly string[];
  /** Whether it is timed: broker and mqbench have cores of their own. */
  readonly isPinned: boolean;
}

const brief = ["phases.warmup=500ms", "phases.measure=1s", "phases.drain=5s", "sensors.count=100"];

const experiments: Readonly<Record<ExperimentName, Experiment>> = {
  cost: {
    words: ["run", "scenarios/qos-cost.yaml", "--trials", "5", ...sets(['thresholds=["lost == 0"]'])],
    shortened: ["--trials", "1", ...sets(brief)],
    isPinned: true,
  },
  rates: {
    words: [
      "run",
      "scenarios/qos-cost.yaml",
      "--trials",
      "5",
      ...sets(['thresholds=["lost == 0"]', 'sweep={ qos: [1], sensors.every: ["1s", "500ms", "200ms", "100ms"] }']),
    ],
    shortened: ["--trials", "1", ...sets(brief)],
    isPinned: true,
  },
  capacity: {
    words: ["capacity", "scenarios/capacity.yaml", "--until", "publishLatency.p99 < 50ms and lost == 0"],
    shortened: ["--precision", "50%", "--to", "4000/s", ...sets(["phases.warmup=500ms", "phases.measure=2s"])],
    isPinned: true,
  },
  held: {
    words: ["run", "scenarios/inflight-memory.yaml", "--trials", "5"],
    shortened: [
      "--trials",
      "1",
      ...sets([
        'sweep={ load.step: ["puback"], sensors.payload: ["1024B"] }',
        "load.levels=[0, 1000, 2000]",
        "load.settle=200ms",
        "load.sample=200ms",
      ]),
    ],
    isPinned: false,
  },
  guarantees: {
    words: ["run", "scenarios/handshake-faults.yaml"],
    shortened: sets(["sensors.count=5", "load.withhold=500ms"]),
    isPinned: false,
  },
  storm: {
    words: ["run", "scenarios/reconnect-storm.yaml", "--trials", "5"],
    shortened: ["--trials", "1", ...sets(["sensors.count=100", "phases.warmup=1s", "phases.measure=12s"])],
    isPinned: true,
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

function sets(keys: readonly string[]): readonly string[] {
  return keys.flatMap((key) => ["--set", key]);
}
