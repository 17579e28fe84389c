import { generate, parser } from "mqtt-packet";
import type { Packet } from "mqtt-packet";
import { describe, expect, it } from "vitest";
import { connack5, connect, openRig, rig } from "../testing/fake-rig.ts";

const accepted = [0x20, 2, 0, 0];
const resumed = [0x20, 2, 1, 0];
const message = [0x34, 6, 0, 1, 97, 0, 7, 33];
const keeps = { isCleanSession: false };

/** What a broker would read. */
function decode(writes: readonly Uint8Array[], protocolVersion: 4 | 5 = 4): readonly Packet[] {
  const packets: Packet[] = [];
  const decoder = parser({ protocolVersion });
  decoder.on("packet", (packet) => void packets.push(packet));
  decoder.on("error", (problem: unknown) => {
    throw problem;
  });
  decoder.parse(Buffer.concat(writes));
  return packets;
}

describe("connecting", () => {
  it("asks for a clean session or a kept one as the context says", () => {
    const asked = [true, false].map((isCleanSession) => {
      const made = rig({ isCleanSession });
      connect(made);
      return decode(made.transport.writes)[0];
    });
    expect(asked).toMatchObject([{ clean: true }, { clean: false }]);
  });

  it("can give up a kept session", () => {
    const { client, transport } = rig(keeps);
    client.connect(true);
    transport.handlers?.connected();
    expect(decode(transport.writes)).toMatchObject([{ cmd: "connect", clean: true }]);
  });

  it("keeps its own client identifier where the broker assigns none", () => {
    const made = rig({ protocol: "5" });
    connect(made, ...connack5({}));
    made.transport.close("cut");
    connect(made, ...connack5({}));
    expect(decode(made.transport.writes, 5)).toMatchObject([{ cmd: "connect", clientId: "abc" }]);
  });

  it("takes the window of each CONNACK anew", () => {
    const made = rig({ protocol: "5" }, 1, 2);
    connect(made, ...connack5({ receiveMaximum: 1 }));
    made.transport.close("cut");
    connect(made, ...connack5({}));
    made.client.publish(0, 0, 1);
    expect(made.client.canPublish()).toBe(true);
  });
});

