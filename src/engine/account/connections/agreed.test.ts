import { expect, test } from "vitest";
import type { CounterName } from "../../../metrics/recorder.ts";
import { fakeScenario, fakeSensors, fakeSubscribers } from "../../../scenario/testing/fake-scenario.ts";
import { describeAgreed, discardWarnings, optionWarnings, quotaWarnings } from "./agreed.ts";

const imposed = {
  topicAliasMaximum: 10,
  receiveMaximum: 20,
  maximumPacketBytes: null,
  maximumQos: 2,
  serverKeepaliveSeconds: null,
};

test("connections whose CONNACK said the same are one row, over all shards, the most first", () => {
  const other = { ...imposed, topicAliasMaximum: 0 };
  const shards = [
    { agreed: [{ ...other, connections: 2 }] },
    {
      agreed: [
        { ...imposed, connections: 3 },
        { ...other, connections: 2 },
      ],
    },
  ];
  expect(describeAgreed(shards)).toEqual([
    { ...other, connections: 4 },
    { ...imposed, connections: 3 },
  ]);
});

test("a broker that sends beyond the receive maximum is named, with the most at once", () => {
  const subscribers = [fakeSubscribers({ asks: { receiveMaximum: 3 } })];
  const scenario = fakeScenario({ protocol: "5", subscribers });
  const within = { beyondQuota: { messages: 0, most: 0 } };
  expect(quotaWarnings(scenario, [within])).toEqual([]);
  expect(quotaWarnings(scenario, [within, { beyondQuota: { messages: 4, most: 5 } }])).toEqual([
    {
      code: "receive-maximum-ignored",
      text: "the broker does not keep to the Receive Maximum of CONNECT (subscribers 3; MQTT 5, [MQTT-3.3.4-9]): 4 deliveries at QoS 1 and 2 came beyond it, up to 5 unacknowledged at once, warm-up included",
    },
  ]);
});

test("deliveries that subscribers take no packets of are told with both sizes", () => {
  const subscribers = [fakeSubscribers({ asks: { maximumPacketBytes: 70 } })];
  expect(
    discardWarnings(fakeScenario({ protocol: "5", sensors: [fakeSensors()], subscribers })).map(({ text }) => text),
  ).toEqual([
    "deliveries of sensors have up to 78 bytes, and subscribers take packets of at most 70: the broker is to discard them (MQTT 5, [MQTT-3.1.2-25]), and none is expected there",
  ]);
});

test("a broker that does not keep to an option of a subscription is named by the option", () => {
  expect(optionWarnings({ all: () => 0 })).toEqual([]);
  const counts: Partial<Record<CounterName, number>> = { ownReturned: 3, retainedUnasked: 1 };
  expect(optionWarnings({ all: (name) => counts[name] ?? 0 })).toEqual([
    {
      code: "no-local-ignored",
      text: "the broker does not keep to No Local (MQTT 5, [MQTT-3.8.3-3]): 3 deliveries came back to the sensor that had published them; they are in no other figure, warm-up included",
    },
    {
      code: "retain-handling-ignored",
      text: "the broker does not keep to Retain Handling 2 (MQTT 5, [MQTT-3.3.1-11]): 1 delivery was a retained one from before the subscription, warm-up included",
    },
  ]);
});
