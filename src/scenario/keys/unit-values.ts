/** The values of a scenario that carry units: durations, rates, sizes, shares, bandwidths. */
import { z } from "zod";
import { hideSecrets } from "../../secrets.ts";
import {
  parseBytesPerSecond,
  parseDurationNs,
  parseEnergyWattHours,
  parsePowerWatts,
  parseRatePerSecond,
  parseShare,
  parseSizeBytes,
  unitForms,
} from "../../units.ts";

export function withUnit(
  form: string,
  parse: (text: string) => number | undefined,
  limits: { readonly min: number; readonly max: number; readonly words: string },
) {
  return z.string({ error: (issue) => `expected ${form}, got ${show(issue.input)}` }).transform((text, context) => {
    const value = parse(text);
    if (value !== undefined && value >= limits.min && value <= limits.max) return value;
    const problem = value === undefined ? `expected ${form}` : `out of range: expected ${form}, ${limits.words}`;
    context.addIssue({ code: "custom", message: `${problem}, got ${show(text)}` });
    return z.NEVER;
  });
}

/** A value as it stands in a message. */
export function show(value: unknown): string {
  if (value === undefined) return "nothing";
  const hide = (_: string, each: unknown): unknown => (typeof each === "string" ? hideSecrets(each) : each);
  // JSON knows neither .nan nor .inf, and makes null of both.
  const text = typeof value === "number" ? String(value) : (JSON.stringify(value, hide) ?? typeof value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

const day = 86_400e9;
/** The longest measure, and the longest time between two messages of a sensor. */
export const longestPeriodNs = day;
export const durationNs = withUnit(unitForms.duration, parseDurationNs, { min: 0, max: day, words: "up to 24h" });
export const periodNs = withUnit(unitForms.duration, parseDurationNs, {
  min: 1000,
  max: day,
  words: "from 1us to 24h",
});
export const monthlyPeriodNs = withUnit(unitForms.duration, parseDurationNs, {
  min: 1000,
  max: 30 * day,
  words: "from 1us to 720h",
});
export const ratePerSecond = withUnit(unitForms.rate, parseRatePerSecond, {
  min: 1e-6,
  max: 1e7,
  words: "up to 10,000,000/s",
});
export const shareOfOne = withUnit(unitForms.share, parseShare, { min: 0, max: 1, words: "up to 100%" });
/** 256 MiB less the longest topic and header (section 2.2.3). */
export const largestPayloadBytes = 268_369_000;
export const sizeBytes = withUnit(unitForms.size, parseSizeBytes, {
  min: 0,
  max: largestPayloadBytes,
  words: "up to 268,369,000 bytes",
});
export const bandwidth = withUnit(unitForms.bandwidth, parseBytesPerSecond, {
  min: 1,
  max: 1e12,
  words: "from 1B/s to 1000GB/s",
});
export const powerWatts = withUnit(unitForms.power, parsePowerWatts, {
  min: 1e-6,
  max: 1e4,
  words: "from 1uW to 10,000W",
});
export const energyWattHours = withUnit(unitForms.energy, parseEnergyWattHours, {
  min: 1e-6,
  max: 1e6,
  words: "up to 1,000,000Wh",
});
