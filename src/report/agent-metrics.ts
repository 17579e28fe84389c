/** The figures of a trial's agents as metrics, for exports: those of each, and those of all together. Pure. */
import type { AgentFigures, AgentsSection } from "../result/sections/agents-section.ts";
import type { Metric } from "../result/sections/metric-section.ts";
import type { Trial } from "../result/schema.ts";

interface Row<Of> {
  readonly name: string;
  readonly unit: Metric["unit"];
  readonly meaning: string;
  /** null: there is no such figure. */
  readonly read: (of: Of, trial: Trial) => number | null;
}

const ofEach: readonly Row<AgentFigures>[] = [
  { name: "agentSensors", unit: "count", meaning: "sensors that the agent hosts", read: (agent) => agent.sensors },
  {
    name: "agentSubscribers",
    unit: "count",
    meaning: "subscribers that the agent hosts",
    read: (agent) => agent.subscribers,
  },
  {
    name: "agentClockOffset",
    unit: "ns",
    meaning: "the agent's clock less the coordinator's",
    read: ({ clock }) => clock.offsetNs,
  },
  {
    name: "agentClockError",
    unit: "ns",
    meaning: "error of the clock's offset: plus or minus",
    read: ({ clock }) => clock.errorNs,
  },
  {
    name: "agentStart",
    unit: "ns",
    meaning: "actual start of the agent's last shard after the planned one",
    read: (agent) => agent.startNs,
  },
  { name: "agentCpu", unit: "ratio", meaning: "cores that the agent used in measure", read: (agent) => agent.cpu },
  {
    name: "agentRss",
    unit: "bytes",
    meaning: "memory of the agent's supervisor and shards",
    read: (agent) => agent.rssBytes,
  },
  {
    name: "agentSent",
    unit: "count",
    meaning: "messages of measure that the agent sent",
    read: (agent, trial) => countOf(agent, trial, "sent"),
  },
  {
    name: "agentAcknowledged",
    unit: "count",
    meaning: "messages of measure that the agent sent and the broker acknowledged",
    read: (agent, trial) => countOf(agent, trial, "acknowledged"),
  },
  {
    name: "agentDelivered",
    unit: "count",
    meaning: "messages of measure that reached the agent's subscribers",
    read: (agent, trial) => countOf(agent, trial, "delivered"),
  },
  {
    name: "agentLatencyP50",
    unit: "ns",
    meaning: "the agent's own publish latency; end-to-end latency where it has none",
    read: ({ latency }) => latency?.p50Ns ?? null,
  },
  {
    name: "agentLatencyP99",
    unit: "ns",
    meaning: "the agent's own publish latency; end-to-end latency where it has none",
    read: ({ latency }) => latency?.p99Ns ?? null,
  },
];

const ofAll: readonly Row<AgentsSection>[] = [
  {
    name: "agentsLead",
    unit: "ns",
    meaning: "how long ahead agents were told when to begin",
    read: (section) => (hasBegun(section) ? section.leadNs : null),
  },
  {
    name: "agentsStartSkew",
    unit: "ns",
    meaning: "between the first shard's actual start and the last one's, clock error included",
    read: ({ startSkewNs }) => startSkewNs,
  },
  {
    name: "acrossClocksDeliveries",
    unit: "count",
    meaning: "deliveries from a sensor of one agent to a receiver of another",
    read: ({ acrossClocks }) => acrossClocks?.deliveries ?? null,
  },
  {
    name: "acrossClocksError",
    unit: "ns",
    meaning: "of latencies between the clocks of two agents, the worst pair: plus or minus",
    read: ({ acrossClocks }) => acrossClocks?.errorNs ?? null,
  },
  {
    name: "acrossClocksP50",
    unit: "ns",
    meaning: "end-to-end latency of those deliveries, where the error allows",
    read: ({ acrossClocks }) => acrossClocks?.p50Ns ?? null,
  },
  {
    name: "acrossClocksP99",
    unit: "ns",
    meaning: "end-to-end latency of those deliveries, where the error allows",
    read: ({ acrossClocks }) => acrossClocks?.p99Ns ?? null,
  },
];

const meanings = new Map([...ofEach, ...ofAll].map(({ name, meaning }) => [name, meaning]));

interface AgentMetrics {
  /** Its name; empty: all together. */
  readonly agent: string;
  readonly metrics: Readonly<Record<string, Metric>>;
}

/** A figure that does not exist has no key; nothing where a trial had no agents. */
export function agentMetrics(trial: Trial): readonly AgentMetrics[] {
  const { agents: section } = trial;
  if (section === undefined) return [];
  return [
    ...section.agents.map((agent) => ({ agent: agent.name, metrics: metricsOf(ofEach, agent, trial) })),
    { agent: "", metrics: metricsOf(ofAll, section, trial) },
  ];
}

/** In a few words; undefined: it is no figure of agents. */
export function meaningOfAgentMetric(name: string): string | undefined {
  return meanings.get(name);
}

/** Of the messages of measure; null: a load without any, such as the hold experiment, does not count them by agent. */
export function countOf(
  agent: AgentFigures,
  { metrics }: Pick<Trial, "metrics">,
  name: "sent" | "acknowledged" | "delivered",
): number | null {
  return agent[name] === 0 && metrics[name] === undefined ? null : agent[name];
}

/** Whether agents were told when to begin: one that holds a level at a time is not. */
export function hasBegun({ agents }: AgentsSection): boolean {
  return agents.some(({ startNs }) => startNs !== null);
}

function metricsOf<Of>(rows: readonly Row<Of>[], of: Of, trial: Trial): Readonly<Record<string, Metric>> {
  return Object.fromEntries(
    rows.flatMap(({ name, unit, read }): readonly (readonly [string, Metric])[] => {
      const value = read(of, trial);
      return value === null ? [] : [[name, { kind: "value", unit, value }]];
    }),
  );
}
