/** The quotas of a service as its file states them: what a plan can count, and the most of it. */
import { z } from "zod";

/** What a plan knows of a scenario before it runs. */
const quotaMeasures = [
  "connections",
  "publishes from a connection",
  "publishes both ways of a connection",
  "subscriptions of a connection",
  "unacknowledged messages of a connection",
  "connects of a client id",
  "publishes from devices in all",
  "publishes both ways in all",
  "bytes from devices in all",
] as const;
export type QuotaMeasure = (typeof quotaMeasures)[number];

const most = z.union([
  z
    .int()
    .min(1)
    .transform((count) => ({ count, isRate: false })),
  z
    .string()
    .regex(/^\d+\/s$/u)
    .transform((text) => ({ count: Number(text.slice(0, -2)), isRate: true })),
]);

export const quotasSchema = z.strictObject({
  sources: z.array(z.url()).min(1),
  read: z.string().regex(/^\d{4}-\d\d(?:-\d\d)?$/u),
  unit: z.string().optional().describe("what may be bought more of, and limits count each"),
  mostUnits: z.int().min(1).optional(),
  limits: z.array(z.strictObject({ measure: z.enum(quotaMeasures), most, each: z.literal("unit").optional() })).min(1),
});

export type Quotas = z.output<typeof quotasSchema>;
