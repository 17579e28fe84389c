/** Subscribers that leave while the load runs, as a scenario states it: its keys and what they are. */
import { z } from "zod";
import { durationNs } from "./unit-values.ts";

const manners = ["disconnect", "kill"] as const;

export const leaveSchema = z
  .strictObject({
    members: z.int().min(0).default(1).describe("how many of the group leave, the first ones; 0: all stay"),
    after: durationNs.describe("so long after measure began"),
    by: z
      .enum(manners)
      .default("kill")
      .describe("disconnect: with a DISCONNECT; kill: its connection ends as that of a program that was killed"),
  })
  .describe("members of a shared subscription that leave within measure, and stay away");

export interface Leave {
  readonly members: number;
  /** When they leave, since measure began. */
  readonly afterNs: number;
  readonly by: (typeof manners)[number];
}

export function resolveLeave(input: z.output<typeof leaveSchema> | undefined): Leave | null {
  return input === undefined ? null : { members: input.members, afterNs: input.after, by: input.by };
}
