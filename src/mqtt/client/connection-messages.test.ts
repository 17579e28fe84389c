import { describe, expect, it } from "vitest";
import { accepting, harness } from "../testing/connection-harness.ts";

describe("messages", () => {
  const message = Uint8Array.of(0x30, 3, 0, 1, 97);

  it("leave at once, told with the time before they did", () => {
    const { start, connection, clock, log, writes } = harness();
    start(...accepting);
    clock.nowNs = 42;
    expect(connection.publish(message, -1, 1, 40)).toBe(true);
    expect(log.slice(1)).toEqual(["sent -1 of 1, intended 40, at 42, 2 written"]);
    expect(writes().slice(1)).toEqual(["3003000161"]);
  });

  it("of a corked connection leave in one write, and are sent then", () => {
    const { start, connection, clock, log, writes } = harness();
    start(...accepting);
    connection.cork();
    clock.nowNs = 41;
    connection.publish(message, 5, 1, 40);
    connection.publish(message, 6, 2, 41);
    expect([log.length, writes().length]).toEqual([1, 1]);
    clock.nowNs = 42;
    connection.uncork();
    expect(log.slice(1)).toEqual([
      "sent 5 of 1, intended 40, at 42, 2 written",
      "sent 6 of 2, intended 41, at 42, 2 written",
    ]);
    expect(writes().slice(1)).toEqual(["30030001613003000161"]);
  });

  it("of a connection that was corked leave at once again", () => {
    const { start, connection, writes } = harness();
    start(...accepting);
    connection.cork();
    connection.uncork();
    connection.publish(message, -1, 1, 0);
    expect(writes().slice(1)).toEqual(["3003000161"]);
  });

  it("that the batch has no room for follow what is in it, in order", () => {
    const { start, connection, transport, log } = harness();
    start(...accepting);
    const large = new Uint8Array(10_000).fill(1);
    const huge = new Uint8Array(20_000).fill(2);
    connection.cork();
    connection.publish(large, 1, 1, 0);
    connection.publish(large, 2, 1, 0);
    connection.publish(huge, 3, 1, 0);
    connection.publish(message, 4, 1, 0);
    connection.uncork();
    expect(transport.writes.slice(1).map(({ length }) => length)).toEqual([10_000, 10_000, 20_000, 5]);
    expect(log.slice(1).map((line) => line.slice(0, 6))).toEqual(["sent 1", "sent 2", "sent 3", "sent 4"]);
  });

  it("are counted by the codec as they are by the socket", () => {
    const { start, connection, transport } = harness();
    start(...accepting);
    connection.cork();
    connection.publish(message, -1, 1, 0);
    connection.uncork();
    transport.close("cut");
    expect([connection.bytes.codecUp, connection.bytes.unreconciled]).toEqual([17 + 5, 0]);
  });

  it("that wait are not touched by another connection that ends meanwhile", () => {
    const [one, other] = [harness(), harness()];
    one.start(...accepting);
    other.start(...accepting);
    one.connection.cork();
    one.connection.publish(message, -1, 1, 0);
    other.connection.disconnect();
    one.connection.uncork();
    expect([one.writes().slice(1), other.writes().slice(1)]).toEqual([["3003000161"], ["e000"]]);
  });

  it("that wait leave before DISCONNECT", () => {
    const { start, connection, writes } = harness();
    start(...accepting);
    connection.cork();
    connection.publish(message, -1, 1, 0);
    connection.disconnect();
    connection.uncork();
    expect(writes().slice(1)).toEqual(["3003000161", "e000"]);
  });
});
