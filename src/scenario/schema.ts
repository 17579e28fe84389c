/** The scenario file: its keys, their units and their defaults. */
import { z } from "zod";
import { brokerNames } from "../broker/facts/names.ts";
import { accessSchema } from "./keys/broker/access.ts";
import { brokerRestartSchema } from "./keys/broker/broker-restart.ts";
import { deviceTlsSchema } from "./devices/device-tls-keys.ts";
import { mostInstances } from "./keys/broker/most-instances.ts";
import { sigv4Schema } from "./keys/broker/sigv4.ts";
import { headersSchema } from "./keys/broker/headers.ts";
import { identityKeys } from "./devices/identity-keys.ts";
import { keepaliveNs } from "./keys/keepalive.ts";
import { leaveSchema } from "./keys/leave.ts";
import { linkSchema } from "./keys/link.ts";
import { connectSchema } from "./keys/connect.ts";
import { count } from "./keys/count.ts";
import { pacing } from "./keys/pacing.ts";
import { phasesSchema } from "./keys/phases.ts";
import { qos } from "./keys/qos.ts";
import { reconnectSchema } from "./keys/reconnect.ts";
import { shareSchema } from "./keys/share.ts";
import { identifier, messageKeys, messagesSchema } from "./messages/message-keys.ts";
import { optionKeys } from "./properties/subscription-options.ts";
import { assignedIdSchema } from "./properties/assigned-id.ts";
import { sessionExpirySchema } from "./properties/session-expiry.ts";
import { askKeys } from "./properties/version5-keys.ts";
import { protocol } from "./keys/protocol-value.ts";
import { tlsSchema, transportSchema } from "./keys/broker/transport.ts";
import { workersSchema } from "./keys/workers.ts";
import { thresholdsSchema } from "./keys/thresholds/threshold-schema.ts";
import { topicText } from "./keys/topic-text.ts";
import { periodNs, show } from "./keys/unit-values.ts";
import { fleetSchema } from "./money/fleet-keys.ts";
import { defaultLoad, loadSchema } from "./loads.ts";

const window = z.int().min(1).max(65_535).describe("most unacknowledged messages of a sensor (QoS 1 and 2)");

const sensorGroup = z.strictObject({
  name: identifier.optional().describe("needed when there are several groups"),
  count: count.describe("how many sensors"),
  ...identityKeys,
  assignedId: assignedIdSchema,
  tls: deviceTlsSchema,
  ...messageKeys,
  messages: messagesSchema,
  window: window.default(10),
  listen: z
    .strictObject({ topic: topicText("filter"), qos: qos.optional(), ...optionKeys })
    .optional()
    .describe("a subscription on the sensor's own connection"),
  link: linkSchema.optional().describe("of this group alone, instead of the scenario's"),
});

const subscriberKeys = z.strictObject({
  name: identifier.optional(),
  count: count.default(1),
  ...identityKeys,
  assignedId: assignedIdSchema,
  tls: deviceTlsSchema,
  topic: topicText("filter").optional(),
  topics: z
    .array(topicText("filter"))
    .min(1)
    .optional()
    .describe("several filters in one SUBSCRIBE, instead of topic; no two match the same topic"),
  qos: qos.optional().describe("default: the scenario's qos, else 0"),
  subscriptionId: z
    .int()
    .min(1)
    .max(268_435_455)
    .optional()
    .describe("MQTT 5: the broker adds it to every message of the subscription"),
  ...optionKeys,
  ...askKeys,
  share: shareSchema.optional(),
  leave: leaveSchema.optional(),
  link: linkSchema.optional().describe("of this group alone, instead of the scenario's"),
});

const subscriberGroup = subscriberKeys.superRefine(({ topic, topics }, context) => {
  if (topic === undefined && topics === undefined)
    context.addIssue({ code: "custom", path: ["topic"], message: "is missing" });
  if (topic !== undefined && topics !== undefined)
    context.addIssue({ code: "custom", path: ["topics"], message: "is topic's list form: leave out one of them" });
});

const cores = z
  .string()
  .regex(/^\d+(?:-\d+)?(?:,\d+(?:-\d+)?)*$/u, "must be a list of cores such as 0 or 0-3,8, in quotes");
