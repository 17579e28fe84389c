import { describe, expect, it } from "vitest";
import { limitsOfBroker, limitsOfClient } from "./header-limits.ts";
import type { HeaderLimits } from "./header-limits.ts";
import { PacketScanner } from "./scanner.ts";

/** What a stream that begins so is found to be, byte by byte; undefined: nothing wrong yet. */
function problemOf(limits: HeaderLimits, ...bytes: readonly number[]): string | undefined {
  let found: string | undefined;
  const scanner = new PacketScanner(
    {
      packet: () => true,
      malformed: (problem) => {
        found = problem;
      },
    },
    limits,
  );
  for (const byte of bytes) {
    scanner.feed(Uint8Array.of(byte), 1);
    if (found !== undefined) break;
  }
  return found;
}

const [v3, v5] = [limitsOfBroker("3.1.1", 1000), limitsOfBroker("5", 1000)];

describe("a stream of a broker is broken at once", () => {
  it.each([
    // Reserved types.
    [v3, [0x00], "header 0x00: packet type 0 is reserved"],
    [v3, [0xff], "header 0xff: AUTH with the flags 1111, where 0000 is due"],
    // Flags that are fixed (section 2.2.2).
    [v3, [0x48], "header 0x48: PUBACK with the flags 1000, where 0000 is due"],
    [v3, [0x60], "header 0x60: PUBREL with the flags 0000, where 0010 is due"],
    [v5, [0xd1], "header 0xd1: PINGRESP with the flags 0001, where 0000 is due"],
    [v5, [0x36], "PUBLISH with QoS 3"],
    // What only a client sends.
    [v3, [0x10], "CONNECT, which a broker never sends"],
    [v3, [0x82], "SUBSCRIBE, which a broker never sends"],
    [v5, [0xc0], "PINGREQ, which a broker never sends"],
    // Packets that only version 5 has.
    [v3, [0xe0], "unexpected DISCONNECT"],
    [v3, [0xf0], "unexpected AUTH"],
    // A length that no such packet has.
    [v3, [0x40, 0x9e, 0x35], "PUBACK of 6,817 bytes, where at most 4 can come"],
    [v3, [0xd0, 1], "PINGRESP of 3 bytes, where at most 2 can come"],
    [v3, [0x30, 0xff, 0xff, 0xff, 0x7f], "PUBLISH of 268,435,460 bytes, where at most 1,000 can come"],
    [v5, [0x50, 0xff, 0xff, 0x7f], "PUBREC of 2,097,155 bytes, where at most 65,536 can come"],
    [v3, [0x30, 0xff, 0xff, 0xff, 0xff], "remaining length of more than 4 bytes"],
  ] as const)("%# %j", (limits, bytes, problem) => {
    expect(problemOf(limits, ...bytes)).toBe(problem);
  });
});

it("a packet that is larger than CONNECT asked for is named by that", () => {
  const asked = limitsOfBroker("5", 1000, 100);
  expect(problemOf(asked, 0x30, 98)).toBeUndefined();
  expect(problemOf(asked, 0x30, 99)).toBe("PUBLISH of 101 bytes, where CONNECT allowed 100 [MQTT-3.1.2-24]");
  expect(problemOf(asked, 0x62, 99)).toBe("PUBREL of 101 bytes, where CONNECT allowed 100 [MQTT-3.1.2-24]");
});

it("lets every packet of a broker pass, in its version", () => {
  const own = [0x20, 0x30, 0x31, 0x32, 0x34, 0x3a, 0x3d, 0x40, 0x50, 0x62, 0x70, 0x90, 0xb0, 0xd0];
  expect(own.map((first) => problemOf(v3, first, 0))).toEqual(own.map(() => undefined));
  expect([...own, 0xe0, 0xf0].map((first) => problemOf(v5, first, 0))).toEqual([...own, 0, 0].map(() => undefined));
});

it("lets every packet of a client pass, and none that only a broker sends", () => {
  const limits = limitsOfClient("5");
  const own = [0x10, 0x30, 0x3d, 0x40, 0x50, 0x62, 0x70, 0x82, 0xa2, 0xc0, 0xe0, 0xf0];
  expect(own.map((first) => problemOf(limits, first, 0))).toEqual(own.map(() => undefined));
  expect(problemOf(limits, 0x20)).toBe("CONNACK, which a client never sends");
});
