/** What a result keeps of the hold load. */
import { z } from "zod";
import { connectionLedger } from "../sections/ledger-section.ts";

const count = z.number();

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
export const hold = z.strictObject({
  kind: z.literal("hold"),
  step: z.string().describe("what was withheld or held"),
  qos: z.number(),
  payloadBytes: count,
  holders: count.describe("clients that the held messages are spread over"),
  plateaus: z.array(plateau),
  readBack: z
    .strictObject({
      asked: count.describe(
        "topics of retained messages that were subscribed to anew, of each instance that answered for all of its own",
      ),
      came: count.describe("of these, whose message came"),
      problem: z.string().nullable().describe("why not all could be asked for, in words"),
    })
    .optional()
    .describe("of step retained, at the highest level: a sample of what the broker is to have kept"),
  lines: z.array(line),
  givenBack: z
    .record(z.string(), z.number())
    .describe("by gauge: how much of what the highest level added was gone after everything was released"),
  ledger: connectionLedger,
});

export type HoldSection = z.output<typeof hold>;
export type Plateau = z.output<typeof plateau>;
