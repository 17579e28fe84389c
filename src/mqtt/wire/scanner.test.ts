import fc from "fast-check";
import { expect, test } from "vitest";
import { remainingLengthBytes } from "./codec.ts";
import { PacketScanner } from "./scanner.ts";

interface Scanned {
  readonly packets: number[][];
  readonly bodies: number[];
  readonly problems: string[];
  readonly feed: (bytes: readonly number[]) => void;
}

function scan(maxPacketBytes = 1e9, goOn = true): Scanned {
  const packets: number[][] = [];
  const bodies: number[] = [];
  const problems: string[] = [];
  const scanner = new PacketScanner(
    {
      packet: (buffer, start, body, end) => {
        packets.push([...buffer.subarray(start, end)]);
        bodies.push(body - start);
        return goOn;
      },
      malformed: (problem) => void problems.push(problem),
    },
    { largestBytes: new Int32Array(256).fill(maxPacketBytes), maximumPacketBytes: null, sender: "broker" },
  );
  return { packets, bodies, problems, feed: (bytes) => scanner.feed(Uint8Array.from(bytes), bytes.length) };
}

/** A packet of a type with a body of so many bytes. */
function packet(type: number, bodyLength: number): number[] {
  const length: number[] = [];
  let rest = bodyLength;
  do {
    length.push(rest > 127 ? (rest % 128) | 128 : rest);
    rest = Math.floor(rest / 128);
  } while (rest > 0);
  return [type << 4, ...length, ...Array.from({ length: bodyLength }, (_, index) => index % 251)];
}

test("any chunking of any packets gives the same packets", () => {
  const lengths = fc.oneof(fc.integer({ min: 0, max: 300 }), fc.constantFrom(127, 128, 16_383, 16_384, 20_000));
  const stream = fc.array(fc.tuple(fc.integer({ min: 1, max: 15 }), lengths), { maxLength: 8 });
  const property = fc.property(
    stream,
    fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1 }),
    (shapes, sizes) => {
      const packets = shapes.map(([type, length]) => packet(type, length));
      const bytes = packets.flat();
      const scanned = scan();
      let at = 0;
      for (let index = 0; at < bytes.length; index += 1) {
        const size = sizes[index % sizes.length] ?? 1;
        scanned.feed(bytes.slice(at, at + size));
        at += size;
      }
      expect(scanned.packets).toEqual(packets);
      expect(scanned.bodies).toEqual(shapes.map(([, length]) => 1 + remainingLengthBytes(length)));
      expect(scanned.problems).toEqual([]);
    },
  );
  fc.assert(property, { numRuns: 200 });
});

test("a packet that comes byte by byte is whole at its last byte", () => {
  const scanned = scan();
  const bytes = packet(3, 200);
  for (const byte of bytes.slice(0, -1)) scanned.feed([byte]);
  expect(scanned.packets).toEqual([]);
  scanned.feed(bytes.slice(-1));
  expect(scanned.packets).toEqual([bytes]);
});

test.each([1, 2, 3, 6])("a remaining length of five bytes is malformed, read %i bytes at a time", (size) => {
  const scanned = scan();
  const bytes = [0x30, 0xff, 0xff, 0xff, 0xff, 0x01];
  for (let at = 0; at < bytes.length && scanned.problems.length === 0; at += size)
    scanned.feed(bytes.slice(at, at + size));
  expect(scanned.problems).toEqual(["remaining length of more than 4 bytes"]);
});

test("a packet larger than allowed is malformed as soon as its length is known", () => {
  const scanned = scan(100);
  scanned.feed([0x30, 99]);
  expect(scanned.problems).toEqual(["PUBLISH of 101 bytes, where at most 100 can come"]);
});

test("a sink that wants no more gets no more", () => {
  const scanned = scan(1e9, false);
  scanned.feed([...packet(4, 2), ...packet(4, 2)]);
  expect(scanned.packets).toHaveLength(1);
});
