import { expect, it } from "vitest";
import { allLevels, unmetDemand } from "./capabilities.ts";
import type { Capabilities, Demands } from "./capabilities.ts";

const limited: Capabilities = {
  protocols: ["3.1.1"],
  publishQos: { maximum: 1, beyond: "closes the connection at QoS 2" },
  subscribeQos: { maximum: 1, beyond: "grants QoS 1 for QoS 2" },
  subscriberWindow: 1,
  connectionBytes: 1000,
  notes: [],
};
const modest: Demands = { protocol: "3.1.1", publishQos: 1, subscribeQos: 1, heldBySubscriber: 1 };

it("what a broker has is no reason", () => {
  expect(unmetDemand("broker", limited, modest)).toBeUndefined();
});

it.each([
  [{ protocol: "5" }, "broker speaks MQTT 3.1.1 only"],
  [{ publishQos: 2 }, "broker closes the connection at QoS 2"],
  [{ subscribeQos: 2 }, "broker grants QoS 1 for QoS 2"],
  [
    { heldBySubscriber: 2 },
    "broker sends a subscriber one message at a time: what is beyond that is queued, not in flight",
  ],
] as const)("%j is said in words where the broker has it not", (more, words) => {
  expect(unmetDemand("broker", limited, { ...modest, ...more })).toBe(words);
});

it("a broker without a limit may be asked for anything", () => {
  const all: Capabilities = {
    protocols: ["3.1.1", "5"],
    publishQos: allLevels,
    subscribeQos: allLevels,
    subscriberWindow: null,
    connectionBytes: 1000,
    notes: [],
  };
  expect(
    unmetDemand("broker", all, { protocol: "5", publishQos: 2, subscribeQos: 2, heldBySubscriber: 1e6 }),
  ).toBeUndefined();
});
