import { parser } from "mqtt-packet";
import type { Packet } from "mqtt-packet";
import { describe, expect, it } from "vitest";
import { connack5, connect, openRig, rig } from "../testing/fake-rig.ts";
import { readStrays } from "../wire/ledger.ts";
import { readIntendedUs, readRunTag, readSensor, readSequence } from "../wire/payload.ts";

const error = "closed: protocol error of the broker:";

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

/** The rig of version 5, after CONNACK with these properties. */
function openRig5(qos: 0 | 1 | 2, properties: Record<string, number | string> = {}, window = 4) {
  const made = rig({ protocol: "5" }, qos, window);
  connect(made, ...connack5(properties));
  made.transport.writes.length = 0;
  made.log.length = 0;
  return made;
}

describe("a message sent", () => {
  it.each([0, 1, 2] as const)("at QoS %d is the PUBLISH that a broker reads", (qos) => {
    const { client, transport } = openRig({}, qos);
    client.publish(5_000_999, 3, 1);
    const [packet] = decode(transport.writes);
    expect(packet).toMatchObject({ cmd: "publish", topic: "t/1", qos, dup: false, retain: false });
    expect(packet?.messageId).toBe(qos === 0 ? undefined : 1);
  });

  it("says which message of which sensor it is, and when it was due", () => {
    const { client, transport } = openRig({ runTag: 77 }, 1);
    client.publish(5_000_999, 3, 1);
    const payload = (transport.writes[0] ?? new Uint8Array(0)).subarray(-16);
    const identity = [readRunTag, readSensor, readSequence, readIntendedUs].map((read) => read(payload, 0));
    expect(identity).toEqual([77, 1, 3, 5000]);
  });

  it("says when it was handed to the socket", () => {
    const made = openRig({}, 0);
    made.nowNs = 123;
    made.client.publish(0, 0, 1);
    expect(made.sentNs).toEqual([123]);
  });

  it("within a read leaves with the answers of that read", () => {
    const acknowledged = (): void => made.client.publish(0, 9, 1);
    const made = openRig({ events: { ...rig().events, acknowledged } }, 1);
    made.client.publish(0, 0, 1);
    made.client.publish(0, 1, 1);
    made.written();
    made.transport.receive(0x40, 2, 0, 1, 0x40, 2, 0, 2);
    const [together, ...more] = made.written();
    expect([together?.match(/32170003742f31/gu)?.length, more]).toEqual([2, []]);
  });

  it("at QoS 0 is in no window", () => {
    const { client } = openRig({}, 0, 1);
    for (let sequence = 0; sequence < 10; sequence += 1) client.publish(0, sequence, 1);
    expect([client.canPublish(), client.inflightOut]).toEqual([true, 0]);
  });
});

describe("what CONNACK allows", () => {
  it("is a larger Receive Maximum than the window, which stays", () => {
    const { client } = openRig5(1, { receiveMaximum: 100 }, 2);
    client.publish(0, 0, 1);
    const before = client.canPublish();
    client.publish(0, 1, 1);
    expect([before, client.canPublish()]).toEqual([true, false]);
  });

  it("is as many messages in flight as Receive Maximum", () => {
    const { client } = openRig5(2, { receiveMaximum: 2 });
    client.publish(0, 0, 1);
    const before = client.canPublish();
    client.publish(0, 1, 1);
    expect([before, client.canPublish()]).toEqual([true, false]);
  });

  it.each([{ maximumQoS: 1 }, { maximumPacketSize: 28 }])(
    "is what the sensor is to send, exactly: %j",
    (properties) => {
      const made = rig({ protocol: "5" }, 1);
      connect(made, ...connack5(properties));
      expect([made.log, made.client.isOpen]).toEqual([["opened"], true]);
    },
  );
});

