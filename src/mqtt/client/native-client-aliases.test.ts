import { parser } from "mqtt-packet";
import type { Packet } from "mqtt-packet";
import { expect, test } from "vitest";
import { connack5, connect, publish, rig } from "../testing/fake-rig.ts";

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
  return rig({ protocol: "5", isCleanSession }, 1, 4, true);
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
