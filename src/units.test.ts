import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseDurationNs, parseRatePerSecond, parseShare, parseSizeBytes } from "./units.ts";

describe("a duration", () => {
  it.each([
    ["5ns", 5], // every unit once
    ["250us", 250_000],
    ["250µs", 250_000], // the micro sign
    ["20ms", 20_000_000],
    ["5s", 5_000_000_000],
    ["2min", 120_000_000_000],
    ["2m", 120_000_000_000], // m is minutes
    ["1h", 3_600_000_000_000],
    ["0s", 0], // zero
    ["1.5s", 1_500_000_000], // a fraction
    ["0.1us", 100],
    ["1.0004us", 1000], // rounded to whole nanoseconds, down
    ["1.0006us", 1001], // and up
    ["5 s", 5_000_000_000], // a space before the unit
    ["  5s  ", 5_000_000_000], // spaces around
    ["1,000ms", 1_000_000_000], // thousands set apart
    ["1_000_000us", 1_000_000_000],
    ["1,000.5ms", 1_000_500_000],
  ])("%s is %d ns", (text, ns) => {
    expect(parseDurationNs(text)).toBe(ns);
  });

  it.each([
    [""], // nothing
    ["5"], // no unit
    ["s"], // no number
    ["-5s"], // below zero
    ["+5s"], // a sign
    [".5s"], // no digit before the point
    ["5.s"], // no digit after it
    ["1e3s"], // exponents
    ["1,00ms"], // thousands not in threes
    ["1,0000ms"],
    ["5S"], // upper case
    ["5 parsecs"], // another unit
    ["5s6ms"], // two durations
    ["5B"], // a size
    ["5constructor"], // what every object has
    ["5toString"],
  ])("%j is none", (text) => {
    expect(parseDurationNs(text)).toBeUndefined();
  });

  it("of whole nanoseconds is read back exactly", () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (ns) => {
        expect(parseDurationNs(`${ns}ns`)).toBe(ns);
      }),
    );
  });
});

describe("a size", () => {
  it.each([
    ["64B", 64], // every unit once
    ["1kB", 1000], // decimal
    ["1KB", 1000],
    ["2MB", 2_000_000],
    ["1GB", 1_000_000_000],
    ["1KiB", 1024], // binary
    ["2MiB", 2_097_152],
    ["1GiB", 1_073_741_824],
    ["0B", 0], // an empty payload
    ["1.5kB", 1500], // a fraction
    ["10,000 B", 10_000], // thousands set apart
  ])("%s is %d bytes", (text, bytes) => {
    expect(parseSizeBytes(text)).toBe(bytes);
  });

  it.each([
    ["64"], // no unit
    ["64b"], // bits
    ["64kb"],
    ["1kiB"], // half of each
    ["-1B"], // below zero
    ["64 bytes"], // in words
    ["5s"], // a duration
  ])("%j is none", (text) => {
    expect(parseSizeBytes(text)).toBeUndefined();
  });
});

describe("a rate", () => {
  it.each([
    ["2000/s", 2000], // every unit once
    ["30/min", 0.5],
    ["6/h", 6 / 3600],
    ["0.5/s", 0.5], // a fraction
    ["2,000/s", 2000], // thousands set apart
    ["2000 /s", 2000], // a space before the stroke
  ])("%s is %d a second", (text, perSecond) => {
    expect(parseRatePerSecond(text)).toBeCloseTo(perSecond, 12);
  });

  it.each([
    ["2000"], // no unit
    ["2000 / s"], // a space after the stroke
    ["2000/ms"], // another unit
    ["2000s"], // a duration
    ["-1/s"], // below zero
  ])("%j is none", (text) => {
    expect(parseRatePerSecond(text)).toBeUndefined();
  });
});

describe("a share", () => {
  it.each([
    ["0%", 0], // nothing
    ["50%", 0.5],
    ["99 %", 0.99], // a space before the sign
    ["99.9%", 0.999], // a fraction
    ["100%", 1], // all
    ["120%", 1.2], // above one: the caller knows whether that may be
  ])("%s is %d", (text, share) => {
    expect(parseShare(text)).toBeCloseTo(share, 12);
  });

  it.each([
    ["0.99"], // no sign
    ["%"], // no number
    ["-1%"], // below zero
    ["99 percent"], // in words
  ])("%j is none", (text) => {
    expect(parseShare(text)).toBeUndefined();
  });
});
