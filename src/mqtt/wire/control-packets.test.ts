import { generate, parser } from "mqtt-packet";
import type { IConnackPacket, Packet } from "mqtt-packet";
import { describe, expect, it } from "vitest";
import {
  decodeConnack,
  decodeDisconnect,
  decodeSuback,
  encodeConnect,
  encodeDisconnect,
  encodeSubscribe,
  pingreq,
} from "./control-packets.ts";

const versions = [
  ["3.1.1", 4],
  ["5", 5],
] as const;

/** What a broker would read. */
function decode(bytes: Uint8Array, protocolVersion: 4 | 5): readonly Packet[] {
  const packets: Packet[] = [];
  const decoder = parser({ protocolVersion });
  decoder.on("packet", (packet) => void packets.push(packet));
  decoder.on("error", (error: unknown) => {
    throw error;
  });
  decoder.parse(Buffer.from(bytes));
  return packets;
}

function connack5(properties: IConnackPacket["properties"], reasonCode = 0): Uint8Array {
  return generate(
    { cmd: "connack", reasonCode, sessionPresent: false, ...(properties && { properties }) },
    { protocolVersion: 5 },
  );
}

const plain = { clientId: "sensor-7", isClean: true, keepaliveSeconds: 300 } as const;

describe("CONNECT", () => {
  it.each(versions)("of version %s states its version, client, keepalive and clean session", (protocol, level) => {
    const [connect] = decode(encodeConnect({ protocol, ...plain }), level);
    expect(connect).toMatchObject({
      cmd: "connect",
      protocolId: "MQTT",
      protocolVersion: level,
      clientId: "sensor-7",
      clean: true,
      keepalive: 300,
    });
  });

  it("of version 5 says how long its session is kept, where it is not clean", () => {
    const kept = { protocol: "5", ...plain, isClean: false } as const;
    expect(decode(encodeConnect({ ...kept, sessionExpirySeconds: 5 }), 5)).toMatchObject([
      { properties: { sessionExpiryInterval: 5 } },
    ]);
    expect(encodeConnect({ ...kept, sessionExpirySeconds: 5 }).length).toBe(
      encodeConnect({ protocol: "5", ...plain }).length + 5,
    );
  });

  it.each([
    [{}, 0],
    [{ receiveMaximum: 20 }, 3],
    [{ maximumPacketBytes: 1000 }, 5],
    [{ topicAliasMaximum: 10 }, 3],
    [{ receiveMaximum: 20, maximumPacketBytes: 1000, topicAliasMaximum: 10 }, 11],
  ])("that asks for %j is longer by what section 3.1.2.11 says: %i bytes", (asks, more) => {
    const packet = encodeConnect({ protocol: "5", ...plain, asks });
    expect(packet.length).toBe(encodeConnect({ protocol: "5", ...plain }).length + more);
    const { maximumPacketBytes: maximumPacketSize, ...others } = { maximumPacketBytes: undefined, ...asks };
    const properties = { ...others, ...(maximumPacketSize !== undefined && { maximumPacketSize }) };
    expect(decode(packet, 5)).toMatchObject([more === 0 ? {} : { properties }]);
    expect(encodeConnect({ protocol: "3.1.1", ...plain, asks })).toEqual(
      encodeConnect({ protocol: "3.1.1", ...plain }),
    );
  });

  it.each(versions)("of version %s carries user name and password", (protocol, level) => {
    const packet = encodeConnect({ protocol, ...plain, username: "ann", password: "pässword" });
    expect(decode(packet, level)).toMatchObject([{ username: "ann", password: Buffer.from("pässword") }]);
  });

  it.each(versions)("of version %s has neither user name nor password unless given", (protocol, level) => {
    const [connect] = decode(encodeConnect({ protocol, ...plain }), level);
    expect(connect).toMatchObject({ cmd: "connect", clientId: "sensor-7" });
    expect(connect).not.toHaveProperty("username");
    expect(connect).not.toHaveProperty("password");
  });

  it("of version 5 asks to keep a session for a day after the connection", () => {
    const packet = encodeConnect({ protocol: "5", ...plain, isClean: false });
    expect(decode(packet, 5)).toMatchObject([{ clean: false, properties: { sessionExpiryInterval: 86_400 } }]);
  });

  it("of version 5 lets a clean session end with the connection", () => {
    const [connect] = decode(encodeConnect({ protocol: "5", ...plain }), 5);
    expect(connect).toMatchObject({ cmd: "connect", clean: true });
    expect(connect).not.toHaveProperty("properties");
  });

  it("of version 3.1.1 is the specification's bytes", () => {
    const packet = encodeConnect({ protocol: "3.1.1", clientId: "abc", isClean: false, keepaliveSeconds: 10 });
    // Fixed header, protocol name, level 4, flags, keepalive, client identifier.
    expect([...packet]).toEqual([0x10, 15, 0, 4, 77, 81, 84, 84, 4, 0, 0, 10, 0, 3, 97, 98, 99]);
  });
});

