/** RunResult, version 1: the one file between measuring and reporting. */
import { z } from "zod";
import { checkedScenario } from "./checked-scenario.ts";
import { histogram } from "./sections/histogram-section.ts";
import { brokerSchema } from "./sections/broker-section.ts";
import { machineUse } from "./sections/machine-use.ts";
import { linkSection } from "./sections/link-section.ts";
import { generatorMemorySchema } from "./sections/memory-section.ts";
import { recoverySection } from "./sections/recovery-section.ts";
import { refusalsSection } from "./sections/refusals-section.ts";
import { restartSection } from "./sections/restart-section.ts";
import { handshakeFields, retainedFields, willFields } from "./loads/stepwise-sections.ts";
import { thresholdOutcome } from "./sections/threshold-outcome.ts";
import { unit } from "./sections/unit.ts";

export const resultVersion = 1;

const count = z.number();
const reasons = z.record(z.string(), count).describe("how many, by reason in words");

const value = z.strictObject({
  kind: z.literal("value"),
  unit,
  value: z.number(),
});
const metric = z.discriminatedUnion("kind", [histogram, value]);
/** A metric that does not exist in a case (publish latency at QoS 0) has no key. */
const metrics = z.record(z.string(), metric);

const packetCounts = z
  .record(z.string(), z.strictObject({ packets: count, bytes: count }))
  .describe("by packet type, e.g. PUBLISH");
const direction = z
  .strictObject({ up: packetCounts, down: packetCounts })
  .describe("up: client → broker; down: broker → client");
const hops = z.strictObject({ sensor: direction, subscriber: direction });

const connectionLedger = z.strictObject({
  connections: direction.describe("every packet of every connection, CONNECT to close"),
  socketBytes: z.strictObject({ up: count, down: count }).describe("the sockets' own byte counters"),
  reconciled: z
    .boolean()
    .nullable()
    .describe(
      "the codec's bytes equal the sockets' bytes, connection by connection; null: TLS or WebSocket lies between",
    ),
  unreconciledConnections: count,
});
const messageLedger = connectionLedger.extend({
  predicted: hops.describe(
    "by the specification's arithmetic, for what was due in measure (sent, in a closed loop or with poisson arrivals)",
  ),
  counted: hops.describe("what mqbench's codec counted for the messages of measure"),
  agrees: z.boolean(),
  differences: z.array(z.string()).describe("each difference in words, with its cause where known"),
});

const kernelCounts = z.strictObject({
  bytesUp: count,
  bytesDown: count,
  segmentsUp: count,
  segmentsDown: count,
  headerBytesUp: count.describe("of TCP and IP, from the segments"),
  headerBytesDown: count,
  retransmitted: count.describe("segments sent again by the clients' side"),
});
const network = z
  .strictObject({
    connections: count.describe("established when the drain was over"),
    whole: kernelCounts.describe("since each was connected"),
    load: kernelCounts.describe("since before the first message"),
  })
  .nullable()
  .describe("what the kernel counted of the clients' connections; null: it does not tell");

const clients = z.strictObject({
  planned: count,
  connected: count.nullable().describe("null: not every sending thread or process told"),
  failed: reasons,
  dropped: reasons,
});
const group = z.strictObject({ name: z.string(), qos: z.number(), metrics });

const steady = z.strictObject({
  kind: z.literal("steady"),
  groups: z.array(group),
  ledger: messageLedger,
  network,
  oldestUnfinishedNs: z.number().nullable(),
  deliveriesIdentified: z.boolean(),
  withinMeasure: z
    .strictObject({
      ns: z.number().describe("how long measure lasted for the messages: what rates are divided by"),
      acknowledged: count.nullable().describe("handshakes completed meanwhile; null at QoS 0"),
      delivered: count.nullable().describe("distinct messages delivered meanwhile; null without a subscriber"),
    })
    .optional()
    .describe(
      "what was counted while measure lasted, whichever phase each message was of; left out where there was none",
    ),
});
const idle = z.strictObject({
  kind: z.literal("idle"),
  heldConnections: count,
  pings: count,
  generatorBytesPerConnection: z.number().nullable(),
  ledger: connectionLedger,
});

