import { generate, parser } from "mqtt-packet";
import type { Packet } from "mqtt-packet";
import { expect, test } from "vitest";
import { connack5, connect, publish, rig } from "../testing/fake-rig.ts";
import { readAliased } from "../wire/ledger.ts";

type Rig = ReturnType<typeof rig>;

/** Topic, alias and DUP of each PUBLISH since the last look. */
function published(made: Rig): readonly string[] {
  const reader = parser({ protocolVersion: 5 });
  const found: string[] = [];
  reader.on("packet", (packet: Packet) => {
    if (packet.cmd === "publish")
      found.push(`${packet.topic} ${packet.properties?.topicAlias ?? "none"}${packet.dup ? " again" : ""}`);
  });
  for (const bytes of made.transport.writes.splice(0)) reader.parse(Buffer.from(bytes));
  return found;
}

function aliasRig(isCleanSession = true): Rig {
  return rig({ protocol: "5", isCleanSession }, 1, 4, { isAliased: true });
}

test("the first message of a connection names topic and alias, those after it the alias alone", () => {
  const made = aliasRig();
  connect(made, ...connack5({ topicAliasMaximum: 10 }));
  publish(made.client, 3);
  expect(published(made)).toEqual(["t/1 1", " 1", " 1"]);
});

test.each([
  ["says 0", connack5({ topicAliasMaximum: 0 })],
  ["says nothing", connack5({})],
])("where CONNACK %s every message names its topic, and no alias", (_, connack) => {
  const made = aliasRig();
  connect(made, ...connack);
  publish(made.client, 2);
  expect(published(made)).toEqual(["t/1 none", "t/1 none"]);
});

test("a new connection knows no alias: the first names the topic again", () => {
  const made = aliasRig();
  connect(made, ...connack5({ topicAliasMaximum: 1 }));
  publish(made.client, 2);
  published(made);
  made.transport.handlers?.closed({ code: "closed", words: "gone" });
  connect(made, ...connack5({ topicAliasMaximum: 1 }));
  publish(made.client, 2);
  expect(published(made)).toEqual(["t/1 1", " 1"]);
});

test("what is sent again on a new connection names the topic first", () => {
  const made = aliasRig(false);
  connect(made, ...connack5({ topicAliasMaximum: 1 }));
  publish(made.client, 2);
  published(made);
  made.transport.handlers?.closed({ code: "closed", words: "gone" });
  const resumed = connack5({ topicAliasMaximum: 1 });
  connect(made, ...resumed.map((byte, at) => (at === 2 ? 1 : byte)));
  publish(made.client, 1);
  expect(published(made)).toEqual(["t/1 1 again", " 1 again", " 1"]);
});

test("the bytes of a topic that a later connection names again are counted, those of what is sent again are not", () => {
  const made = aliasRig();
  connect(made, ...connack5({ topicAliasMaximum: 1 }));
  for (let sequence = 0; sequence < 2; sequence += 1) made.client.publish(0, sequence, 1);
  expect(made.ledger.namedAgain[1]).toBe(0);
  made.transport.handlers?.closed({ code: "closed", words: "gone" });
  connect(made, ...connack5({ topicAliasMaximum: 1 }));
  for (let sequence = 2; sequence < 4; sequence += 1) made.client.publish(0, sequence, 1);
  // The three bytes of t/1.
  expect(made.ledger.namedAgain[1]).toBe(3);
});

/** A PUBLISH of the broker's. */
function delivered(topic: string, topicAlias: number): readonly number[] {
  const payload = Buffer.alloc(16);
  const packet = { cmd: "publish", topic, payload, qos: 0, dup: false, retain: false } as const;
  return [...generate({ ...packet, properties: { topicAlias } }, { protocolVersion: 5 })];
}

test("what the broker sends by an alias of its own has the topic, and is counted by what it saves", () => {
  const topics: string[] = [];
  const made = rig({ protocol: "5" }, 1, 4, { asks: { topicAliasMaximum: 2 } });
  made.events.arrived = (_client, _packet, { topicIn, topicStart, topicEnd }) => {
    topics.push(Buffer.from(topicIn.subarray(topicStart, topicEnd)).toString());
    return 1;
  };
  connect(made, ...connack5({}));
  made.transport.receive(...delivered("sensors/1", 2), ...delivered("", 2), ...delivered("", 2));
  expect(topics).toEqual(["sensors/1", "sensors/1", "sensors/1"]);
  expect(readAliased(made.ledger.aliased, [1])).toEqual({ introducing: 1, short: 2, savedBytes: 2 * (9 - 3) - 3 });
  made.transport.handlers?.closed({ code: "closed", words: "gone" });
  connect(made, ...connack5({}));
  made.transport.receive(...delivered("", 2));
  expect(made.log.at(-1)).toBe(
    "closed: protocol error of the broker: PUBLISH with topic alias 2 and no topic, and nothing had introduced it (section 3.3.2.3.4)",
  );
});

/** Messages at QoS 1 of the broker's. */
function atQos1(...ids: readonly number[]): readonly number[] {
  return ids.flatMap((messageId) => [
    ...generate(
      { cmd: "publish", topic: "a", payload: "", qos: 1, messageId, dup: false, retain: false },
      { protocolVersion: 5 },
    ),
  ]);
}

test("what a broker sends beyond the receive maximum asked for is counted", () => {
  const made = rig({ protocol: "5" }, 1, 4, { asks: { receiveMaximum: 2 } });
  connect(made, ...connack5({}));
  made.transport.receive(...atQos1(1, 2));
  made.transport.receive(...atQos1(3, 4));
  expect(made.ledger.beyondQuota).toEqual({ messages: 0, most: 0 });
  made.transport.receive(...atQos1(5, 6, 7, 8));
  expect(made.ledger.beyondQuota).toEqual({ messages: 2, most: 4 });
  expect(made.client.isOpen).toBe(true);
});

test("a client without an id takes the one that CONNACK assigns, and keeps it when it comes back", () => {
  const made = rig({ protocol: "5" }, 1, 4, { clientId: "" });
  connect(made, ...connack5({ assignedClientIdentifier: "auto-7" }));
  expect([made.log.at(-1), made.client.clientId]).toEqual(["opened", "auto-7"]);
  made.transport.handlers?.closed({ code: "closed", words: "gone" });
  connect(made, ...connack5({}));
  expect(made.log.at(-1)).toBe("opened");
});

test("a broker that assigns none breaks the protocol", () => {
  const made = rig({ protocol: "5" }, 1, 4, { clientId: "" });
  connect(made, ...connack5({}));
  expect(made.log).toEqual([
    "closed: protocol error of the broker: CONNACK without an Assigned Client Identifier, where CONNECT had none [MQTT-3.2.2-16]",
  ]);
});