describe("SUBSCRIBE", () => {
  it.each([
    ["3.1.1", 4, 0],
    ["3.1.1", 4, 2],
    ["5", 5, 1],
    ["5", 5, 2],
  ] as const)("of version %s, level %d, asks for QoS %d", (protocol, level, qos) => {
    const packet = encodeSubscribe(protocol, 65_535, { filters: ["$share/bench/test/#"], qos, identifier: null });
    expect(decode(packet, level)).toMatchObject([
      { cmd: "subscribe", messageId: 65_535, subscriptions: [{ topic: "$share/bench/test/#", qos }] },
    ]);
  });
});

it("SUBSCRIBE states the identifier of its subscription", () => {
  const packet = encodeSubscribe("5", 65_535, { filters: ["t"], qos: 1, identifier: 300 });
  expect(decode(packet, 5)).toMatchObject([{ properties: { subscriptionIdentifier: 300 } }]);
});

describe("PINGREQ and DISCONNECT", () => {
  it("are two bytes", () => {
    const packets = [pingreq, encodeDisconnect("3.1.1", false), encodeDisconnect("5", false)];
    expect(packets.map((packet) => [...packet])).toEqual([
      [0xc0, 0],
      [0xe0, 0],
      [0xe0, 0],
    ]);
  });

  it("of version 5 ends a kept session with the connection", () => {
    expect(decode(encodeDisconnect("5", true), 5)).toMatchObject([
      { cmd: "disconnect", reasonCode: 0, properties: { sessionExpiryInterval: 0 } },
    ]);
  });

  it("of version 3.1.1 has no means to end a kept session", () => {
    expect([...encodeDisconnect("3.1.1", true)]).toEqual([0xe0, 0]);
  });
});

it("SUBSCRIBE has the options of its subscriptions, and is as long with as without", () => {
  const asked = { filters: ["a/+", "b"], qos: 1, identifier: null } as const;
  const options = { noLocal: true, retainAsPublished: true, retainHandling: 2 } as const;
  const packet = encodeSubscribe("5", 7, { ...asked, options });
  expect(packet.length).toBe(encodeSubscribe("5", 7, asked).length);
  const subscription = { qos: 1, nl: true, rap: true, rh: 2 };
  expect(decode(packet, 5)).toMatchObject([
    {
      subscriptions: [
        { topic: "a/+", ...subscription },
        { topic: "b", ...subscription },
      ],
    },
  ]);
});

