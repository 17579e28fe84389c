/** Whether agents may be added up: they began together, and what each counted is what all counted. Pure. */
import { formatCounted, formatMs, formatPercent, formatWhole } from "../format.ts";
import { median } from "../metrics/statistics.ts";
import type { Note } from "./validity.ts";

const agentLimits = {
  startSkewNs: 100e6,
  /** Of measure. */
  startSkewShare: 0.01,
  /** p99 of one agent ÷ the median of the others'. */
  p99Ratio: 2,
} as const;

/** Messages of measure. */
interface Counted {
  readonly sent: number;
  readonly acknowledged: number;
  readonly delivered: number;
}

interface JudgedAgent extends Counted {
  readonly name: string;
  /** null: it timed nothing; p99 null: too few samples. */
  readonly latency: { readonly metric: string; readonly p99Ns: number | null } | null;
}

export interface JudgedAgents {
  /** Between the first shard's start and the last one's; null: not known. */
  readonly startSkewNs: number | null;
  readonly agents: readonly JudgedAgent[];
  /** Deliveries that have a latency, and those of them from one agent to another. */
  readonly acrossClocks: { readonly deliveries: number; readonly of: number } | null;
  /** What all shards counted together. */
  readonly merged: Counted;
  readonly measureNs: number;
}

interface Findings {
  readonly invalidBecause: readonly Note[];
  readonly warnings: readonly Note[];
}

export function judgeAgents(judged: JudgedAgents): Findings {
  return {
    invalidBecause: [...skewed(judged), ...unequal(judged)],
    warnings: [...outliers(judged), ...crossing(judged)],
  };
}

function skewed({ startSkewNs, measureNs }: JudgedAgents): readonly Note[] {
  const limitNs = Math.min(agentLimits.startSkewNs, measureNs * agentLimits.startSkewShare);
  if (startSkewNs === null || startSkewNs <= limitNs) return [];
  const text = `the agents began ${formatMs(startSkewNs)} apart, limit ${formatMs(limitNs)} (100 ms, and 1 % of measure): their rates are not of one load`;
  return [{ code: "start-skew", text }];
}

function unequal({ agents, merged }: JudgedAgents): readonly Note[] {
  return (["sent", "acknowledged", "delivered"] as const).flatMap((name) => {
    const sum = agents.reduce((total, agent) => total + agent[name], 0);
    if (sum === merged[name]) return [];
    const text = `${name}: the agents counted ${formatWhole(sum)} one by one, and ${formatWhole(merged[name])} together`;
    return [{ code: "merge-differs", text }];
  });
}

function outliers({ agents }: JudgedAgents): readonly Note[] {
  const timed = agents.flatMap(({ name, latency }) =>
    latency === null || latency.p99Ns === null ? [] : [{ name, metric: latency.metric, p99Ns: latency.p99Ns }],
  );
  return timed.flatMap((one) => {
    const others = timed.filter((each) => each !== one).map(({ p99Ns }) => p99Ns);
    if (others.length === 0) return [];
    const usual = median(others);
    if (one.p99Ns <= usual * agentLimits.p99Ratio) return [];
    const text = `${one.name} alone has a ${one.metric} p99 of ${formatMs(one.p99Ns)}, the others ${formatMs(usual)}: look at that machine before the broker`;
    return [{ code: "agent-apart", text }];
  });
}

function crossing({ acrossClocks }: JudgedAgents): readonly Note[] {
  if (acrossClocks === null) return [];
  const { deliveries, of } = acrossClocks;
  const text = `end-to-end latency is of the ${formatCounted(of - deliveries, "delivery", "deliveries")} of ${formatWhole(of)} whose sensor and receiver share a clock (${formatPercent((of - deliveries) / of)}); all are counted`;
  return [{ code: "across-clocks", text }];
}
