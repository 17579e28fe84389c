import { describe, expect, test } from "vitest";
import { connack5, connect, openRig, publish, rig } from "../testing/fake-rig.ts";
import { readLedger, up } from "../wire/ledger.ts";

describe("connecting", () => {
  test("sends CONNECT once the transport stands, and is open with CONNACK", () => {
    const made = rig();
    connect(made);
    expect(made.written()[0]).toBe("100f00044d5154540402000a0003616263");
    expect(made.log).toEqual(["opened"]);
    expect(made.client.isOpen).toBe(true);
  });

  test("refused, it says so in words", () => {
    const made = rig();
    connect(made, 0x20, 2, 0, 5);
    expect(made.log).toEqual(["closed: broker refused CONNECT: not authorized (0x05)"]);
  });

  test.each([
    [[0x40, 2, 0, 1], "PUBACK before CONNACK"],
    [[0x48, 0x54, 0x54, 0x50], "PUBACK before CONNACK"],
    [[0x20, 1, 0], "malformed CONNACK"],
    [[0x20, 2, 0, 0, 0x20, 2, 0, 0], "unexpected CONNACK"],
    [[0x20, 2, 0, 0, 0x10, 0], "CONNECT, which a broker never sends"],
    [[0x20, 2, 0, 0, 0xff], "header 0xff: AUTH with the flags 1111, where 0000 is due"],
    [[0x20, 2, 0, 0, 0x30, 0xff, 0xff, 0xff, 0x7f], "PUBLISH of 268,435,460 bytes, where at most 1,000,000 can come"],
    [[0x20, 2, 0, 0, 0x40, 1, 0], "malformed PUBACK"],
    [[0x20, 2, 0, 0, 0x60, 2, 0, 9], "header 0x60: PUBREL with the flags 0000, where 0010 is due"],
    [[0x20, 2, 0, 0, 0x30, 0xff, 0xff, 0xff, 0xff], "remaining length of more than 4 bytes"],
  ])("ends with a named protocol error after %j", (bytes, problem) => {
    const made = rig();
    connect(made, ...bytes);
    expect(made.log.at(-1)).toBe(`closed: protocol error of the broker: ${problem}`);
    expect(made.client.isOpen).toBe(false);
  });

  test("is given up after the connect timeout, before and after the transport stands", () => {
    const made = rig();
    made.client.connect();
    made.client.sweep(5e9 + 1);
    made.client.connect();
    made.transport.handlers?.connected();
    made.client.sweep(5e9 + 1);
    expect(made.log).toEqual(["closed: no TCP connection within 5 s", "closed: no CONNACK within 5 s"]);
  });
});

describe("what CONNACK imposes", () => {
  test("Receive Maximum is the window", () => {
    const made = rig({ protocol: "5" });
    connect(made, ...connack5({ receiveMaximum: 2 }));
    publish(made.client, 2);
    expect(made.client.canPublish()).toBe(false);
  });

  test.each([
    [{ maximumQoS: 1 }, "broker allows at most QoS 1, the sensor is to send QoS 2"],
    [{ maximumPacketSize: 20 }, "broker allows packets of at most 20 bytes, a message has 28"],
  ])("%j ends a sensor that would exceed it", (properties, cause) => {
    const made = rig({ protocol: "5" });
    connect(made, ...connack5(properties));
    expect(made.log).toEqual([`closed: ${cause}`]);
  });

  test("Server Keep Alive replaces ours", () => {
    const made = rig({ protocol: "5" });
    connect(made, ...connack5({ serverKeepAlive: 2 }));
    made.written();
    made.client.sweep(1.6e9);
    expect(made.written()).toEqual(["c000"]);
  });

  test("Assigned Client Identifier is used from then on", () => {
    const made = rig({ protocol: "5" });
    connect(made, ...connack5({ assignedClientIdentifier: "given-by-broker" }));
    made.transport.close("connection closed by the broker");
    made.client.connect();
    made.transport.handlers?.connected();
    expect(Buffer.from(made.transport.writes[0] ?? []).toString()).toContain("given-by-broker");
  });
});

