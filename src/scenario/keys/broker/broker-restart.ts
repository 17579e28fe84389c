/** The broker restarted while the load runs, as a scenario states it: its keys, their defaults, their rules. */
import { z } from "zod";
import { durationNs } from "../unit-values.ts";

const manners = ["stop", "kill"] as const;

export const brokerRestartSchema = z
  .strictObject({
    at: durationNs.describe("so long after measure began"),
    down: durationNs.default(1e9).describe("between its end and its start; what it needs to start comes on top"),
    manner: z
      .enum(manners)
      .default("stop")
      .describe("stop: it is told to end, and may write its state; kill: it ends as by a power failure"),
  })
  .describe("a broker that mqbench starts is ended under load, and started again with the same port and folder");

export interface BrokerRestart {
  /** When it is ended, since measure began. */
  readonly atNs: number;
  readonly downNs: number;
  readonly manner: (typeof manners)[number];
}

export function resolveBrokerRestart(input: z.output<typeof brokerRestartSchema> | undefined): BrokerRestart | null {
  return input === undefined ? null : { atNs: input.at, downNs: input.down, manner: input.manner };
}
