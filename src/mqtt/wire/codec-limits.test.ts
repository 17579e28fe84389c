import { generate } from "mqtt-packet";
import { describe, expect, it } from "vitest";
import { newPublishView, PublishTemplate, readPublish, remainingLengthBytes } from "./codec.ts";
import { identityBytes, readIntendedUs, readSequence } from "./payload.ts";

const topic = Buffer.from("a/b");

/** The bytes of a payload too short for an identity, or of one whose identity is all zeros. */
function blank(length: number): Buffer {
  return Buffer.alloc(length, 0x55).fill(0, 0, length >= identityBytes ? identityBytes : 0);
}

function template(payload: Uint8Array, options: { isRetained?: boolean; isVersion5?: boolean; qos?: number } = {}) {
  return new PublishTemplate({
    isVersion5: false,
    qos: 1,
    isRetained: false,
    topicBytes: topic.length,
    payload,
    ...options,
  });
}

function read5(bytes: readonly number[]): string | undefined {
  return readPublish(Uint8Array.from(bytes), 0, 2, bytes.length, true, newPublishView());
}

describe("a PUBLISH written in place", () => {
  // Remaining length at QoS 1 in 3.1.1: 2 + 3 (topic) + 2 (packet identifier) + payload.
  it.each([
    [0, 1],
    [15, 1],
    [16, 1],
    [127 - 7, 1],
    [128 - 7, 2],
    [16_383 - 7, 2],
    [16_384 - 7, 3],
    [2_097_151 - 7, 3],
    [2_097_152 - 7, 4],
  ])("with a payload of %d bytes has a remaining length of %d bytes, as mqtt-packet's", (payloadBytes, lengthBytes) => {
    const payload = blank(payloadBytes);
    const written = Buffer.from(template(payload).fill(topic, 0xabcd, 0, 0, 0, 0));
    const expected = generate({
      cmd: "publish",
      topic: "a/b",
      qos: 1,
      messageId: 0xabcd,
      payload,
      dup: false,
      retain: false,
    });
    // Not toEqual: it is slow on megabytes.
    expect(written.equals(expected)).toBe(true);
    expect([written.length, remainingLengthBytes(7 + payloadBytes)]).toEqual([
      1 + lengthBytes + 7 + payloadBytes,
      lengthBytes,
    ]);
  });

  it("sets the RETAIN flag of a retained message alone", () => {
    const [kept, plain] = [template(blank(4), { isRetained: true }), template(blank(4))];
    const flags = [kept, plain].map((each) => (each.fill(topic, 1, 0, 0, 0, 0)[0] ?? 0) & 1);
    expect([flags, kept.isRetained, plain.isRetained]).toEqual([[1, 0], true, false]);
  });

  it("has no packet identifier at QoS 0, whatever is given", () => {
    const packet = template(blank(2), { qos: 0 }).fill(topic, 0xabcd, 0, 0, 0, 0);
    expect([...packet]).toEqual([0x30, 7, 0, 3, 97, 47, 98, 0x55, 0x55]);
  });

  it("has an empty property length in version 5", () => {
    const packet = template(blank(1), { isVersion5: true }).fill(topic, 0x0102, 0, 0, 0, 0);
    expect([...packet]).toEqual([0x32, 9, 0, 3, 97, 47, 98, 1, 2, 0, 0x55]);
  });

  it("carries the topic and identity of the latest message", () => {
    const one = template(blank(20));
    one.fill(topic, 1, 1, 1, 1, 1);
    const packet = one.fill(Buffer.from("x/y"), 2, 1, 1, 9, 10);
    expect([Buffer.from(packet.subarray(4, 7)).toString(), readSequence(packet, 9), readIntendedUs(packet, 9)]).toEqual(
      ["x/y", 9, 10],
    );
  });

  it("keeps what follows the identity for every message", () => {
    const payload = blank(40).fill(0x77, identityBytes);
    const one = template(payload);
    one.fill(topic, 1, 1, 1, 1, 1);
    const packet = one.fill(topic, 2, 2, 2, 2, 2);
    expect(Buffer.from(packet.subarray(-24))).toEqual(Buffer.alloc(24, 0x77));
  });

  it("copies its payload into memory of its own", () => {
    const one = template(blank(20));
    one.fill(topic, 1, 1, 1, 5, 50);
    const copy = one.copyPayload();
    one.fill(topic, 2, 2, 2, 6, 60);
    expect([copy.length, copy.buffer.byteLength, readSequence(copy, 0), readIntendedUs(copy, 0)]).toEqual([
      20, 20, 5, 50,
    ]);
  });

  it("goes on after it was given away with the rest of the packet as it was", () => {
    const one = template(blank(20));
    const expected = Buffer.from(template(blank(20)).fill(topic, 2, 3, 4, 5, 6));
    one.fill(topic, 1, 1, 1, 1, 1);
    one.giveAway();
    expect(Buffer.from(one.fill(topic, 2, 3, 4, 5, 6))).toEqual(expected);
  });

  it("has a duplicate that the next message does not touch", () => {
    const one = template(blank(20));
    one.fill(topic, 1, 1, 1, 1, 1);
    const duplicate = one.asDuplicate();
    const before = Buffer.from(duplicate);
    one.fill(topic, 2, 2, 2, 2, 2);
    expect(Buffer.from(duplicate)).toEqual(before);
    expect(before[0]).toBe(0x3a);
  });

  it("is not a duplicate after a duplicate was made of it", () => {
    const one = template(blank(20));
    one.fill(topic, 1, 1, 1, 1, 1);
    one.asDuplicate();
    expect(one.fill(topic, 2, 2, 2, 2, 2)[0]).toBe(0x32);
  });
});

