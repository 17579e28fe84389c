import { parser } from "mqtt-packet";
import type { Packet } from "mqtt-packet";
import { expect, test } from "vitest";
import { newPublishView, PublishTemplate, readPublish } from "./codec.ts";
import { statedPropertyBytes, publishBytes, subscriptionIdentifierBytes, topicAliasBytes } from "./cost-model.ts";
import { encodeProperties, packetProperties } from "./publish-properties.ts";
import type { PublishProperties } from "./publish-properties.ts";

const none: PublishProperties = {
  expirySeconds: null,
  isUtf8: false,
  contentType: null,
  responseTopic: null,
  correlationBytes: null,
  user: [],
};
const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

/** Its bytes by section 3.3.2.3, and what the packet grows by: behind 127 bytes the remaining length takes one more. */
const table: readonly (readonly [name: string, stated: Partial<PublishProperties>, bytes: number, growth: number])[] = [
  ["nothing", {}, 0, 0],
  ["message expiry interval", { expirySeconds: 3600 }, 5, 5],
  ["payload format indicator", { isUtf8: true }, 2, 2],
  ["content type application/json", { contentType: "application/json" }, 19, 19],
  ["response topic of 32 bytes", { responseTopic: "r".repeat(32) }, 35, 36],
  ["correlation data of 16 bytes", { correlationBytes: 16 }, 19, 19],
  ["user property unit=C", { user: [["unit", "C"]] }, 10, 10],
  ["user property traceparent", { user: [["traceparent", traceparent]] }, 71, 72],
];

/** The packet of a sensor: topic of 25 bytes, payload of 64, QoS 1. */
function packetOf(stated: PublishProperties): Uint8Array {
  const topic = new TextEncoder().encode("t".repeat(25));
  const shape = { isVersion5: true, qos: 1, isRetained: false, topicBytes: topic.length };
  const template = new PublishTemplate({ ...shape, properties: encodeProperties(stated), payload: new Uint8Array(64) });
  return template.fill(topic, 7, 1, 2, 3, 4);
}

function decoded(packet: Uint8Array): Packet {
  const found: Packet[] = [];
  const reader = parser({ protocolVersion: 5 }).on("packet", (each: Packet) => found.push(each));
  reader.parse(Buffer.from(packet));
  const [first] = found;
  if (first === undefined) throw new Error("no packet");
  return first;
}

test.each(table)(
  "%s: predicted, written and read by another library alike, to the byte",
  (_, changes, bytes, growth) => {
    const stated = { ...none, ...changes };
    expect(statedPropertyBytes(stated)).toBe(bytes);
    const packet = packetOf(stated);
    const shape = { protocol: "5", topicBytes: 25, payloadBytes: 64, qos: 1, propertyBytes: bytes } as const;
    expect(packet.length).toBe(publishBytes(shape));
    expect(packet.length).toBe(96 + growth);
    expect(decoded(packet)).toMatchObject({
      payload: expect.objectContaining({ length: 64 }),
      ...(bytes > 0 && { properties: packetProperties(stated) }),
    });
    const view = newPublishView();
    expect(readPublish(packet, 0, packet.length > 129 ? 3 : 2, packet.length, true, view)).toBeUndefined();
    expect(view.payloadStart).toBe(packet.length - 64);
  },
);

test("all together: the length before them takes two bytes", () => {
  const stated = {
    expirySeconds: 1,
    isUtf8: true,
    contentType: "text/plain",
    responseTopic: "replies",
    correlationBytes: 100,
    user: [
      ["a", "1"],
      ["b", "2"],
    ],
  } as const;
  const bytes = statedPropertyBytes(stated);
  expect(bytes).toBeGreaterThan(127);
  expect(packetOf(stated).length).toBe(
    publishBytes({ protocol: "5", topicBytes: 25, payloadBytes: 64, qos: 1, propertyBytes: bytes }),
  );
});

test("a subscription identifier is a variable byte integer behind its own identifier", () => {
  expect([null, 1, 127, 128, 16_384].map(subscriptionIdentifierBytes)).toEqual([0, 2, 2, 3, 4]);
});

test.each([
  ["that introduces an alias", 25, 96 + 3],
  ["by its alias alone", 0, 96 - 25 + 3],
])("a PUBLISH %s: predicted, written and read by another library alike", (_, topicBytes, bytes) => {
  const topic = new TextEncoder().encode("t".repeat(topicBytes));
  const shape = { isVersion5: true, qos: 1, isRetained: false, topicBytes, payload: new Uint8Array(64) };
  const packet = new PublishTemplate({ ...shape, properties: encodeProperties(undefined, 1) }).fill(
    topic,
    7,
    1,
    2,
    3,
    4,
  );
  expect(packet.length).toBe(bytes);
  expect(publishBytes({ protocol: "5", topicBytes, payloadBytes: 64, qos: 1, propertyBytes: topicAliasBytes })).toBe(
    bytes,
  );
  expect(decoded(packet)).toMatchObject({ topic: "t".repeat(topicBytes), properties: { topicAlias: 1 } });
});
