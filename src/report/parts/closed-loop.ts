/** What must stand beside the latencies of a closed loop. Pure. */
import type { Trial } from "../../result/schema.ts";

export function isClosedLoop({ warnings }: Pick<Trial, "warnings">): boolean {
  return warnings.some(({ code }) => code === "closed-loop");
}

export const closedLoopRemark =
  "closed loop: each latency counts from the actual send, of as many messages as the broker let through: what a stall kept from being sent is in none";
