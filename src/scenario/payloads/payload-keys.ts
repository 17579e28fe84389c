/** What the messages of a group carry, as a scenario states it. */
import { z } from "zod";
import { show, sizeBytes } from "../keys/unit-values.ts";

const place = z.enum(["start", "end"]);

/** Each form says by its key which it is. */
export const payloadSchema = z
  .union(
    [
      sizeBytes.transform((bytes) => ({ kind: "size" as const, bytes })),
      z.strictObject({ size: sizeBytes }).transform(({ size }) => ({ kind: "size" as const, bytes: size })),
      z
        .strictObject({ size: z.strictObject({ from: sizeBytes, to: sizeBytes }) })
        .transform(({ size }) => ({ kind: "sizes" as const, ...size })),
      z.strictObject({ file: z.string().min(1) }).transform(({ file }) => ({ kind: "file" as const, file })),
      z
        .strictObject({
          json: z
            .record(z.string(), z.unknown())
            .describe(
              "keys and values of a JSON object; texts may hold {seq}, {time.iso}, {time.ms}, {id}, {csv.NAME}, {random.int 0 9}, {random.float 20 30 2}, {random.walk 20 30 0.1}, {random.hex 8}, {pick on|off}, {identity}",
            ),
        })
        .transform(({ json }) => ({ kind: "json" as const, json })),
      z
        .strictObject({
          template: z.string().min(1).describe("a text file with the same placeholders"),
          identity: place
            .optional()
            .describe(
              "where the message's identity is added, as 32 hexadecimal digits; default: where {identity} stands",
            ),
        })
        .transform(({ template, identity = null }) => ({ kind: "template" as const, file: template, identity })),
    ],
    {
      error: (issue) =>
        `expected a size such as 64B, { size: { from: 40B, to: 400B } }, { file: reading.json }, { json: { … } } or { template: reading.txt }, got ${show(issue.input)}`,
    },
  )
  .describe(
    "bytes of a message: a size (filled with seeded bytes) or { file }, whose first 16 bytes say which message it is; { json } or { template }, written for each message",
  );

export type PayloadInput = z.output<typeof payloadSchema>;
