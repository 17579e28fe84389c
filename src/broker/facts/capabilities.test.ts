import { expect, it } from "vitest";
import { allLevels, unmetByAnswers, unmetDemand } from "./capabilities.ts";
import type { Capabilities, Demands } from "./capabilities.ts";

const limited: Capabilities = {
  transports: ["mqtt"],
  access: false,
  protocols: ["3.1.1"],
  publishQos: { maximum: 1, beyond: "closes the connection at QoS 2" },
  subscribeQos: { maximum: 1, beyond: "grants QoS 1 for QoS 2" },
  subscriberWindow: 1,
  shares: [],
  connectionBytes: 1000,
  notes: [],
};
const modest: Demands = { protocol: "3.1.1", publishQos: 1, subscribeQos: 1, shares: false, heldBySubscriber: 1 };

it("what a broker has is no reason", () => {
  expect(unmetDemand("broker", limited, modest)).toBeUndefined();
});

it.each([
  [{ protocol: "5" }, "broker speaks MQTT 3.1.1 only"],
  [{ publishQos: 2 }, "broker closes the connection at QoS 2"],
  [{ subscribeQos: 2 }, "broker grants QoS 1 for QoS 2"],
  [
    { shares: true },
    "broker has no shared subscriptions at MQTT 3.1.1: a message does not come to a member of $share/NAME/…",
  ],
  [
    { heldBySubscriber: 2 },
    "broker sends a subscriber one message at a time: what is beyond that is queued, not in flight",
  ],
] as const)("%j is said in words where the broker has it not", (more, words) => {
  expect(unmetDemand("broker", limited, { ...modest, ...more })).toBe(words);
});

it("a broker without a limit may be asked for anything", () => {
  const all: Capabilities = {
    transports: ["mqtt"],
    access: false,
    protocols: ["3.1.1", "5"],
    publishQos: allLevels,
    subscribeQos: allLevels,
    subscriberWindow: null,
    shares: ["3.1.1", "5"],
    connectionBytes: 1000,
    notes: [],
  };
  expect(
    unmetDemand("broker", all, { protocol: "5", publishQos: 2, subscribeQos: 2, shares: true, heldBySubscriber: 1e6 }),
  ).toBeUndefined();
});

it.each([
  [{ "5": { accepted: false, how: "refuses it" } }, { protocol: "5" }, "broker has no MQTT 5: it refuses it"],
  [
    { "3.1.1": { accepted: true, publishQos2: "connection closed", grantedQos: 2, shares: null } },
    { publishQos: 2 },
    "broker has no QoS 2: it closes the connection at a QoS 2 PUBLISH",
  ],
  [
    { "3.1.1": { accepted: true, publishQos2: "answered with PUBACK", grantedQos: 2, shares: null } },
    { publishQos: 2 },
    "broker has no QoS 2: it answers a QoS 2 PUBLISH with PUBACK",
  ],
  [
    { "3.1.1": { accepted: true, publishQos2: "completed", grantedQos: 1, shares: null } },
    { subscribeQos: 2 },
    "broker grants QoS 1 to a QoS 2 SUBSCRIBE",
  ],
  [
    { "3.1.1": { accepted: true, publishQos2: "completed", grantedQos: 2, shares: null } },
    { publishQos: 2, subscribeQos: 2 },
    undefined,
  ],
  [
    { "3.1.1": { accepted: true, publishQos2: null, grantedQos: null, shares: null } },
    { publishQos: 2, subscribeQos: 2 },
    undefined,
  ],
  [
    { "3.1.1": { accepted: true, publishQos2: "completed", grantedQos: 2, shares: false } },
    { shares: true },
    "broker has no shared subscriptions at MQTT 3.1.1: a message does not come to a member of $share/NAME/…",
  ],
  [{ "3.1.1": { accepted: true, publishQos2: "completed", grantedQos: 2, shares: true } }, { shares: true }, undefined],
  [{ "3.1.1": { accepted: true, publishQos2: "completed", grantedQos: 2, shares: null } }, { shares: true }, undefined],
  [{}, { protocol: "5", publishQos: 2 }, undefined],
] as const)("by its answers %j, asked for %j: %s", (answers, more, words) => {
  expect(unmetByAnswers("broker", answers, { ...modest, ...more })).toBe(words);
});