describe("a kept session", () => {
  it("abandons nothing while the connection is down (4.1)", () => {
    const { client, transport, log } = openRig(keeps);
    client.publish(0, 0, 1);
    transport.close("cut");
    expect([log, client.inflightOut, client.canPublish()]).toEqual([["closed: cut"], 1, false]);
  });

  it("that the broker did not keep abandons what was in flight, before it is open again (5.0, 3.2.2.1.1)", () => {
    const made = openRig(keeps);
    made.client.publish(0, 0, 1);
    made.client.publish(0, 1, 1);
    made.transport.close("cut");
    connect(made, ...accepted);
    expect(made.log).toEqual(["closed: cut", "abandoned", "abandoned", "opened"]);
    expect([made.client.inflightOut, decode(made.transport.writes).map(({ cmd }) => cmd)]).toEqual([0, ["connect"]]);
  });

  it.each([1, 2] as const)("resends at QoS %d the very message, with DUP [MQTT-4.4.0-1]", (qos) => {
    const made = openRig(keeps, qos);
    made.client.publish(4000, 9, 1);
    const [first] = made.transport.writes.map((bytes) => Buffer.from(bytes));
    made.transport.close("cut");
    connect(made, ...resumed);
    const again = Buffer.from(made.transport.writes[1] ?? []);
    expect(again.subarray(1)).toEqual(first?.subarray(1));
    expect([first?.[0], again[0]]).toEqual([0x30 | (qos << 1), 0x38 | (qos << 1)]);
  });

  it("resends each message its own, in the order they were sent [MQTT-4.6.0-1]", () => {
    const made = openRig(keeps, 1);
    for (const sequence of [0, 1, 2]) made.client.publish(0, sequence, 1);
    made.transport.receive(0x40, 2, 0, 1);
    made.client.publish(0, 3, 1);
    made.client.publish(0, 4, 1);
    const sent = decode(made.transport.writes).slice(1);
    made.transport.close("cut");
    connect(made, ...resumed);
    const again = decode(made.transport.writes).slice(1);
    expect(again.map(({ messageId }) => messageId)).toEqual(sent.map(({ messageId }) => messageId));
    expect(again).toMatchObject(
      sent.map((packet) => ("payload" in packet ? { cmd: "publish", dup: true, payload: packet.payload } : {})),
    );
  });

  it("resends PUBREL where it was sent and not answered [MQTT-4.4.0-1]", () => {
    const made = openRig(keeps);
    made.client.publish(0, 0, 1);
    made.transport.receive(0x50, 2, 0, 1);
    made.transport.close("cut");
    connect(made, ...resumed);
    expect(decode(made.transport.writes).slice(1)).toMatchObject([{ cmd: "pubrel", messageId: 1 }]);
    made.transport.receive(0x70, 2, 0, 1);
    expect([made.log.at(-1), made.client.inflightOut]).toEqual(["acknowledged", 0]);
  });

  it("resends PUBREL in the order of the PUBRECs, and PUBLISH in the order the messages were sent [MQTT-4.6.0-1, -4]", () => {
    const made = openRig(keeps);
    for (const sequence of [0, 1, 2, 3]) made.client.publish(0, sequence, 1);
    made.nowNs = 1;
    made.transport.receive(0x50, 2, 0, 3);
    made.nowNs = 2;
    made.transport.receive(0x50, 2, 0, 1);
    made.transport.close("cut");
    connect(made, ...resumed);
    const again = decode(made.transport.writes).slice(1);
    expect(again.map(({ cmd, messageId }) => [cmd, messageId])).toEqual([
      ["pubrel", 3],
      ["pubrel", 1],
      ["publish", 2],
      ["publish", 4],
    ]);
  });

  it("resends no more at once than a smaller Receive Maximum lets through (5.0, 4.9)", () => {
    const made = rig({ ...keeps, protocol: "5" }, 1);
    connect(made, ...connack5({}));
    for (const sequence of [0, 1, 2]) made.client.publish(0, sequence, 1);
    made.transport.close("cut");
    const resumed5 = generate(
      { cmd: "connack", reasonCode: 0, sessionPresent: true, properties: { receiveMaximum: 1 } },
      { protocolVersion: 5 },
    );
    connect(made, ...resumed5);
    const sent = (): readonly (number | undefined)[] =>
      decode(made.transport.writes, 5).flatMap(({ cmd, messageId }) => (cmd === "publish" ? [messageId] : []));
    expect(sent()).toEqual([1]);
    made.transport.receive(0x40, 2, 0, 1);
    expect(sent()).toEqual([1, 2]);
    made.transport.receive(0x40, 2, 0, 2, 0x40, 2, 0, 3);
    expect(made.client.inflightOut).toBe(0);
  });

  it("goes on with its exchanges where they stood", () => {
    const made = openRig(keeps);
    made.client.publish(0, 0, 1);
    made.transport.close("cut");
    connect(made, ...resumed);
    made.transport.receive(0x50, 2, 0, 1);
    made.transport.receive(0x70, 2, 0, 1);
    expect(made.log).toEqual(["closed: cut", "opened, session present", "acknowledged"]);
  });

  it("counts what is resent against the window", () => {
    const made = openRig(keeps, 1, 1);
    made.client.publish(0, 0, 1);
    made.transport.close("cut");
    connect(made, ...resumed);
    expect(made.client.canPublish()).toBe(false);
  });

  it("knows an inbound QoS 2 message of the connection before, and does not deliver it again (4.3.3)", () => {
    const made = openRig(keeps);
    made.transport.receive(...message);
    made.transport.close("cut");
    connect(made, ...resumed);
    made.transport.receive(...message);
    expect(made.log).toEqual(["arrived", "closed: cut", "opened, session present"]);
    expect(decode(made.transport.writes).slice(1)).toMatchObject([{ cmd: "pubrec", messageId: 7 }]);
  });

  it("that the broker did not keep forgets its inbound messages (3.1.1, 3.2.2.2)", () => {
    const made = openRig(keeps);
    made.transport.receive(...message);
    made.transport.close("cut");
    connect(made, ...accepted);
    made.transport.receive(...message);
    expect([made.log, made.client.inflightIn]).toEqual([["arrived", "closed: cut", "opened", "arrived"], 1]);
  });
});

describe("a clean session", () => {
  it("begins empty", () => {
    const made = openRig();
    made.transport.receive(...message);
    made.client.publish(0, 0, 1);
    made.transport.close("cut");
    connect(made, ...accepted);
    expect([made.client.inflightIn, made.client.inflightOut]).toEqual([0, 0]);
  });

  it("does not resend (3.1.2.4)", () => {
    const made = openRig();
    made.client.publish(0, 0, 1);
    made.transport.close("cut");
    connect(made, ...accepted);
    expect(decode(made.transport.writes).map(({ cmd }) => cmd)).toEqual(["connect"]);
  });
});
