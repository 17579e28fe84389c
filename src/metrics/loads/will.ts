/** What the will experiment measures. */
import { account, latency } from "../metric-info.ts";

export const willMetrics = {
  willsExpected: account("wills expected", "neither", "wills that are due × receivers", { loads: ["will"] }),
  willsLost: account("wills lost", "lower", "of these, never seen", { loads: ["will"] }),
  willsDuplicate: account("wills twice", "lower", "deliveries of a will beyond the first", { loads: ["will"] }),
  willsUnwanted: account("wills not due", "lower", "deliveries of wills that are not due", { loads: ["will"] }),
  deathToDelivery: latency("death to delivery", "death of a sensor → its will parsed at a subscriber", {
    loads: ["will"],
  }),
} as const;
