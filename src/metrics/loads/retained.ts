/** What the retained experiment measures. */
import { account, latency } from "../metric-info.ts";

const outOf = { metrics: ["retainedExpected"], word: "expected" };

export const retained = {
  shares: [],
  own: {
    retainedExpected: account("retained expected", "neither", "retained messages × late subscribers that match"),
    retainedMissing: account("retained missing", "lower", "of these, never seen", { outOf }),
    retainedWrong: account(
      "retained wrong",
      "lower",
      "pairs of QoS and checks of retained messages that did not come as the specification says",
      { outOf },
    ),
    subscribeToLast: latency("SUBSCRIBE to last retained", "SUBSCRIBE → the last retained message that matches", {
      compared: ["p50"],
    }),
  },
} as const;