describe("an acknowledgement", () => {
  it("PUBACK of 0x80 or above refuses its message alone", () => {
    const { client, transport, log } = openRig5(1);
    client.publish(0, 0, 1);
    client.publish(0, 1, 1);
    transport.receive(0x40, 4, 0, 2, 0x97, 0);
    expect([log, client.inflightOut, client.isOpen]).toEqual([["refused 151"], 1, true]);
  });

  it("PUBACK that names no matching subscribers is a success", () => {
    const { client, transport, log } = openRig5(1);
    client.publish(0, 0, 1);
    transport.receive(0x40, 3, 0, 1, 0x10);
    expect([log, client.inflightOut]).toEqual([["acknowledged"], 0]);
  });

  it("PUBREC of 0x80 or above is not answered with PUBREL", () => {
    const { client, transport } = openRig5(2);
    client.publish(0, 0, 1);
    transport.writes.length = 0;
    transport.receive(0x50, 3, 0, 1, 0x83);
    expect(transport.writes).toEqual([]);
  });

  it("PUBREC that comes again after its PUBREL is answered again, and counted", () => {
    const { client, transport, log, ledger } = openRig();
    client.publish(0, 0, 1);
    transport.receive(0x50, 2, 0, 1);
    transport.receive(0x50, 2, 0, 1);
    transport.receive(0x70, 2, 0, 1);
    expect(decode(transport.writes.slice(1))).toMatchObject([
      { cmd: "pubrel", messageId: 1 },
      { cmd: "pubrel", messageId: 1 },
    ]);
    expect(log).toEqual(["acknowledged"]);
    expect(readStrays(ledger.strays)).toEqual({ PUBREC: 1 });
  });

  it.each([
    [1, [0x50, 2, 0, 1], "unexpected PUBREC: it is no answer to the message in flight"],
    [2, [0x40, 2, 0, 1], "unexpected PUBACK: it is no answer to the message in flight"],
    [2, [0x70, 2, 0, 1], "unexpected PUBCOMP: it is no answer to the message in flight"],
    [1, [0x40, 1, 1], "malformed PUBACK"],
    [2, [0x52, 2, 0, 1], "header 0x52: PUBREC with the flags 0010, where 0000 is due"],
  ] as const)("at QoS %d, %j ends the connection by name", (qos, bytes, problem) => {
    const { client, transport, log } = openRig({ isCleanSession: false }, qos);
    client.publish(0, 0, 1);
    transport.receive(...bytes);
    expect([log, client.inflightOut]).toEqual([[`${error} ${problem}`], 1]);
  });
});

describe("an acknowledgement of no message in flight", () => {
  it.each([
    ["PUBACK that comes again", 1, [0x40, 2, 0, 1], [0x40, 2, 0, 1], { PUBACK: 1 }],
    ["PUBACK of what was never sent", 1, [0x40, 2, 0x12, 0x34], [0x40, 2, 0, 1], { PUBACK: 1 }],
    ["PUBREC of what was never sent", 2, [0x50, 2, 0, 9], [0x50, 2, 0, 1, 0x70, 2, 0, 1], { PUBREC: 1 }],
    ["PUBCOMP of what was never sent", 2, [0x70, 2, 0, 9], [0x50, 2, 0, 1, 0x70, 2, 0, 1], { PUBCOMP: 1 }],
  ] as const)("%s is counted and changes nothing", (_, qos, stray, right, strays) => {
    const { client, transport, log, ledger } = openRig({}, qos);
    client.publish(0, 0, 1);
    transport.receive(...right.slice(0, 4));
    transport.receive(...stray);
    transport.receive(...right.slice(4));
    expect([log, client.isOpen, client.inflightOut]).toEqual([["acknowledged"], true, 0]);
    expect(readStrays(ledger.strays)).toEqual(strays);
  });

  it("PUBREC and PUBCOMP that come again after the end are counted", () => {
    const { client, transport, log, ledger } = openRig();
    client.publish(0, 0, 1);
    transport.receive(0x50, 2, 0, 1);
    transport.receive(0x70, 2, 0, 1);
    transport.receive(0x50, 2, 0, 1);
    transport.receive(0x70, 2, 0, 1);
    expect([log, client.isOpen]).toEqual([["acknowledged"], true]);
    expect(readStrays(ledger.strays)).toEqual({ PUBREC: 1, PUBCOMP: 1 });
  });
});

