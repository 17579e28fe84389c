/** What the handshake matrix measures. */
import { account } from "../metric-info.ts";

export const handshake = {
  shares: [],
  own: {
    promisesTested: account("promises tested", "neither", "rows of the handshake matrix that the broker can run"),
    promisesBroken: account("promises broken", "lower", "of these, in which a level did not keep its promise", {
      outOf: { metrics: ["promisesTested"], word: "tested" },
    }),
  },
} as const;
