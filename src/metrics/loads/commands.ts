/** What the commands load measures: what became of commands and of the replies to them, and how long both took. */
import { account, latency, varyingAccount } from "../metric-info.ts";

const outOfCommands = { metrics: ["commandsSent"], word: "sent" };
const outOfReplies = { metrics: ["repliesDue"], word: "due" };
const compared = ["p50", "p99"] as const;

export const commands = {
  shares: [],
  own: {
    commandsSent: account("commands sent", "neither", "commands handed to the backend's sockets"),
    commandsLost: account("commands lost", "lower", "of these, never seen by their device", { outOf: outOfCommands }),
    commandsDuplicate: account("duplicate commands", "lower", "deliveries of a command beyond the first", {
      outOf: outOfCommands,
    }),
    repliesDue: account("replies due", "neither", "commands sent to devices that reply"),
    replyTimeouts: varyingAccount("reply timeouts", "lower", "of these, without a reply when their time was over", {
      outOf: outOfReplies,
    }),
    repliesDuplicate: account("duplicate replies", "lower", "deliveries of a reply to a client beyond the first", {
      outOf: outOfReplies,
    }),
    commandDelay: latency("command delay", "intended → the command handed to the socket: mqbench's own"),
    commandLatency: latency("command latency", "intended → the command parsed at its device", { compared }),
    replyTime: latency("reply time", "intended → the reply parsed at the backend; without one, until nobody waits", {
      compared,
    }),
  },
} as const;
