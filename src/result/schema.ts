/** RunResult, version 1: the one file between measuring and reporting. */
import { z } from "zod";
import { checkedScenario } from "./checked-scenario.ts";
import { agentsSection } from "./sections/agents-section.ts";
import { brokerSchema } from "./sections/broker-section.ts";
import { fleet } from "./sections/fleet-section.ts";
import { agreedSection, connectingSection } from "./sections/connecting-section.ts";
import { direction } from "./sections/ledger-section.ts";
import { machineUse } from "./sections/machine-use.ts";
import { loadSection } from "./loads.ts";
import { metrics } from "./sections/metric-section.ts";
import { linkSection } from "./sections/link-section.ts";
import { generatorMemorySchema } from "./sections/memory-section.ts";
import { recoverySection } from "./sections/recovery-section.ts";
import { noSubscribersSection, refusalsSection } from "./sections/refusals-section.ts";
import { restartSection } from "./sections/restart-section.ts";
import { thresholdOutcome } from "./sections/threshold-outcome.ts";

export const resultVersion = 1;

const count = z.number();
const reasons = z.record(z.string(), count).describe("how many, by reason in words");

const clients = z.strictObject({
  planned: count,
  connected: count.nullable().describe("null: not every sending thread or process told"),
  failed: reasons,
  dropped: reasons,
});

/** Columns of equal length, one entry a second since the trial began (null: not measured). */
const column = z.array(z.number().nullable());
const series = z.strictObject({
  seconds: z.array(z.number()),
  phase: z.array(z.string()),
  columns: z
    .record(z.string(), column)
    .describe("offered, sent, acknowledged, delivered, inflight, publishLatency.p50, …, brokerRss, brokerCpu, …"),
  heat: z
    .strictObject({
      metric: z.string(),
      stepsPerDecade: count.describe("step s holds latencies from 10^(s ÷ stepsPerDecade) ns up to the next step"),
      cells: z.array(z.tuple([z.number(), z.number(), count])).describe("second, step, how many"),
    })
    .optional()
    .describe("how the latencies of each second were spread; left out where there were none"),
});

export const note = z.strictObject({ code: z.string(), text: z.string() });

const trial = z.strictObject({
  case: z.string().describe("e.g. qos=2; empty where nothing is swept"),
  trial: z.number().describe("from 1, within its case"),
  startedAt: z.string(),
  phasesNs: z.record(z.string(), z.number()).describe("how long each phase took"),
  broker: brokerSchema,
  valid: z.boolean(),
  invalidBecause: z.array(note),
  warnings: z.array(note),
  sensors: clients,
  subscribers: clients,
  metrics,
  load: loadSection,
  link: linkSection.nullable().describe("between clients and broker; null: there was none"),
  recovery: recoverySection.nullable().describe("null: no connection was lost while the load ran"),
  refusals: refusalsSection.optional().describe("left out where the broker refused nothing"),
  noSubscribers: noSubscribersSection
    .optional()
    .describe("left out where the broker said of no PUBLISH that nobody subscribed to its topic"),
  agreed: agreedSection.optional().describe("left out at MQTT 3.1.1, and where nobody connected"),
  connecting: connectingSection.optional().describe("left out where nobody connected, or not every shard told"),
  ownTraffic: z
    .record(z.string(), direction)
    .optional()
    .describe(
      "packets of mqbench's own connections to the broker beside the load's, by purpose, up to the end of the trial: start (of a managed broker), greeting, questions, $SYS reader, link probe; left out where there were none",
    ),
  brokerRestart: restartSection.optional().describe("left out where the scenario asks for none"),
  machine: machineUse.optional().describe("left out where the system does not tell"),
  generatorMemory: generatorMemorySchema.optional(),
  agents: agentsSection.optional().describe("left out where the clients lived on the machine that told them"),
  missingReports: count
    .optional()
    .describe(
      "sending threads or processes that told no report; left out where all did: else ledger and bytes are of the others alone",
    ),
  series,
  thresholds: z.array(thresholdOutcome),
});

const resultCase = z.strictObject({
  id: z.string(),
  axes: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  qos: z.strictObject({ sensors: z.array(z.number()), subscribers: z.array(z.number()) }),
  summary: z.string().describe("the case in words: 10,000 sensors × 0.2 msg/s × 64 B"),
  trialsPlanned: z.number(),
  fleet: fleet
    .optional()
    .describe("whose cost a month the reports reckon; left out where nothing says how often it sends"),
  unsupported: z.string().nullable().describe("why the broker cannot run it, in words: it has no trials then"),
  scenario: z
    .record(z.string(), z.unknown())
    .describe("resolved: every default filled in, plain numbers (ns, bytes, a second)"),
});

export const command = z
  .array(z.string())
  .optional()
  .describe("the words after mqbench that make it again, passwords removed; left out by an older mqbench");

export const environment = z.strictObject({
  mqbench: z.string(),
  node: z.string(),
  platform: z.string(),
  kernel: z.string(),
  cpu: z.string(),
  cores: z.number(),
  memoryBytes: z.number(),
  descriptorLimit: z.number().nullable(),
  portRange: z.string().nullable(),
  commit: z.string().nullable().describe("of the folder mqbench ran in"),
  dirty: z.boolean().nullable(),
});

export const runResultSchema = z.strictObject({
  schema: z.literal("mqbench/result"),
  version: z.literal(resultVersion),
  run: z.string().describe("prefix of every client id of this run"),
  pairedWith: z
    .string()
    .nullable()
    .default(null)
    .describe("run whose trials were interleaved with these, round by round: trial n of both is a pair"),
  startedAt: z.string(),
  endedAt: z.string(),
  status: z.enum(["complete", "partial"]),
  scenario: checkedScenario.describe("the file with --set and flags applied, passwords removed"),
  scenarioFile: z.string().nullable(),
  command,
  environment,
  cases: z.array(resultCase),
  trials: z.array(trial),
  setAside: z
    .array(trial)
    .optional()
    .describe(
      "trials of an interleaved comparison in whose place others were made, since they or their partners were not valid",
    ),
  warnings: z.array(note),
});

export type RunResult = z.output<typeof runResultSchema>;
export type Trial = z.output<typeof trial>;
export type ResultCase = z.output<typeof resultCase>;
export type Fleet = z.output<typeof fleet>;
export type Note = z.output<typeof note>;
export type Environment = z.output<typeof environment>;
export type BrokerFacts = z.output<typeof brokerSchema>;

/** The schema for other readers of result files. */
export function resultJsonSchema(): z.core.JSONSchema.BaseSchema {
  return z.toJSONSchema(runResultSchema);
}
