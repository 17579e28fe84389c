/** What the retained experiment measures. */
import { account, latency } from "../metric-info.ts";

export const retainedMetrics = {
  retainedExpected: account("retained expected", "neither", "retained messages × late subscribers that match", {
    loads: ["retained"],
  }),
  retainedMissing: account("retained missing", "lower", "of these, never seen", { loads: ["retained"] }),
  retainedWrong: account(
    "retained wrong",
    "lower",
    "pairs of QoS and checks of retained messages that came otherwise than the specification has it",
    { loads: ["retained"] },
  ),
  subscribeToLast: latency("SUBSCRIBE to last retained", "SUBSCRIBE → the last retained message that matches", {
    loads: ["retained"],
  }),
} as const;