const plateau = z.strictObject({
  level: count.describe("asked for"),
  held: count.describe("messages, or connections, that the broker held"),
  withheld: count.nullable().describe("answers that the clients kept back; null: the step withholds none"),
  missing: count.describe("of held, not in flight at its step: waiting in the broker's queue; at level 0, lost"),
  direction: z.enum(["warming", "rising", "falling"]),
  atSeconds: z.number().describe("since the trial began, when sampling began"),
  bytes: z
    .record(z.string(), z.number())
    .describe("by gauge, median of the samples: rss, rssAnon, pss, heap, storedBytes, generatorRss"),
  counts: z.record(z.string(), z.number()).describe("by the broker's own gauge: inflight, queued, storedMessages, …"),
});
const line = z.strictObject({
  gauge: z.string(),
  bytesPerHeld: z.number().nullable().describe("slope of a robust line through the plateaus; null: no line"),
  residualShare: z.number().nullable().describe("largest distance from the line ÷ the line's range"),
  through: z
    .enum(["rise and fall", "rise"])
    .describe("the plateaus of the line: on both ways, or on the way up alone from the level that warmed the broker"),
  plateaus: count.describe("how many the line was drawn through"),
  note: z.string().nullable().describe("why there is no line, in words"),
});
const hold = z.strictObject({
  kind: z.literal("hold"),
  step: z.string().describe("what was withheld or held"),
  qos: z.number(),
  payloadBytes: count,
  holders: count.describe("clients that the held messages are spread over"),
  plateaus: z.array(plateau),
  lines: z.array(line),
  givenBack: z
    .record(z.string(), z.number())
    .describe("by gauge: how much of what the highest level added was gone after everything was released"),
  ledger: connectionLedger,
});

const will = z.strictObject({ ...willFields, ledger: connectionLedger });
const handshake = z.strictObject({ ...handshakeFields, ledger: connectionLedger });
const retained = z.strictObject({ ...retainedFields, ledger: connectionLedger });

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

const note = z.strictObject({ code: z.string(), text: z.string() });

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
  load: z.discriminatedUnion("kind", [steady, idle, hold, will, retained, handshake]),
  link: linkSection.nullable().describe("between clients and broker; null: there was none"),
  recovery: recoverySection.nullable().describe("null: no connection was lost while the load ran"),
  refusals: refusalsSection.optional().describe("left out where the broker refused nothing"),
  ownTraffic: z
    .record(z.string(), direction)
    .optional()
    .describe(
      "packets of mqbench's own connections to the broker beside the load's, by purpose, up to the end of the trial: start (of a managed broker), greeting, questions, $SYS reader, link probe; left out where there were none",
    ),
  brokerRestart: restartSection.optional().describe("left out where the scenario asks for none"),
  machine: machineUse.optional().describe("left out where the system does not tell"),
  generatorMemory: generatorMemorySchema.optional(),
  missingReports: count
    .optional()
    .describe(
      "sending threads or processes that told no report; left out where all did: else ledger and bytes are of the others alone",
    ),
  series,
  thresholds: z.array(thresholdOutcome),
});

const fleet = z.strictObject({
  devices: count,
  periodNs: z.number().describe("of one device"),
  payloadBytes: count,
  keepaliveSeconds: z.number(),
  cutShare: z.number().optional().describe("cuts of a connection a message; left out where none is stated"),
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

export type KernelCounts = z.output<typeof kernelCounts>;
export type NetworkSection = NonNullable<z.output<typeof network>>;
export type RunResult = z.output<typeof runResultSchema>;
export type Trial = z.output<typeof trial>;
export type ResultCase = z.output<typeof resultCase>;
export type Fleet = z.output<typeof fleet>;
export type Metric = z.output<typeof metric>;
export type Note = z.output<typeof note>;
export type Environment = z.output<typeof environment>;
export type BrokerFacts = z.output<typeof brokerSchema>;
export type HoldSection = z.output<typeof hold>;
export type WillSection = z.output<typeof will>;
export type HandshakeSection = z.output<typeof handshake>;
export type RetainedSection = z.output<typeof retained>;
export type Plateau = z.output<typeof plateau>;
export type ConnectionLedger = z.output<typeof connectionLedger>;
export type MessageLedger = z.output<typeof messageLedger>;
export type Hops = z.output<typeof hops>;

/** The schema for other readers of result files. */
export function resultJsonSchema(): z.core.JSONSchema.BaseSchema {
  return z.toJSONSchema(runResultSchema);
}
