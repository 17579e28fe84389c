/** How many threads or processes send. */
import { z } from "zod";

const workerCount = z.int().min(1).max(64);

export const workersSchema = z
  .union([
    workerCount,
    z.strictObject({
      count: workerCount.optional(),
      as: z
        .enum(["threads", "processes"])
        .optional()
        .describe("processes: each has descriptors of its own; default: threads, processes where one may not hold all"),
    }),
  ])
  .optional()
  .describe("how many send at once; default: one for every core but one, and as many as the descriptors need");

/** null: chosen by what the machine has. */
export interface Workers {
  readonly count: number | null;
  readonly as: "threads" | "processes" | null;
}

export function resolveWorkers(workers: z.output<typeof workersSchema>): Workers {
  if (typeof workers === "number") return { count: workers, as: null };
  return { count: workers?.count ?? null, as: workers?.as ?? null };
}
