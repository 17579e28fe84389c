import fc from "fast-check";
import { generate } from "mqtt-packet";
import { describe, expect, test } from "vitest";
import { newPublishView, PublishTemplate, readPublish, writeAcknowledgement } from "./codec.ts";
import { packetType } from "./packet-types.ts";
import { readIntendedUs, readRunTag, readSensor, readSequence } from "./payload.ts";

const topicText = "sensors/7/t";
const topic = new TextEncoder().encode(topicText);

function template(qos: 0 | 1 | 2, isVersion5: boolean, payload = Buffer.alloc(64, 9)): PublishTemplate {
  return new PublishTemplate({ isVersion5, qos, isRetained: false, topicBytes: topic.length, payload });
}

function read(packet: Uint8Array, isVersion5 = false): string | ReturnType<typeof newPublishView> {
  const view = newPublishView();
  let body = 1;
  while ((packet[body] ?? 0) >= 128) body += 1;
  return readPublish(packet, 0, body + 1, packet.length, isVersion5, view) ?? view;
}

describe("a PUBLISH written in place", () => {
  test.each([
    [0, false],
    [1, false],
    [2, false],
    [0, true],
    [1, true],
    [2, true],
  ] as const)("at QoS %i, version 5 %s, is what mqtt-packet writes", (qos, isVersion5) => {
    const written = Buffer.from(template(qos, isVersion5).fill(topic, 77, 5, 6, 7, 8));
    const payload = Buffer.from(template(qos, isVersion5).fill(topic, 77, 5, 6, 7, 8)).subarray(-64);
    const options = { protocolVersion: isVersion5 ? 5 : 4 } as const;
    const expected = generate(
      { cmd: "publish", topic: topicText, qos, messageId: 77, payload, dup: false, retain: false },
      options,
    );
    expect(written).toEqual(expected);
  });

  test("carries who, which and when in its first 16 bytes", () => {
    const values = [
      fc.nat(65_535),
      fc.nat(2 ** 32 - 1),
      fc.nat(2 ** 32 - 1),
      fc.maxSafeNat().map((n) => n % 2 ** 48),
    ] as const;
    fc.assert(
      fc.property(...values, (runTag, sensor, sequence, intendedUs) => {
        const packet = template(1, false).fill(topic, 1, runTag, sensor, sequence, intendedUs);
        const at = packet.length - 64;
        expect([
          readRunTag(packet, at),
          readSensor(packet, at),
          readSequence(packet, at),
          readIntendedUs(packet, at),
        ]).toEqual([runTag, sensor, sequence, intendedUs]);
      }),
    );
  });

  test("leaves a payload too short for that as it was", () => {
    expect([...template(0, false, Buffer.from("reading")).fill(topic, 0, 1, 2, 3, 4).subarray(-7)]).toEqual([
      ...Buffer.from("reading"),
    ]);
  });

  test("differs from its duplicate in the DUP flag alone", () => {
    const one = template(2, false);
    const packet = Buffer.from(one.fill(topic, 1, 1, 1, 1, 1));
    const duplicate = Buffer.from(one.asDuplicate());
    expect((packet[0] ?? 0) | 8).toBe(duplicate[0]);
    expect(duplicate.subarray(1)).toEqual(packet.subarray(1));
  });

  test("given away is not written over", () => {
    const one = template(1, false);
    const given = one.fill(topic, 1, 1, 1, 1, 1);
    const before = Buffer.from(given);
    one.giveAway();
    one.fill(topic, 2, 2, 2, 2, 2);
    expect(Buffer.from(given)).toEqual(before);
  });
});

describe("a PUBLISH read in place", () => {
  test.each([4, 5] as const)("gives the parts that mqtt-packet wrote, protocol level %i", (protocolVersion) => {
    const property = fc.property(
      fc.constantFrom(0, 1, 2),
      fc.string({ minLength: 1, maxLength: 300 }).filter((text) => !/[+#\0]/u.test(text)),
      fc.uint8Array({ maxLength: 300 }),
      fc.integer({ min: 1, max: 65_535 }),
      fc.boolean(),
      fc.boolean(),
      (qos, name, payload, messageId, dup, retain) => {
        const properties = protocolVersion === 5 ? { properties: { userProperties: { a: "b".repeat(150) } } } : {};
        const packet = generate(
          {
            cmd: "publish",
            topic: name,
            qos,
            messageId,
            payload: Buffer.from(payload),
            dup: dup && qos > 0,
            retain,
            ...properties,
          },
          { protocolVersion },
        );
        const view = read(packet, protocolVersion === 5);
        if (typeof view === "string") throw new Error(view);
        expect({ ...view, topic: packet.subarray(view.topicStart, view.topicEnd).toString() }).toMatchObject({
          qos,
          packetId: qos > 0 ? messageId : 0,
          isDuplicate: dup && qos > 0,
          isRetained: retain,
          topic: name,
        });
        expect(new Uint8Array(packet.subarray(view.payloadStart))).toEqual(payload);
      },
    );
    fc.assert(property);
  });

  test.each([
    [[0x36, 5, 0, 1, 97, 0, 1], "PUBLISH with QoS 3"],
    [[0x32, 5, 0, 1, 97, 0, 0], "PUBLISH with packet identifier 0"],
    [[0x30, 3, 0, 9, 97], "PUBLISH shorter than its topic and header"],
    [[0x32, 3, 0, 1, 97], "PUBLISH shorter than its topic and header"],
  ])("says what is wrong with %j", (bytes, problem) => {
    expect(read(Uint8Array.from(bytes))).toBe(problem);
  });
});

test.each([
  ["PUBACK", packetType.PUBACK, [0x40, 2, 0x12, 0x34]],
  ["PUBREC", packetType.PUBREC, [0x50, 2, 0x12, 0x34]],
  ["PUBREL", packetType.PUBREL, [0x62, 2, 0x12, 0x34]],
  ["PUBCOMP", packetType.PUBCOMP, [0x70, 2, 0x12, 0x34]],
])("%s is four bytes with the packet identifier", (_, type, bytes) => {
  const buffer = new Uint8Array(6);
  expect(writeAcknowledgement(buffer, 1, type, 0x1234)).toBe(5);
  expect([...buffer]).toEqual([0, ...bytes, 0]);
});

test.each([
  [0x30, 4, 0, 1, 97, 0x80],
  [0x30, 8, 0, 1, 97, 0x80, 0x80, 0x80, 0x80, 0x01],
])("a property length that cannot be read is malformed: %j", (...bytes) => {
  expect(read(Uint8Array.from(bytes), true)).toBe("PUBLISH with a malformed property length");
});