describe("subscribing", () => {
  it("asks for the filter at its QoS", () => {
    const { client, transport } = openRig();
    client.subscribe(["sensors/#"], 2);
    expect(decode(transport.writes)).toMatchObject([
      { cmd: "subscribe", subscriptions: [{ topic: "sensors/#", qos: 2 }] },
    ]);
  });

  it.each([
    [[0x90, 3, 0xff, 0xff, 1], "subscribed 1"],
    [[0x90, 3, 0xff, 0xff, 0x80], "subscribed 128"],
    [[0x90, 2, 0xff, 0xff], `${error} malformed SUBACK`],
  ])("answered by %j tells so", (bytes, line) => {
    const { client, transport, log } = openRig();
    client.subscribe(["sensors/#"], 1);
    transport.receive(...bytes);
    expect(log).toEqual([line]);
  });
});

describe("a message received", () => {
  it("at QoS 0 is delivered and not answered", () => {
    const { transport, log } = openRig();
    transport.receive(0x30, 4, 0, 1, 97, 33);
    expect([log, transport.writes]).toEqual([["arrived"], []]);
  });

  it("at QoS 1 is delivered and answered with PUBACK, each time it comes", () => {
    const { transport, log, client } = openRig();
    transport.receive(0x32, 6, 0, 1, 97, 1, 2, 33, 0x3a, 6, 0, 1, 97, 1, 2, 33);
    expect(decode(transport.writes)).toMatchObject([
      { cmd: "puback", messageId: 0x0102 },
      { cmd: "puback", messageId: 0x0102 },
    ]);
    expect([log, client.inflightIn]).toEqual([["arrived", "arrived"], 0]);
  });

  it("at QoS 2 is in flight until its PUBREL", () => {
    const { transport, client } = openRig();
    transport.receive(0x34, 6, 0, 1, 97, 0, 7, 33);
    const before = client.inflightIn;
    transport.receive(0x62, 2, 0, 7);
    expect([before, client.inflightIn]).toEqual([1, 0]);
  });

  it("at QoS 2 with the identifier of one released is another message", () => {
    const { transport, log } = openRig();
    transport.receive(0x34, 6, 0, 1, 97, 0, 7, 33, 0x62, 2, 0, 7, 0x34, 6, 0, 1, 97, 0, 7, 34);
    expect(log).toEqual(["arrived", "released 42", "arrived"]);
  });

  it("that cannot be read is not delivered and ends the connection by name", () => {
    const { transport, log } = openRig();
    transport.receive(0x34, 6, 0, 1, 97, 0, 0, 33);
    expect(log).toEqual([`${error} PUBLISH with packet identifier 0`]);
  });
});

describe("a protocol error of the broker", () => {
  it.each([
    ["PUBREL with packet identifier 0", [0x34, 6, 0, 1, 97, 0, 7, 33, 0x62, 2, 0, 0]],
    ["unexpected SUBACK", [0x90, 3, 0xff, 0xff, 0]],
    ["PINGRESP of 3 bytes, where at most 2 can come", [0xd0, 1, 0]],
  ])("is %s", (problem, bytes) => {
    const made = openRig();
    made.transport.receive(...bytes);
    expect(made.log.at(-1)).toBe(`closed: protocol error of the broker: ${problem}`);
  });

  it("is a Session Present after a clean start", () => {
    const made = rig();
    connect(made, 0x20, 2, 1, 0);
    expect(made.log).toEqual(["closed: protocol error of the broker: Session Present after a clean start"]);
  });

  it("is a Receive Maximum of 0", () => {
    const made = rig({ protocol: "5" });
    connect(made, 0x20, 6, 0, 0, 3, 0x21, 0, 0);
    expect(made.log.at(-1)).toMatch(
      /^closed: protocol error of the broker: (?:Receive Maximum of 0|malformed CONNACK)$/u,
    );
  });

  it("leaves what was answered before it on the wire, counted as the socket counts", () => {
    const made = openRig();
    made.transport.receive(0x34, 6, 0, 1, 97, 0, 7, 33, 0x40, 2, 0, 99);
    expect(made.written()).toEqual(["50020007"]);
  });
});

it("a PUBREC that comes twice in one read is answered twice", () => {
  const made = openRig();
  made.client.publish(0, 0, 1);
  made.written();
  made.transport.receive(0x50, 2, 0, 1, 0x50, 2, 0, 1);
  expect(made.written()).toEqual(["6202000162020001"]);
});
