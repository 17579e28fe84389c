import { generate } from "mqtt-packet";
import type { IPublishPacket } from "mqtt-packet";
import { expect, test } from "vitest";
import { newPublishView, readPublish } from "./codec.ts";
import { bodyOf } from "./scanner.ts";
import { TopicAliases } from "./topic-aliases.ts";

type Properties = IPublishPacket["properties"];

const others: Properties = {
  payloadFormatIndicator: true,
  messageExpiryInterval: 10,
  contentType: "text/plain",
  responseTopic: "replies",
  correlationData: Buffer.alloc(4),
  userProperties: { unit: "C" },
  subscriptionIdentifier: 300,
};

function packetOf(topic: string, properties: Properties, payloadBytes = 20): Uint8Array {
  const payload = Buffer.alloc(payloadBytes);
  return generate(
    {
      cmd: "publish",
      topic,
      payload,
      qos: 1,
      messageId: 7,
      dup: false,
      retain: false,
      ...(properties && { properties }),
    },
    { protocolVersion: 5 },
  );
}

/** What it says of a packet: the topic that it gives, or what is wrong. */
function resolve(aliases: TopicAliases, packet: Uint8Array): string {
  const view = newPublishView();
  expect(readPublish(packet, 0, bodyOf(packet, 0), packet.length, true, view)).toBeUndefined();
  const found = aliases.resolve(packet, 0, packet.length, view);
  if (typeof found === "string") return found;
  return Buffer.from(view.topicIn.subarray(view.topicStart, view.topicEnd)).toString();
}

// The remaining length and the length of the properties take a byte more from 128 on.
test.each([
  ["a short one", "sensors/1", undefined, 20],
  ["one among other properties", "sensors/1", others, 20],
  ["one whose topic makes the packet longer than 127 bytes", "t".repeat(100), undefined, 20],
  ["one whose alias makes it so", "t".repeat(10), undefined, 110],
  ["one whose properties pass 127 bytes by the alias", "t", { contentType: "c".repeat(123) }, 20],
])("%s: the topic and the bytes without aliases are those of the plain packet", (_, topic, properties, payload) => {
  const aliases = new TopicAliases(10);
  const plain = packetOf(topic, properties, payload).length;
  for (const named of [topic, ""]) {
    const packet = packetOf(named, { ...properties, topicAlias: 3 }, payload);
    expect([resolve(aliases, packet), aliases.savedBytes, aliases.isIntroducing]).toEqual([
      topic,
      plain - packet.length,
      named !== "",
    ]);
  }
});

test("an alias may stand for another topic later, and a new connection knows none", () => {
  const aliases = new TopicAliases(10);
  const [a, b, short] = ["a", "b", ""].map((topic) => packetOf(topic, { topicAlias: 1 }));
  if (a === undefined || b === undefined || short === undefined) throw new Error("no packets");
  expect([a, short, b, short].map((packet) => resolve(aliases, packet))).toEqual(["a", "a", "b", "b"]);
  aliases.clear();
  expect(resolve(aliases, short)).toBe(
    "PUBLISH with topic alias 1 and no topic, and nothing had introduced it (section 3.3.2.3.4)",
  );
});

test.each([
  [2, "", { topicAlias: 3 }, "PUBLISH with topic alias 3, where CONNECT allowed 2 [MQTT-3.1.2-26]"],
  [0, "", { topicAlias: 3 }, "PUBLISH with topic alias 3, where CONNECT allowed none [MQTT-3.1.2-27]"],
  [2, "", others, "PUBLISH without a topic and without an alias (section 3.3.2.1)"],
  [2, "", undefined, "PUBLISH without a topic and without an alias (section 3.3.2.1)"],
])("of %i allowed, a PUBLISH to %j with %j breaks the protocol", (maximum, topic, properties, words) => {
  expect(resolve(new TopicAliases(maximum), packetOf(topic, properties))).toBe(words);
});

test("a topic alias of 0 breaks the protocol", () => {
  const packet = packetOf("a", { topicAlias: 1 });
  packet[packet.indexOf(0x23) + 2] = 0;
  expect(resolve(new TopicAliases(2), packet)).toBe("PUBLISH with topic alias 0 [MQTT-3.3.2-8]");
});

test("a PUBLISH without an alias is left as it is", () => {
  expect(resolve(new TopicAliases(2), packetOf("a", others))).toBe("a");
});
