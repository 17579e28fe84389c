import { describe, expect, it } from "vitest";
import { addExchanges } from "./cost-model.ts";
import type { HopTally, MessageShape } from "./cost-model.ts";

function hop(shape: MessageShape): { forward: number; back: number; packets: number } {
  const tally: HopTally = { forward: {}, back: {} };
  addExchanges(tally, shape, 1);
  const sum = (tallies: HopTally["forward"], key: "packets" | "bytes"): number =>
    Object.values(tallies).reduce((total, each) => total + each[key], 0);
  return {
    forward: sum(tally.forward, "bytes"),
    back: sum(tally.back, "bytes"),
    packets: sum(tally.forward, "packets") + sum(tally.back, "packets"),
  };
}

describe("the cost of a message", () => {
  // Topic bytes, payload bytes, version → both hops' bytes at QoS 0, 1, 2. The 16-byte rows were seen on a real broker.
  it.each([
    [6, 16, "3.1.1", [52, 64, 80]],
    [6, 16, "5", [54, 66, 82]],
    [6, 256, "3.1.1", [534, 546, 562]],
    [15, 16, "3.1.1", [70, 82, 98]],
  ] as const)(
    "is the specification's for a topic of %d and a payload of %d bytes in %s",
    (topicBytes, payloadBytes, protocol, both) => {
      const levels = ([0, 1, 2] as const).map((qos) => hop({ protocol, topicBytes, payloadBytes, qos }));
      expect(levels.map(({ forward, back }) => 2 * (forward + back))).toEqual(both);
    },
  );

  it("is 1, 2 and 4 packets a hop", () => {
    const levels = ([0, 1, 2] as const).map((qos) => hop({ protocol: "3.1.1", topicBytes: 6, payloadBytes: 16, qos }));
    expect(levels).toEqual([
      { forward: 26, back: 0, packets: 1 },
      { forward: 28, back: 4, packets: 2 },
      { forward: 32, back: 8, packets: 4 },
    ]);
  });

  it.each([
    // Remaining length 127 takes one byte, 128 two, 16,383 two, 16,384 three.
    [127 - 3, 1 + 1 + 127],
    [128 - 3, 1 + 2 + 128],
    [16_383 - 3, 1 + 2 + 16_383],
    [16_384 - 3, 1 + 3 + 16_384],
  ])("counts the bytes of the remaining length for a payload of %d", (payloadBytes, total) => {
    expect(hop({ protocol: "3.1.1", topicBytes: 1, payloadBytes, qos: 0 }).forward).toBe(total);
  });
});
