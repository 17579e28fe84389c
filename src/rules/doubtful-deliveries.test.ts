import { expect, test } from "vitest";
import { doubtDeliveries } from "./doubtful-deliveries.ts";
import type { DoubtfulDeliveries } from "./doubtful-deliveries.ts";

const none: DoubtfulDeliveries = {
  foreign: { count: 0, retained: 0, perSecond: 0 },
  altered: { topic: 0, length: 0, content: 0 },
};

function doubtsOf(changes: Partial<DoubtfulDeliveries>): readonly string[] {
  const doubts: string[] = [];
  doubtDeliveries({ ...none, ...changes }, (code, text) => doubts.push(`${code}: ${text}`));
  return doubts;
}

test("deliveries of the trial's messages, as they were sent, are no doubt", () => {
  expect(doubtsOf({})).toEqual([]);
});

test("deliveries that came otherwise are told by what differs", () => {
  expect(doubtsOf({ altered: { topic: 20, length: 1000, content: 0 } })).toEqual([
    "altered: 1,020 deliveries differed from what was sent (20 on another topic, 1,000 of another length), warm-up included: none counts as delivered, or in a rate, latency or packet of a message",
  ]);
});

test("deliveries of none of its messages are told with their rate, and how many were retained", () => {
  expect(doubtsOf({ foreign: { count: 1200, retained: 12, perSecond: 94.2 } })).toEqual([
    "foreign: 1,200 deliveries were strangers' messages (94.2/s while measure lasted, 12 of them kept by the broker from before): no account, rate, latency or packet of a message counts them; CPU and memory of broker and mqbench, and bytes by socket and kernel, include them",
  ]);
});
