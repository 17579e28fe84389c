/** The fleet whose cost a month reports reckon, with the prices it was given: a report made later has them, too. */
import { z } from "zod";

const count = z.number();
const amount = z.string().describe("a decimal number, exactly");
const currency = z.string().nullable().describe("ISO 4217; null: none is stated");

const rule = z.strictObject({
  name: z.string(),
  per: z.enum(["device", "minute", "message", "operation", "byte"]),
  stepBytes: count.nullable().describe("each counts as so many as it fills steps; null: its size does not matter"),
  size: z.enum(["packet", "topic and payload"]),
  layer: z.enum(["mqtt", "wire"]),
  meters: z
    .record(z.string(), z.enum(["from-device", "to-device", "both"]))
    .describe("by packet as in the ledger; RETAINED is a PUBLISH with the retain flag, counted once more"),
  prices: z
    .array(z.strictObject({ upTo: count.nullable().describe("a month; null: no end"), amount, per: count }))
    .min(1)
    .readonly(),
});

const tariff = z.strictObject({
  service: z.string(),
  region: z.string().nullable(),
  read: z.string().nullable().describe("when the prices were read; null of a scenario's own"),
  sources: z.array(z.string()).readonly(),
  notes: z.array(z.string()).readonly(),
  levels: z.array(count).readonly().describe("QoS levels that the service has"),
  currency,
  rules: z.array(rule).readonly(),
});

export const fleet = z.strictObject({
  devices: count,
  periodNs: z.number().describe("of one device"),
  payloadBytes: count,
  keepaliveSeconds: z.number(),
  cutShare: z.number().optional().describe("cuts of a connection a message; left out where none is stated"),
  commands: z
    .strictObject({ periodNs: z.number(), payloadBytes: count })
    .optional()
    .describe("messages that one device receives; left out where none are stated"),
  tls: z
    .strictObject({ version: z.enum(["1.2", "1.3"]), handshakeBytes: count })
    .optional()
    .describe("left out: none"),
  isRetained: z.boolean().optional(),
  tariff: tariff.optional(),
  data: z
    .strictObject({ amount, currency, per: count, stepBytes: count.nullable(), rounds: z.enum(["session", "message"]) })
    .optional(),
  radio: z
    .strictObject({
      rttNs: z.number(),
      wakeNs: z.number(),
      tailNs: z.number(),
      powerWatts: z.number(),
      release: z.boolean(),
      batteryWattHours: z.number().optional(),
    })
    .optional(),
});

export type TariffSection = z.output<typeof tariff>;
export type TariffRule = z.output<typeof rule>;
