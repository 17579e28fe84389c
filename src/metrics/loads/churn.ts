/** What the churn load measures: visits of devices, how long they take to be there and to have said what they have to say. */
import { account, latency, rate, varyingAccount } from "../metric-info.ts";

const outOfVisits = { metrics: ["visits"], word: "due" };
const outOfMessages = { metrics: ["visitMessages"], word: "expected" };
const compared = ["p50", "p99"] as const;

export const churn = {
  shares: [],
  own: {
    visits: account("visits", "neither", "visits due in measure: a device connects, sends, leaves"),
    visitsWaited: varyingAccount(
      "visits that waited",
      "lower",
      "visits that were due while their device was still there",
      {
        outOf: outOfVisits,
      },
    ),
    visitsFailed: account(
      "visits failed",
      "lower",
      "visits that did not begin or connect, or whose messages did not all end",
      { outOf: outOfVisits },
    ),
    connectRate: rate("connect rate", "higher", "connections accepted a second, of visits due in measure"),
    connectDelay: latency("connect delay", "intended → the connection is opened: mqbench's own"),
    connectTime: latency("connect time", "intended visit → CONNACK", { compared }),
    visitTime: latency("visit time", "intended visit → its last message acknowledged, at QoS 0 sent", { compared }),
    visitMessages: account("messages expected", "neither", "messages of visits × receivers"),
    visitMessagesLost: account("messages lost", "lower", "of these, never seen", { outOf: outOfMessages }),
    visitMessagesDuplicate: account("duplicate messages", "lower", "deliveries of a message beyond the first", {
      outOf: outOfMessages,
    }),
  },
} as const;
