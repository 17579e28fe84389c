/** What a capacity search found: by case the highest sustainable rate, and every trial on the way. One file, as a result is. */
import { z } from "zod";
import { checkedScenario, manyLines } from "./checked-scenario.ts";
import { inOneLineEach } from "../visible-text.ts";
import { MqbenchError, messageOf } from "../errors.ts";
import { readGivenText } from "../given-file.ts";
import { command, environment, note } from "./schema.ts";
import { mostResultBytes } from "./store.ts";

export const capacityVersion = 1;

const point = z.strictObject({
  ratePerSecond: z.number().describe("messages a second, or connects of load churn, of all sensors together"),
  verdict: z.enum(["sustained", "exceeded", "generator"]).describe("generator: mqbench could not keep up"),
  because: z.string().nullable().describe("what failed, in words; null: sustained"),
  startedAt: z.string(),
  figures: z
    .record(z.string(), z.number())
    .describe("named as in thresholds, in base units (ns, a second, counts); brokerCpu and generatorCpu in cores"),
  atLeast: z.array(z.string()).optional().describe("the figures that are only lower bounds: not everything ended"),
});

const bound = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("broker"), ratePerSecond: z.number() }).describe("the lowest rate it failed at"),
  z.strictObject({ kind: z.literal("generator"), ratePerSecond: z.number() }).describe("mqbench failed there"),
  z.strictObject({ kind: z.literal("range") }).describe("no rate that was to be tried failed"),
]);

const capacityCase = z.strictObject({
  id: z.string(),
  axes: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  summary: z.string(),
  broker: z.string().nullable().describe("name and version; null: no trial was made"),
  unsupported: z.string().nullable(),
  conditions: z.array(z.string()).describe("those of `until` that apply to the case"),
  isComplete: z.boolean(),
  ratePerSecond: z.number().nullable().describe("the highest rate that was sustained twice; null: none"),
  bound: bound.nullable(),
  curve: z.array(point).describe("in the order they were tried: latency against rate"),
});

const capacitySchema = z.strictObject({
  schema: z.literal("mqbench/capacity"),
  version: z.literal(capacityVersion),
  startedAt: z.string(),
  endedAt: z.string(),
  status: z.enum(["complete", "partial"]),
  scenario: checkedScenario.describe("the file with --set and flags applied, passwords removed"),
  scenarioFile: z.string().nullable(),
  command,
  environment,
  until: z.string(),
  precision: z.number(),
  cases: z.array(capacityCase),
  warnings: z.array(note).optional().describe("about the search as a whole; left out where there are none"),
});

export type CapacityResult = z.output<typeof capacitySchema>;
export type CapacityCase = z.output<typeof capacityCase>;
export type CapacityPoint = z.output<typeof point>;

/** undefined: the file holds something else. */
export function readCapacity(file: string): CapacityResult | undefined {
  let value: unknown;
  try {
    value = JSON.parse(readGivenText(file, mostResultBytes));
  } catch {
    return undefined;
  }
  const header = z.looseObject({ schema: z.literal("mqbench/capacity") }).safeParse(value);
  return header.success ? parseCapacity(value, file) : undefined;
}

/** Throws where it is not one; `file` is for the message. */
export function parseCapacity(value: unknown, file: string): CapacityResult {
  try {
    return capacitySchema.parse(inOneLineEach(value, manyLines));
  } catch (cause) {
    throw new MqbenchError("usage", `${file} is damaged, or of another version: ${messageOf(cause)}`, { cause });
  }
}
