import { expect, test } from "vitest";
import { fakeScenario, fakeSensors, fakeSubscribers } from "../../../scenario/testing/fake-scenario.ts";
import { describeAgreed, discardWarnings, quotaWarnings } from "./agreed.ts";

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
