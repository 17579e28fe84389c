import fc from "fast-check";
import { generate } from "mqtt-packet";
import { expect, test } from "vitest";
import type { PayloadPart } from "./payload-parts.ts";
import { PayloadWriter } from "./payload-writer.ts";
import { TemplatedPublish } from "./templated-publish.ts";

const topic = new TextEncoder().encode("plants/hall/é/temperature");
/** Remaining lengths of one, two and three bytes. */
const parts: readonly PayloadPart[] = [
  { kind: "binary identity" },
  { kind: "sequence" },
  { kind: "literal", text: "behind" },
  { kind: "filler", least: 0, most: 17_000 },
];
const program = {
  parts,
  cells: [],
  identity: { as: "binary", from: "start", offset: 0 },
  seed: 3,
  firstSensor: 0,
  mostBytes: 17_100,
} as const;
const trial = { runTag: 5, epochUs: 0 };

function payloadOf(sensor: number, sequence: number, intendedUs: number): Buffer {
  const room = Buffer.alloc(program.mostBytes);
  return room.subarray(0, new PayloadWriter(program, trial).write(room, 0, sensor, sequence, intendedUs));
}

test.each([
  [false, 0, false],
  [false, 1, true],
  [true, 2, false],
] as const)(
  "version 5 %s, QoS %s, retained %s: each packet is what mqtt-packet makes",
  (isVersion5, qos, isRetained) => {
    const template = new TemplatedPublish({ isVersion5, qos, isRetained, topicBytes: topic.length, program, trial });
    fc.assert(
      fc.property(fc.nat(100), fc.nat(2000), fc.nat(1e6), fc.boolean(), (sensor, sequence, intendedUs, isGivenAway) => {
        const packet = template.fill(topic, qos === 0 ? 0 : 77, 0, sensor, sequence, intendedUs);
        const payload = payloadOf(sensor, sequence, intendedUs);
        const expected = generate(
          {
            cmd: "publish",
            topic: "plants/hall/é/temperature",
            payload,
            qos,
            retain: isRetained,
            dup: false,
            messageId: 77,
          },
          { protocolVersion: isVersion5 ? 5 : 4 },
        );
        expect(Buffer.from(packet).equals(expected)).toBe(true);
        expect(Buffer.from(template.copyPayload()).equals(payload)).toBe(true);
        expect(template.asDuplicate()[0]).toBe((expected[0] ?? 0) | 8);
        const before = Buffer.from(packet);
        if (!isGivenAway) return;
        template.giveAway();
        template.fill(topic, 78, 0, sensor + 1, sequence + 1, intendedUs);
        // Whoever has it goes on having it.
        expect(before.equals(packet)).toBe(true);
      }),
    );
  },
);

test("a payload does not depend on those that were written before, where the header grows and nothing but the identity stands", () => {
  const sizes = [{ kind: "binary identity" }, { kind: "filler", least: 0, most: 100 }] as const;
  const around = { ...program, parts: sizes, mostBytes: 116 };
  const template = new TemplatedPublish({
    isVersion5: false,
    qos: 1,
    isRetained: false,
    topicBytes: topic.length,
    program: around,
    trial,
  });
  for (let sequence = 0; sequence < 2000; sequence += 1) {
    template.fill(topic, 77, 0, 1, sequence, sequence);
    const room = Buffer.alloc(around.mostBytes);
    const end = new PayloadWriter(around, trial).write(room, 0, 1, sequence, sequence);
    expect(Buffer.from(template.copyPayload()).equals(room.subarray(0, end))).toBe(true);
  }
});