const managedBroker = z.strictObject({
  name: z.enum(brokerNames).describe("started for every trial, and stopped after it"),
  instances: z
    .int()
    .min(1)
    .max(mostInstances)
    .default(1)
    .describe("independent brokers; the sensors are spread over them"),
  config: z
    .enum(["tuned", "default"])
    .default("tuned")
    .describe("tuned: nothing in it throttles a QoS benchmark; default: as the package configures it"),
  cpus: z
    .strictObject({ broker: cores.optional(), shards: cores.optional() })
    .prefault({})
    .describe("cores that the broker and mqbench are pinned to"),
  access: accessSchema,
});
const file = z.string().min(1);
function oneOrMore<T extends z.ZodType>(item: T) {
  return z.union([item, z.array(item).min(1)]);
}
const ofUrls = {
  ca: file.optional().describe("PEM file of the authority that signed the broker's certificate"),
  cert: file.optional().describe("PEM file of the clients' certificate"),
  key: file.optional().describe("PEM file of the clients' key"),
  serverName: z
    .string()
    .min(1)
    .optional()
    .describe("name that clients send by TLS, and that the broker's certificate must be for; default: the host"),
  alpn: z
    .array(z.string().min(1).max(255))
    .default([])
    .describe("application protocols that clients offer by TLS, such as [mqtt]; a group's own go before"),
  headers: headersSchema,
  sigv4: sigv4Schema,
  verify: z.boolean().default(true).describe("false: any certificate will do"),
  metrics: oneOrMore(z.string().min(1))
    .optional()
    .describe("HTTP address of the broker's metrics, Prometheus text or JSON; of several brokers one for each"),
  pid: oneOrMore(z.int().min(1))
    .optional()
    .describe("process to measure, where the broker runs on this machine; of several brokers one for each"),
};
const urlBroker = z.strictObject({
  url: oneOrMore(z.string().min(1)).describe("such as mqtt://127.0.0.1:1883; of several brokers a list"),
  ...ofUrls,
});
const clusterBroker = z.strictObject({
  cluster: z
    .array(z.string().min(1))
    .min(2)
    .describe(
      "URLs of the nodes of one broker: clients are spread over them, and what is published at one is delivered at all",
    ),
  ...ofUrls,
});

const commandBroker = z.strictObject({
  command: z
    .array(z.string().min(1))
    .min(1)
    .describe(
      "a program and its words, started for every trial in the folder of the scenario, and stopped after it; {folder} is a folder of its own, removed then",
    ),
  url: z.string().min(1).describe("where it listens: mqtt:// and an address of this machine"),
  ready: periodNs.default(30e9).describe("most time until it takes clients"),
  ...ofUrls,
});

const axisValue = z.union([z.string(), z.number(), z.boolean()], {
  error: (issue) => `expected a text, a number, true or false, got ${show(issue.input)}`,
});

function groupsExpected(issue: { readonly input?: unknown }): string {
  return issue.input === undefined ? "is missing" : `expected a group or a list of groups, got ${show(issue.input)}`;
}

/** What stands in the file, units still in their text on the way in, plain numbers on the way out. */
export const scenarioSchema = z.strictObject({
  $schema: z.string().optional(),
  name: identifier.describe("names the folder of the results"),
  description: z.string().optional(),
  broker: z
    .union(
      [z.string().min(1), z.array(z.string().min(1)).min(1), managedBroker, urlBroker, clusterBroker, commandBroker],
      {
        error: (issue) =>
          `expected ${brokerNames.join(", ")}, a URL, a list of URLs, { name }, { url }, { cluster } or { command, url }, got ${show(issue.input)}`,
      },
    )
    .default("embedded"),
  transport: transportSchema,
  tls: tlsSchema,
  protocol,
  client: z
    .enum(["native", "mqttjs"])
    .default("native")
    .describe("native: mqbench's own; mqttjs: what Node applications use"),
  pacing,
  qos: qos.optional().describe("of every sensor and subscriber that states none of its own"),
  load: loadSchema.default(defaultLoad),
  sensors: z.union([sensorGroup, z.array(sensorGroup).min(1)], { error: groupsExpected }),
  subscribers: z.union([subscriberGroup, z.array(subscriberGroup)], { error: groupsExpected }).default([]),
  link: linkSchema.optional(),
  brokerRestart: brokerRestartSchema.optional(),
  connect: connectSchema,
  keepalive: keepaliveNs.default(60e9),
  fleet: fleetSchema.optional(),
  session: z
    .strictObject({
      clean: z
        .boolean()
        .optional()
        .describe(
          "false: the broker keeps the session; it is resumed after a reconnect, and cleared when the trial ends; default: true, but false where load hold withholds an answer",
        ),
      reconnect: reconnectSchema.optional(),
      expiry: sessionExpirySchema,
    })
    .prefault({}),
  phases: phasesSchema,
  trials: z.int().min(1).max(1000).default(1),
  seed: z
    .int()
    .min(0)
    .max(2 ** 32 - 1)
    .default(1),
  workers: workersSchema,
  sweep: z
    .record(z.string(), z.array(axisValue).min(1))
    .optional()
    .describe("axes to vary; every combination is a case"),
  thresholds: thresholdsSchema,
});

let jsonSchema: z.core.JSONSchema.BaseSchema | undefined;

/** The schema that editors read. Made once: that takes milliseconds, and each unknown key asks for it. */
export function scenarioJsonSchema(): z.core.JSONSchema.BaseSchema {
  jsonSchema ??= z.toJSONSchema(scenarioSchema, { io: "input" });
  return jsonSchema;
}

/** The file with its defaults filled in. Durations are nanoseconds, sizes bytes, rates events a second, shares 0 to 1. */
export type ScenarioFile = z.output<typeof scenarioSchema>;
