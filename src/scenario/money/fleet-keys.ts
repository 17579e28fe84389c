/** The fleet that reports reckon the cost of a month for, as a scenario states it. */
import { z } from "zod";
import { keepaliveNs } from "../keys/keepalive.ts";
import {
  energyWattHours,
  durationNs,
  monthlyPeriodNs,
  periodNs,
  powerWatts,
  shareOfOne,
  show,
  sizeBytes,
} from "../keys/unit-values.ts";
import { priceOf } from "./price.ts";
import { step, tariffSchema } from "./tariff-keys.ts";

const tlsVersions = ["none", "1.2", "1.3"] as const;
/** YAML reads 1.3 as a number. */
const tlsVersion = z.union(
  [z.enum(tlsVersions), z.literal(1.2).transform((): "1.2" => "1.2"), z.literal(1.3).transform((): "1.3" => "1.3")],
  { error: (issue) => `expected ${tlsVersions.join(", ")}, got ${show(issue.input)}` },
);

const commands = z
  .strictObject({
    every: monthlyPeriodNs.describe("period of the messages that one device receives"),
    payload: sizeBytes.optional().describe("default: the fleet's payload"),
  })
  .describe("messages down to a device; what each takes is counted on the subscribers' hop");

const tls = z
  .strictObject({
    version: tlsVersion.describe("what each packet's record adds: 1.3 22 B, 1.2 29 B (AES-GCM)"),
    handshake: sizeBytes.optional().describe("bytes of a handshake, both ways, with its headers: at each reconnect"),
  })
  .describe("default: as the tariff's service asks, else none");

const data = z
  .strictObject({
    price: priceOf("bytes"),
    step: step.describe("bytes are rounded up to it"),
    rounds: z
      .enum(["session", "message"])
      .default("session")
      .describe("what is rounded up: the bytes of a connection, or of each message, ping and reconnect"),
  })
  .describe("the data plan of a device");

const radio = z
  .strictObject({
    rtt: durationNs.describe("a round trip between device and broker"),
    wake: durationNs.describe("from sleep to the first byte"),
    tail: durationNs.describe("how long it stays on after the last"),
    power: powerWatts.describe("while it is on"),
    release: z.boolean().default(false).describe("release assistance: no tail after one answer or none"),
    battery: energyWattHours.optional(),
  })
  .describe("a model of radio time and battery");

export const fleetSchema = z
  .strictObject({
    devices: z.int().min(1).max(1e9).optional().describe("default: the scenario's sensors"),
    every: periodNs.optional().describe("period of one device; default: that of the sensors"),
    payload: sizeBytes.optional().describe("default: the sensors' payload"),
    keepalive: keepaliveNs.optional().describe("default: the scenario's keepalive"),
    cut: shareOfOne
      .optional()
      .describe("cuts of a device's connection as a share of its messages: 1% is a cut for every 100 messages"),
    commands: commands.optional(),
    tls: tls.optional(),
    tariff: tariffSchema.optional(),
    data: data.optional(),
    radio: radio.optional(),
  })
  .describe("the fleet that reports reckon the cost of a month for; it changes nothing about the run");

export type FleetInput = z.output<typeof fleetSchema>;