describe("publishing", () => {
  test("at QoS 2 a message is complete after PUBREC, PUBREL and PUBCOMP", () => {
    const made = openRig();
    publish(made.client);
    made.transport.receive(0x50, 2, 0, 1);
    expect(made.written().slice(1)).toEqual(["62020001"]);
    made.transport.receive(0x70, 2, 0, 1);
    expect(made.log).toEqual(["acknowledged"]);
    expect(made.client.inflightOut).toBe(0);
  });

  test("stops while the window is full or the socket has not drained", () => {
    const made = openRig({}, 1, 2);
    publish(made.client);
    made.transport.pendingBytes = 1;
    expect(made.client.canPublish()).toBe(false);
    made.transport.pendingBytes = 0;
    expect(made.client.canPublish()).toBe(true);
    publish(made.client);
    expect(made.client.canPublish()).toBe(false);
  });

  test("a reason code of 0x80 or above refuses the message", () => {
    const made = rig({ protocol: "5" });
    connect(made, ...connack5({}));
    publish(made.client, 2);
    made.transport.receive(0x50, 3, 0, 1, 0x97);
    expect(made.log.at(-1)).toBe("refused 151");
    expect(made.client.inflightOut).toBe(1);
  });

  test("the answers of one read leave in one write", () => {
    const made = openRig();
    publish(made.client, 3);
    made.written();
    made.transport.receive(0x50, 2, 0, 1, 0x50, 2, 0, 2, 0x50, 2, 0, 3);
    expect(made.written()).toEqual(["620200016202000262020003"]);
  });

  test("on a clean session what is in flight is abandoned with the connection", () => {
    const made = openRig();
    publish(made.client, 2);
    made.transport.close("connection reset by the broker");
    expect(made.log).toEqual(["abandoned", "abandoned", "closed: connection reset by the broker"]);
    expect(made.client.inflightOut).toBe(0);
  });

  test("a kept session is resumed: PUBREL where PUBREC was seen, then PUBLISH with DUP", () => {
    const made = openRig({ isCleanSession: false });
    publish(made.client, 3);
    made.transport.receive(0x50, 2, 0, 2);
    made.transport.close("connection reset by the broker");
    connect(made, 0x20, 2, 1, 0);
    expect(
      made
        .written()
        .slice(1)
        .map((hex) => hex.slice(0, 2) + hex.slice(14, 18)),
    ).toEqual(["62", "3c0001", "3c0003"]);
    expect(made.log).toEqual(["closed: connection reset by the broker", "opened, session present"]);
  });
});

describe("receiving at QoS 2", () => {
  const message = [0x34, 6, 0, 1, 97, 0, 7, 33];

  test("a message is answered with PUBREC, and PUBREL with PUBCOMP", () => {
    const made = openRig();
    made.transport.receive(...message);
    made.transport.receive(0x62, 2, 0, 7);
    expect(made.written()).toEqual(["50020007", "70020007"]);
    expect(made.log).toEqual(["arrived", "released 42"]);
  });

  test("the same identifier before PUBREL is answered again, not delivered again", () => {
    const made = openRig();
    made.transport.receive(...message, ...message);
    expect(made.written()).toEqual(["5002000750020007"]);
    expect(made.log).toEqual(["arrived"]);
  });

  test("PUBREL for an identifier it does not know is answered too", () => {
    const made = openRig();
    made.transport.receive(0x62, 2, 0, 99);
    expect(made.written()).toEqual(["70020063"]);
    expect(made.log).toEqual([]);
  });
});

describe("keepalive", () => {
  test("a quiet client pings in time and times the answer", () => {
    const made = openRig();
    made.client.sweep(9.4e9);
    expect(made.written()).toEqual([]);
    made.client.sweep(9.6e9);
    expect(made.written()).toEqual(["c000"]);
    made.nowNs = 9.7e9;
    made.transport.receive(0xd0, 0);
    expect(made.log).toEqual([`ponged ${9.7e9 - 9.6e9}`]);
  });

  test("an answer that does not come ends the connection", () => {
    const made = openRig();
    made.client.sweep(9.6e9);
    made.client.sweep(19.7e9);
    expect(made.log).toEqual(["closed: no PINGRESP within the keepalive"]);
  });
});

test("a broker of version 5 that says DISCONNECT is quoted", () => {
  const made = rig({ protocol: "5" });
  connect(made, ...connack5({}));
  made.transport.receive(0xe0, 1, 0x8b);
  expect(made.log.at(-1)).toMatch(/^closed: broker sent DISCONNECT: server shutting down/u);
});

test("packets and bytes belong to the account of their message, and agree with the socket", () => {
  const made = openRig();
  publish(made.client);
  made.transport.receive(0x50, 2, 0, 1);
  made.transport.receive(0x70, 2, 0, 1);
  made.client.disconnect();
  made.transport.close("connection closed by the broker");
  expect(readLedger(made.ledger, 1, up)).toEqual({
    PUBLISH: { packets: 1, bytes: 25 },
    PUBREL: { packets: 1, bytes: 4 },
  });
  expect(made.client.bytes).toMatchObject({ codecDown: 12, socketDown: 12 });
});
