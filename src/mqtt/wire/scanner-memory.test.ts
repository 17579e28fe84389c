import fc from "fast-check";
import { generate } from "mqtt-packet";
import { expect, it } from "vitest";
import { limitsOfBroker } from "./header-limits.ts";
import { PacketScanner } from "./scanner.ts";

interface Seen {
  readonly scanner: PacketScanner;
  readonly packets: Buffer[];
  readonly problems: string[];
}

function scan(maxPacketBytes = 1e9): Seen {
  const packets: Buffer[] = [];
  const problems: string[] = [];
  const scanner = new PacketScanner(
    {
      packet: (buffer, start, _body, end) => {
        packets.push(Buffer.from(buffer.subarray(start, end)));
        return true;
      },
      malformed: (problem) => void problems.push(problem),
    },
    limitsOfBroker("3.1.1", maxPacketBytes),
  );
  return { scanner, packets, problems };
}

function publish(payloadBytes: number): Buffer {
  const payload = Buffer.alloc(payloadBytes, payloadBytes);
  return generate({ cmd: "publish", topic: "t", qos: 0, dup: false, retain: false, payload });
}

it("keeps nothing of a read buffer that is used again for the next read", () => {
  const sizes = fc.array(fc.oneof(fc.nat(300), fc.constantFrom(16_380, 16_384, 17_000)), {
    minLength: 1,
    maxLength: 5,
  });
  fc.assert(
    fc.property(sizes, fc.integer({ min: 1, max: 20_000 }), (payloads, readBytes) => {
      const sent = payloads.map(publish);
      const stream = Buffer.concat(sent);
      const { scanner, packets, problems } = scan();
      const shared = new Uint8Array(readBytes + 1);
      for (let at = 0; at < stream.length; at += readBytes) {
        const part = stream.subarray(at, at + readBytes);
        shared.fill(0xff);
        shared.set(part);
        scanner.feed(shared, part.length);
      }
      expect(Buffer.concat(packets).equals(stream)).toBe(true);
      expect(packets.map(({ length }) => length)).toEqual(sent.map(({ length }) => length));
      expect(problems).toEqual([]);
    }),
  );
});

it("forgets a half-read packet at a reset", () => {
  const { scanner, packets, problems } = scan();
  scanner.feed(publish(200), 100);
  scanner.reset();
  scanner.feed(Uint8Array.of(0xd0, 0), 2);
  expect(packets).toEqual([Buffer.of(0xd0, 0)]);
  expect(problems).toEqual([]);
});

it("forgets a half-read header at a reset", () => {
  const { scanner, packets } = scan();
  scanner.feed(Uint8Array.of(0x30, 0x80), 2);
  scanner.reset();
  scanner.feed(Uint8Array.of(0xd0, 0), 2);
  expect(packets).toEqual([Buffer.of(0xd0, 0)]);
});

it("begins anew after what was malformed", () => {
  const { scanner, packets, problems } = scan();
  scanner.feed(Uint8Array.of(0x30, 0xff, 0xff, 0xff, 0xff), 5);
  scanner.feed(Uint8Array.of(0xd0, 0), 2);
  expect(problems).toHaveLength(1);
  expect(packets).toEqual([Buffer.of(0xd0, 0)]);
});

it("hands over the packets before a malformed one", () => {
  const { scanner, packets, problems } = scan();
  scanner.feed(Uint8Array.of(0xd0, 0, 0x30, 0x80, 0x80, 0x80, 0x80, 0x01), 8);
  expect(packets).toEqual([Buffer.of(0xd0, 0)]);
  expect(problems).toEqual(["remaining length of more than 4 bytes"]);
});

it("takes a packet of exactly the largest size", () => {
  const { scanner, packets, problems } = scan(100);
  scanner.feed(Buffer.concat([Buffer.of(0x30, 98), Buffer.alloc(98)]), 100);
  expect(packets.map(({ length }) => length)).toEqual([100]);
  expect(problems).toEqual([]);
});

it("reports an oversized packet whose length comes in the next read", () => {
  const { scanner, packets, problems } = scan(100);
  scanner.feed(Uint8Array.of(0x30), 1);
  scanner.feed(Uint8Array.of(0x80, 0x01), 2);
  expect(problems).toEqual(["PUBLISH of 131 bytes, where at most 100 can come"]);
  expect(packets).toEqual([]);
});

it("gives a packet memory as it arrives, not as it is announced", () => {
  const { scanner, packets } = scan(268_435_460);
  const before = process.memoryUsage().arrayBuffers;
  scanner.feed(Uint8Array.of(0x30, 0xff, 0xff, 0xff, 0x7f), 5);
  scanner.feed(new Uint8Array(10_000), 10_000);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1e6);
  expect(packets).toEqual([]);
});
