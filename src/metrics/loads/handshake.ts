/** What the handshake matrix measures. */
import { account } from "../metric-info.ts";

export const handshakeMetrics = {
  promisesTested: account("promises tested", "neither", "rows of the handshake matrix that the broker can run", {
    loads: ["handshake"],
  }),
  promisesBroken: account("promises broken", "lower", "of these, in which a level did not keep its promise", {
    loads: ["handshake"],
  }),
} as const;
