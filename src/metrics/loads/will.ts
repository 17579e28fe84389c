/** What the will experiment measures. */
import { account, latency } from "../metric-info.ts";

const outOf = { metrics: ["willsExpected"], word: "expected" };

export const will = {
  shares: [],
  own: {
    willsExpected: account("wills expected", "neither", "wills that are due × receivers"),
    willsLost: account("wills lost", "lower", "of these, never seen", { outOf }),
    willsDuplicate: account("duplicate wills", "lower", "deliveries of a will beyond the first", { outOf }),
    willsUnwanted: account("wills not due", "lower", "deliveries of wills that are not due"),
    deathToDelivery: latency("death to delivery", "death of a sensor → its will parsed at a subscriber", {
      compared: ["p50"],
    }),
  },
} as const;
