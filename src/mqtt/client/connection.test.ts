import { describe, expect, it } from "vitest";
import { accepting, harness } from "../testing/connection-harness.ts";

const accepting5 = [0x20, 3, 0, 0, 0];
const second = 1e9;

describe("opening", () => {
  it("writes nothing before the transport stands", () => {
    const { connection, writes } = harness();
    connection.open(true);
    expect([writes(), connection.isOpen, connection.isDrained]).toEqual([[], false, false]);
  });

  it("is not open between CONNECT and CONNACK", () => {
    const { start, connection, writes } = harness();
    start();
    expect([writes(), connection.isOpen]).toEqual([["100f00044d5154540402000a0003616263"], false]);
  });

  it.each([
    ["3.1.1", [0x20, 2, 0, 2], "client identifier rejected (0x02)"],
    ["3.1.1", [0x20, 2, 0, 9], "reason code 0x09"],
    ["5", [0x20, 3, 0, 0x86, 0], "bad user name or password (0x86)"],
    ["5", [0x20, 2, 0, 1], "unacceptable protocol version (0x01)"],
  ] as const)("of version %s, answered by %j, says why it was refused", (protocol, connack, words) => {
    const { start, connection, log } = harness({ protocol });
    start(...connack);
    expect([log, connection.isOpen]).toEqual([[`closed: broker refused CONNECT: ${words}`], false]);
  });

  it("ends for the cause that its user gives", () => {
    const { start, user, log } = harness();
    user.refusal = "too little";
    start(...accepting);
    expect(log).toEqual(["accepted, session absent", "closed: too little"]);
  });

  it("hands its user what came in one read with CONNACK", () => {
    const { start, log } = harness();
    start(0x20, 2, 1, 0, 0x40, 2, 0, 9);
    expect(log).toEqual(["accepted, session present", "received 40020009"]);
  });

  it("gives its user nothing after the packet that ended it", () => {
    const { start, user, transport, log } = harness();
    start(...accepting);
    user.refusal = "no more";
    transport.receive(0x40, 2, 0, 1, 0x40, 2, 0, 2);
    expect(log.slice(1)).toEqual(["received 40020001", "closed: no more"]);
  });

  it("waits for CONNACK as long as the timeout, and no longer", () => {
    const { start, connection, clock, log } = harness();
    clock.nowNs = 100 * second;
    start();
    expect(connection.sweep(105 * second)).toBe(105 * second);
    expect(log).toEqual([]);
    connection.sweep(105 * second + 1);
    expect(log).toEqual(["closed: no CONNACK within 5 s"]);
  });

  it.each([
    ["3.1.1", "protocol error of the broker: unexpected DISCONNECT"],
    ["5", "broker sent DISCONNECT: server busy (0x89)"],
  ] as const)("of version %s names a DISCONNECT in the place of CONNACK", (protocol, cause) => {
    const { start, log } = harness({ protocol });
    start(0xe0, 2, 0x89, 0);
    expect(log).toEqual([`closed: ${cause}`]);
  });

  it("does not read on where the connection before was cut", () => {
    const { start, transport, log } = harness();
    start(...accepting);
    transport.receive(0x30, 100, 0);
    transport.close("cut");
    start(...accepting);
    transport.receive(0x40, 2, 0, 9);
    expect(log.slice(2)).toEqual(["accepted, session absent", "received 40020009"]);
  });
});

