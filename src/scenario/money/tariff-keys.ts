/** The rules of a tariff, as a scenario or a file of `services/` states them: what is counted, and what it costs. */
import { z } from "zod";
import { show, sizeBytes } from "../keys/unit-values.ts";
import { priceOf, quantityOf } from "./price.ts";

const who = z
  .enum(["from-device", "to-device", "both"])
  .optional()
  .describe("which of them count: those that a device sends, those that it is sent, or both");

/** By packet; `retained` is a PUBLISH with the retain flag, counted once more. */
const meters = z
  .strictObject({
    connect: who,
    connack: who,
    publish: who,
    retained: who,
    puback: who,
    pubrec: who,
    pubrel: who,
    pubcomp: who,
    subscribe: who,
    suback: who,
    pingreq: who,
    pingresp: who,
  })
  .describe("packets that are metered; those that are not named are free");

const stepForms = "a size such as 5kB, or none";

/** A size of at least a byte; null of `none`: size does not count. */
export const step = z
  .union([z.literal("none").transform(() => null), sizeBytes.refine((bytes) => bytes > 0, "must be at least 1B")], {
    error: (issue) => (issue.input === undefined ? "is missing" : `expected ${stepForms}, got ${show(issue.input)}`),
  })
  .describe("each counts as so many as it fills steps; none: its size does not matter");

function pricesOf(of: Parameters<typeof priceOf>[0]) {
  const price = priceOf(of);
  const tiers = z.array(z.strictObject({ upTo: quantityOf(of).optional(), price })).min(1);
  return z
    .union([price, tiers], {
      error: (issue) => (issue.input === undefined ? "is missing" : `expected a price, or a list of { upTo, price }`),
    })
    .describe("a price, or a list of { upTo, price }, whose last has no upTo");
}

const name = z.string().min(1).optional().describe("what the report calls it");
const size = z
  .enum(["packet", "topic and payload"])
  .default("packet")
  .describe("what of a PUBLISH fills steps: the whole packet, or its topic and payload");

const rule = z.discriminatedUnion("per", [
  z.strictObject({ name, per: z.literal("device"), price: pricesOf("things").describe("of a device, a month") }),
  z.strictObject({ name, per: z.literal("minute"), price: pricesOf("things").describe("of a device's connection") }),
  z.strictObject({ name, per: z.literal("message"), step, size, price: pricesOf("things"), meters: meters.optional() }),
  z.strictObject({ name, per: z.literal("operation"), step, size, price: pricesOf("things"), meters }),
  z.strictObject({
    name,
    per: z.literal("byte"),
    layer: z
      .enum(["mqtt", "wire"])
      .default("wire")
      .describe("mqtt: bytes of MQTT alone; wire: with the headers of TCP, IP and TLS"),
    price: pricesOf("bytes"),
  }),
]);

export const rules = z.union([rule, z.array(rule).min(1)]);

export const tariffSchema = z
  .union([z.string().min(1), rule, z.array(rule).min(1)], {
    error: (issue) => `expected the name of a service, a rule or a list of rules, got ${show(issue.input)}`,
  })
  .describe("what the broker's service charges: a service's name, such as aws-iot-core, or rules of your own");

export type RuleInput = z.output<typeof rule>;
