import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  fillSeeded,
  identityBytes,
  readIntendedUs,
  readRunTag,
  readSensor,
  readSequence,
  writeIdentity,
} from "./payload.ts";

const uint16 = fc.integer({ min: 0, max: 2 ** 16 - 1 });
const uint32 = fc.oneof(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.constantFrom(2 ** 31, 2 ** 32 - 1));
const uint48 = fc.oneof(fc.integer({ min: 0, max: 2 ** 48 - 1 }), fc.constantFrom(2 ** 32 - 1, 2 ** 32, 2 ** 48 - 1));

function seeded(length: number, seed: number): Uint8Array {
  const bytes = new Uint8Array(length);
  fillSeeded(bytes, seed);
  return bytes;
}

describe("the identity of a message", () => {
  it("is read as it was written, wherever it lies", () => {
    fc.assert(
      fc.property(uint16, uint32, uint32, uint48, fc.nat(50), (runTag, sensor, sequence, intendedUs, at) => {
        const buffer = new Uint8Array(at + identityBytes);
        writeIdentity(buffer, at, runTag, sensor, sequence, intendedUs);
        const read = [readRunTag, readSensor, readSequence, readIntendedUs].map((part) => part(buffer, at));
        expect(read).toEqual([runTag, sensor, sequence, intendedUs]);
      }),
    );
  });

  it("is big-endian: run tag, sensor, sequence, intended time", () => {
    const buffer = new Uint8Array(identityBytes);
    writeIdentity(buffer, 0, 0x0102, 0x03040506, 0x0708090a, 0x0b0c0d0e0f10);
    expect([...buffer]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]);
  });

  it("leaves the bytes around it alone", () => {
    const buffer = new Uint8Array(identityBytes + 2).fill(0xaa);
    writeIdentity(buffer, 1, 0, 0, 0, 0);
    expect([buffer[0], buffer[identityBytes + 1]]).toEqual([0xaa, 0xaa]);
  });

  it("drops the fraction of a µs", () => {
    const buffer = new Uint8Array(identityBytes);
    writeIdentity(buffer, 0, 0, 0, 0, 2 ** 32 + 1234.999);
    expect(readIntendedUs(buffer, 0)).toBe(2 ** 32 + 1234);
  });
});

describe("seeded bytes", () => {
  it("are the same for the same seed", () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(500), (seed, length) => {
        expect(seeded(length, seed)).toEqual(seeded(length, seed));
      }),
    );
  });

  it("begin alike whatever the length", () => {
    expect(seeded(500, 7).subarray(0, 100)).toEqual(seeded(100, 7));
  });

  it("differ from seed to seed", () => {
    const payloads = Array.from({ length: 100 }, (_, seed) => Buffer.from(seeded(16, seed)).toString("hex"));
    expect(new Set(payloads).size).toBe(100);
  });

  it("do not get stuck at the seed that cancels the constant", () => {
    expect(new Set(seeded(1000, 0x9e3779b9)).size).toBeGreaterThan(200);
  });

  it("take all values about equally often", () => {
    const counts = new Map<number, number>();
    for (const byte of seeded(256 * 100, 1)) counts.set(byte, (counts.get(byte) ?? 0) + 1);
    expect(counts.size).toBe(256);
    expect(Math.max(...counts.values())).toBeLessThan(200);
  });
});
