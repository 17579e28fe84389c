/** Durations, sizes, rates, shares, powers and energies as people write them: "30s", "256B", "2000/s", "99 %". */

const durationNs: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  // The micro sign, and the Greek letter that looks the same.
  µs: 1e3,
  μs: 1e3,
  ms: 1e6,
  s: 1e9,
  min: 60e9,
  m: 60e9,
  h: 3600e9,
};
const sizeBytes: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1e3,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
};
const perSecond: Readonly<Record<string, number>> = { "/s": 1, "/min": 1 / 60, "/h": 1 / 3600 };
const bytesPerSecond: Readonly<Record<string, number>> = {
  ...Object.fromEntries(Object.entries(sizeBytes).map(([unit, bytes]) => [`${unit}/s`, bytes])),
  "kbit/s": 125,
  "Mbit/s": 125e3,
  "Gbit/s": 125e6,
};
const watts: Readonly<Record<string, number>> = { uW: 1e-6, µW: 1e-6, μW: 1e-6, mW: 1e-3, W: 1 };
const wattHours: Readonly<Record<string, number>> = { mWh: 1e-3, Wh: 1, kWh: 1e3 };
const percent: Readonly<Record<string, number>> = { "%": 1 };

/** What to write, for error messages. */
export const unitForms = {
  duration: "a duration such as 250us, 20ms, 5s, 2min or 1h",
  size: "a size such as 64B, 1kB (1,000), 1KiB (1,024) or 2MB",
  rate: "a rate such as 2000/s, 30/min or 6/h",
  bandwidth: "a bandwidth such as 16kB/s, 1MB/s or 10Mbit/s",
  share: "a share such as 99%",
  power: "a power such as 500mW or 0.5W",
  energy: "an energy such as 19Wh",
} as const;

function parse(text: string, units: Readonly<Record<string, number>>): number | undefined {
  const match = /^(\d+(?:[_,]\d{3})*(?:\.\d+)?)\s*([^\d\s].*)$/u.exec(text.trim());
  if (match === null) return undefined;
  const [, digits = "", unit = ""] = match;
  const factor = Object.hasOwn(units, unit) ? units[unit] : undefined;
  const number = Number(digits.replaceAll(/[_,]/gu, ""));
  return factor === undefined || !Number.isFinite(number) ? undefined : number * factor;
}

/** Whole nanoseconds, or undefined where the text is not a duration. */
export function parseDurationNs(text: string): number | undefined {
  const ns = parse(text, durationNs);
  return ns === undefined ? undefined : Math.round(ns);
}

/** Whole bytes, or undefined where the text is not a size. */
export function parseSizeBytes(text: string): number | undefined {
  const bytes = parse(text, sizeBytes);
  return bytes === undefined ? undefined : Math.round(bytes);
}

/** Events a second, or undefined where the text is not a rate. */
export function parseRatePerSecond(text: string): number | undefined {
  return parse(text, perSecond);
}

/** Bytes a second, or undefined where the text is not a bandwidth. */
export function parseBytesPerSecond(text: string): number | undefined {
  return parse(text, bytesPerSecond);
}

/** A share from 0 to 1 ("99 %" is 0.99), or undefined where the text is not a percentage. */
export function parseShare(text: string): number | undefined {
  const hundredths = parse(text, percent);
  return hundredths === undefined ? undefined : hundredths / 100;
}

/** Watts, or undefined where the text is not a power. */
export function parsePowerWatts(text: string): number | undefined {
  return parse(text, watts);
}

/** Watt-hours, or undefined where the text is not an energy. */
export function parseEnergyWattHours(text: string): number | undefined {
  return parse(text, wattHours);
}