describe("CONNACK", () => {
  it.each([
    ["3.1.1", [0x20, 2, 0, 0]],
    ["5", [0x20, 3, 0, 0, 0]],
  ] as const)("of version %s that imposes nothing has the specification's defaults", (protocol, bytes) => {
    expect(decodeConnack(Uint8Array.from(bytes), protocol)).toEqual({
      code: 0,
      isSessionPresent: false,
      receiveMaximum: 65_535,
      maximumQos: 2,
      maximumPacketBytes: Number.POSITIVE_INFINITY,
      topicAliasMaximum: 0,
      serverKeepaliveSeconds: undefined,
      assignedClientId: undefined,
    });
  });

  it.each([
    ["3.1.1", [0x20, 2, 1, 0]],
    ["5", [0x20, 3, 1, 0, 0]],
  ] as const)("of version %s says that the session is present", (protocol, bytes) => {
    expect(decodeConnack(Uint8Array.from(bytes), protocol).isSessionPresent).toBe(true);
  });

  it("of version 5 imposes what its properties say", () => {
    const packet = connack5({
      receiveMaximum: 20,
      maximumQoS: 1,
      maximumPacketSize: 1000,
      serverKeepAlive: 60,
      assignedClientIdentifier: "given",
      topicAliasMaximum: 5,
      userProperties: { region: "north" },
    });
    expect(decodeConnack(packet, "5")).toEqual({
      code: 0,
      isSessionPresent: false,
      receiveMaximum: 20,
      maximumQos: 1,
      maximumPacketBytes: 1000,
      topicAliasMaximum: 5,
      serverKeepaliveSeconds: 60,
      assignedClientId: "given",
    });
  });

  it("of version 5 can allow QoS 0 only", () => {
    expect(decodeConnack(connack5({ maximumQoS: 0 }), "5").maximumQos).toBe(0);
  });

  it("of version 5 can switch keepalive off", () => {
    expect(decodeConnack(connack5({ serverKeepAlive: 0 }), "5").serverKeepaliveSeconds).toBe(0);
  });

  it("of version 5 refuses with a reason code", () => {
    expect(decodeConnack(connack5({ reasonString: "no" }, 0x87), "5").code).toBe(0x87);
  });

  it("refuses version 5 in the form of version 3.1.1", () => {
    expect(decodeConnack(Uint8Array.of(0x20, 2, 0, 1), "5").code).toBe(1);
  });

  it.each([
    ["a missing return code", "3.1.1", [0x20, 1, 0]],
    ["reserved flags", "3.1.1", [0x20, 2, 2, 0]],
    ["an unknown property", "5", [0x20, 5, 0, 0, 2, 0x7f, 0]],
    ["another packet's type", "3.1.1", [0x40, 2, 0, 1]],
  ] as const)("with %s is not read", (_, protocol, bytes) => {
    expect(() => decodeConnack(Uint8Array.from(bytes), protocol)).toThrow(/./u);
  });
});

describe("SUBACK", () => {
  it.each([
    ["3.1.1", [0x90, 3, 0x12, 0x34, 2], 2],
    ["3.1.1", [0x90, 3, 0x12, 0x34, 0x80], 0x80],
    ["5", [0x90, 4, 0x12, 0x34, 0, 1], 1],
    ["5", [0x90, 4, 0x12, 0x34, 0, 0x9e], 0x9e],
    // Of several filters the worst.
    ["3.1.1", [0x90, 5, 0x12, 0x34, 2, 0, 1], 0],
    ["5", [0x90, 6, 0x12, 0x34, 0, 2, 0x87, 0], 0x87],
  ] as const)("of version %s, %j, grants or refuses", (protocol, bytes, code) => {
    expect(decodeSuback(Uint8Array.from(bytes), protocol)).toEqual({ packetId: 0x1234, code });
  });

  it("of version 5 is read past its properties", () => {
    const options = { protocolVersion: 5 };
    const properties = { reasonString: "as you wish" };
    const packet = generate({ cmd: "suback", messageId: 9, granted: [1], properties }, options);
    expect(decodeSuback(packet, "5")).toEqual({ packetId: 9, code: 1 });
  });

  it.each([
    ["no return code", [0x90, 2, 0, 7]],
    ["a return code there is not", [0x90, 3, 0, 7, 9]],
    ["another packet's type", [0x40, 2, 0, 1]],
  ])("with %s is not read", (_, bytes) => {
    expect(() => decodeSuback(Uint8Array.from(bytes), "3.1.1")).toThrow(/./u);
  });
});

describe("DISCONNECT of the broker", () => {
  it.each([
    [[0xe0, 0], 0],
    [[0xe0, 1, 0x8e], 0x8e],
    [[0xe0, 2, 0x8b, 0], 0x8b],
  ])("%j gives its reason", (bytes, reason) => {
    expect(decodeDisconnect(Uint8Array.from(bytes), "5")).toBe(reason);
  });

  it("gives its reason before its properties", () => {
    const options = { protocolVersion: 5 };
    const properties = { reasonString: "goodbye", serverReference: "elsewhere" };
    const packet = generate({ cmd: "disconnect", reasonCode: 0x9c, properties }, options);
    expect(decodeDisconnect(packet, "5")).toBe(0x9c);
  });

  it("is not read with a reason there is not", () => {
    expect(() => decodeDisconnect(Uint8Array.of(0xe0, 1, 0x55), "5")).toThrow(/./u);
  });
});
