/** What a result keeps of the agents that a trial's clients lived with. */
import { z } from "zod";

const count = z.number();

const clock = z.strictObject({
  offsetNs: z.number().describe("its clock less the coordinator's, by the exchange with the shortest round trip"),
  errorNs: z
    .number()
    .describe("half of that round trip, and how far the clocks moved apart in the trial: plus or minus"),
  roundTripNs: z.number().describe("the shortest"),
  driftPpm: z.number().describe("how much faster its clock runs, millionths; within the error it is nothing"),
});

const agent = z.strictObject({
  name: z.string(),
  host: z.string(),
  shards: count,
  sensors: count,
  subscribers: count,
  clock,
  startNs: z
    .number()
    .nullable()
    .describe("its last shard's actual start after the planned one, by its own clock; null: its load did not begin"),
  cpu: z.number().nullable().describe("cores that it used in measure; null: not known"),
  rssBytes: count.nullable(),
  sent: count.describe("messages of measure, like the counts that follow"),
  acknowledged: count,
  delivered: count,
  latency: z
    .strictObject({ metric: z.string(), count, p50Ns: z.number(), p99Ns: z.number().nullable() })
    .nullable()
    .describe("by itself; p99 null: too few samples; null: it recorded none"),
});

const acrossClocks = z.strictObject({
  deliveries: count.describe("of measure, from a sensor of one agent to a receiver of another"),
  of: count.describe("deliveries of measure that have a latency, in all"),
  errorNs: z.number().describe("of the difference between two agents' clocks, the worst pair: plus or minus"),
  p50Ns: z.number().nullable().describe("null: the error is more than a tenth of it"),
  p99Ns: z.number().nullable(),
});

export const agentsSection = z.strictObject({
  leadNs: z.number().describe("how long before it began every agent was told when"),
  startSkewNs: z
    .number()
    .nullable()
    .describe("between the first shard's actual start and the last one's, clock error included; null: not known"),
  agents: z.array(agent),
  acrossClocks: acrossClocks.nullable().describe("null: nothing was delivered from one agent to another"),
});

export type AgentsSection = z.output<typeof agentsSection>;
export type AgentFigures = AgentsSection["agents"][number];