describe("keepalive", () => {
  it("is counted from what was sent last, a reply too", () => {
    const { start, connection, transport, clock, writes } = harness();
    start(...accepting);
    clock.nowNs = 9 * second;
    transport.receive(0x30, 3, 0, 1, 97);
    connection.sweep(18.4 * second);
    expect(writes().slice(1)).toEqual(["40020202"]);
    connection.sweep(18.5 * second);
    expect(writes().slice(2)).toEqual(["c000"]);
  });

  it("names the time to look again: when a ping is due, at once while one is late, never without keepalive", () => {
    const { start, connection, clock } = harness();
    start(...accepting);
    expect(connection.sweep(second)).toBe(9.5 * second);
    clock.nowNs = 9.5 * second;
    expect(connection.sweep(9.5 * second)).toBe(19 * second);
    expect(connection.sweep(19.2 * second)).toBe(19.2 * second);
  });

  it("sends one ping until it is answered", () => {
    const { start, connection, writes } = harness();
    start(...accepting);
    connection.sweep(10 * second);
    connection.sweep(20 * second);
    expect(writes().slice(1)).toEqual(["c000"]);
  });

  it("pings again after an answer", () => {
    const { start, connection, transport, clock, writes, log } = harness();
    start(...accepting);
    connection.sweep(10 * second);
    clock.nowNs = 10.25 * second;
    transport.receive(0xd0, 0);
    connection.sweep(20 * second);
    expect(writes().slice(1)).toEqual(["c000", "c000"]);
    expect(log.slice(1)).toEqual([`ponged ${0.25 * second}`]);
  });

  it("ends the connection one keepalive after an unanswered ping", () => {
    const { start, connection, log } = harness();
    start(...accepting);
    connection.sweep(10 * second);
    connection.sweep(20 * second);
    expect(log.slice(1)).toEqual([]);
    connection.sweep(20 * second + 1);
    expect(log.slice(1)).toEqual(["closed: no PINGRESP within the keepalive"]);
  });

  it.each([
    ["ours", { keepaliveSeconds: 0 }, accepting],
    ["the broker's", { protocol: "5" }, [0x20, 6, 0, 0, 3, 0x13, 0, 0]],
  ] as const)("of 0, %s, pings never", (_, changes, connack) => {
    const { start, connection, writes } = harness(changes);
    start(...connack);
    expect(connection.sweep(1e6 * second)).toBe(Number.POSITIVE_INFINITY);
    expect([writes().slice(1), connection.isOpen]).toEqual([[], true]);
  });

  it("does not time an answer to no ping", () => {
    const { start, transport, connection, log } = harness();
    start(...accepting);
    transport.receive(0xd0, 0);
    expect([log.slice(1), connection.isOpen]).toEqual([[], true]);
  });
});

describe("replies", () => {
  it("of all packets of one read leave in one write", () => {
    const { start, transport, writes } = harness();
    start(...accepting);
    transport.receive(0x30, 3, 0, 1, 97, 0x50, 2, 0, 1, 0x30, 3, 0, 1, 97);
    expect(writes().slice(1)).toEqual(["400202026202010140020202"]);
  });

  it("tell its user which PUBREL have left, with the time before they did", () => {
    const { start, transport, clock, log } = harness();
    start(...accepting);
    clock.nowNs = 42;
    transport.receive(0x50, 2, 0, 1);
    expect(log.slice(1)).toEqual(["received 50020001", "released 7 at 42, 2 written"]);
  });

  it("that are more than the batch holds leave in several writes, none lost", () => {
    const { start, transport, log, writes } = harness();
    start(...accepting);
    transport.receive(...Array.from({ length: 5000 }, () => [0x50, 2, 0, 1]).flat());
    expect(transport.writes.slice(1).map(({ length }) => length)).toEqual([16_384, 20_000 - 16_384]);
    expect(writes().slice(1).join("")).toBe("62020101".repeat(5000));
    expect(log.filter((line) => line.startsWith("released 7 "))).toHaveLength(5000);
  });

  it("to a connection that ended in the same read do not leave on the next", () => {
    const { start, transport, writes } = harness();
    start(...accepting);
    transport.receive(0x30, 3, 0, 1, 97, ...accepting);
    start(...accepting);
    transport.receive(0x50, 2, 0, 1);
    expect(writes().slice(1)).toEqual(["62020101"]);
  });
});

describe("ending", () => {
  it.each([
    ["3.1.1", true, accepting, "e000"],
    ["3.1.1", false, accepting, "e000"],
    ["5", true, accepting5, "e000"],
    ["5", false, accepting5, "e00700051100000000"],
  ] as const)(
    "of version %s, clean %s, says DISCONNECT and ends our side",
    (protocol, isCleanSession, connack, hex) => {
      const { start, connection, writes, log } = harness({ protocol, isCleanSession });
      start(...connack);
      connection.disconnect();
      expect([writes().slice(1), log.slice(1), connection.isOpen]).toEqual([[hex], ["end of our side"], false]);
    },
  );

  it("before CONNACK says so", () => {
    const { start, connection, writes, log } = harness();
    start();
    connection.disconnect();
    expect([writes().length, log]).toEqual([1, ["closed: ended before it was connected"]]);
  });

  it.each([
    [[0xe0, 0], "broker sent DISCONNECT: normal"],
    [[0xe0, 1, 0x8b], "broker sent DISCONNECT: server shutting down (0x8b)"],
    [[0xe0, 1, 0x55], "protocol error of the broker: malformed DISCONNECT"],
  ])("by the broker's DISCONNECT %j says why", (bytes, cause) => {
    const { start, transport, log } = harness({ protocol: "5" });
    start(...accepting5);
    transport.receive(...bytes);
    expect(log.slice(1)).toEqual([`closed: ${cause}`]);
  });
});