describe("a PUBLISH read in place", () => {
  it("may lie anywhere in its buffer", () => {
    const view = newPublishView();
    const packet = [0x3a, 8, 0, 1, 97, 0x12, 0x34, 7, 8, 9];
    const buffer = Uint8Array.from([0xff, 0xff, 0xff, ...packet, 0xff, 0xff]);
    expect(readPublish(buffer, 3, 5, 13, false, view)).toBeUndefined();
    expect(view).toEqual({
      qos: 1,
      isDuplicate: true,
      isRetained: false,
      topicIn: buffer,
      propertiesAt: 10,
      packetId: 0x1234,
      topicStart: 7,
      topicEnd: 8,
      payloadStart: 10,
    });
  });

  it("forgets the packet identifier of the one before", () => {
    const view = newPublishView();
    readPublish(Uint8Array.of(0x32, 5, 0, 1, 97, 0, 7), 0, 2, 7, false, view);
    readPublish(Uint8Array.of(0x30, 3, 0, 1, 97), 0, 2, 5, false, view);
    expect([view.qos, view.packetId]).toEqual([0, 0]);
  });

  it("may have an empty payload in version 5", () => {
    const view = newPublishView();
    expect(readPublish(Uint8Array.of(0x30, 4, 0, 1, 97, 0), 0, 2, 6, true, view)).toBeUndefined();
    expect(view.payloadStart).toBe(6);
  });

  it.each([
    ["no property length", [0x30, 3, 0, 1, 97]],
    ["no property length at QoS 1", [0x32, 5, 0, 1, 97, 0, 1]],
    ["properties longer than the packet", [0x30, 6, 0, 1, 97, 3, 1, 0]],
    ["properties of two length bytes longer than the packet", [0x30, 6, 0, 1, 97, 0x81, 0x01, 0]],
    ["a topic longer than the packet", [0x30, 4, 0, 9, 97, 0]],
    ["half a topic length", [0x30, 1, 0]],
    ["half a packet identifier", [0x32, 4, 0, 1, 97, 1]],
  ])("of version 5 with %s is too short", (_, bytes) => {
    expect(read5(bytes)).toBe("PUBLISH shorter than its topic and header");
  });

  it.each([
    ["QoS 3", [0x36, 6, 0, 1, 97, 0, 1, 0], "PUBLISH with QoS 3"],
    ["packet identifier 0", [0x34, 6, 0, 1, 97, 0, 0, 0], "PUBLISH with packet identifier 0"],
  ])("of version 5 with %s is named", (_, bytes, problem) => {
    expect(read5(bytes)).toBe(problem);
  });
});
