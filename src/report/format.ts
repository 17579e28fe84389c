/** Numbers and tables as people read them: 3 significant digits, units, right-aligned columns. */
import { formatCount, formatCounted, formatNumber, formatPercent } from "../format.ts";
import type { Metric } from "../result/sections/metric-section.ts";

export { formatCount, formatCounted, formatNumber, formatPercent };

/** Does not exist, as opposed to 0. */
export const absent = "–";

/** In place of a figure that was measured and says nothing of the broker, as opposed to one that does not exist. */
export const notValid = "not valid";

export function formatValue(value: number | null | undefined, unit: Metric["unit"]): string {
  if (value === null || value === undefined) return absent;
  switch (unit) {
    case "ns":
      return formatNs(value);
    case "bytes":
      return formatBytes(value);
    case "count":
      return formatCount(value);
    case "perSecond":
      return `${formatCount(value)}/s`;
    case "ratio":
      return formatPercent(value);
  }
}

export function formatNs(ns: number): string {
  return ns === 0 ? "0" : scaled(ns, "ns");
}

/** Durations of phases and whole runs: in seconds and minutes. */
export function formatDuration(ns: number): string {
  const seconds = ns / 1e9;
  if (seconds < 120) return `${formatNumber(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  const rest = Math.round(seconds - minutes * 60);
  return rest === 0 ? `${minutes} min` : `${minutes} min ${rest} s`;
}

export function formatBytes(bytes: number): string {
  return Math.abs(bytes) < 10_000 ? `${formatCount(bytes)} B` : scaled(bytes, "bytes");
}

interface Scale {
  /** How many of the base unit one of these is. */
  readonly perUnit: number;
  /** As it stands behind a figure; empty for plain numbers. */
  readonly name: string;
}

const scales: Readonly<Record<Metric["unit"], readonly [Scale, ...Scale[]]>> = {
  ns: [
    { perUnit: 1, name: "ns" },
    { perUnit: 1e3, name: "µs" },
    { perUnit: 1e6, name: "ms" },
    { perUnit: 1e9, name: "s" },
  ],
  bytes: [
    { perUnit: 1, name: "B" },
    { perUnit: 1e3, name: "kB" },
    { perUnit: 1e6, name: "MB" },
    { perUnit: 1e9, name: "GB" },
  ],
  count: [{ perUnit: 1, name: "" }],
  perSecond: [{ perUnit: 1, name: "a second" }],
  ratio: [{ perUnit: 0.01, name: "%" }],
};

/** The one unit in which a column or an axis whose largest figure is `most` is read. */
export function scaleFor(unit: Metric["unit"], most: number): Scale {
  const [smallest, ...others] = scales[unit];
  // What rounds to 1,000 of a unit is 1 of the next.
  return others.findLast(({ perUnit }) => Math.abs(most) >= perUnit * 0.9995) ?? smallest;
}

/** Values that stand beside each other in one unit, that of the largest; each in its own where they lie too far apart to be read so. */
export function formatAlike(values: readonly (number | null)[], unit: Metric["unit"]): readonly string[] {
  const known = values.flatMap((value) => (value === null || value === 0 ? [] : [Math.abs(value)]));
  const [least, most] = [Math.min(...known), Math.max(...known)];
  if (
    (unit !== "ns" && unit !== "bytes") ||
    known.length < 2 ||
    most / least >= 100 ||
    (unit === "bytes" && most < 10_000)
  )
    return values.map((value) => formatValue(value, unit));
  const { perUnit, name } = scaleFor(unit, most);
  return values.map((value) =>
    value === null ? absent : value === 0 ? formatValue(0, unit) : `${formatNumber(value / perUnit)} ${name}`,
  );
}

function scaled(value: number, unit: "ns" | "bytes"): string {
  const { perUnit, name } = scaleFor(unit, value);
  return `${formatNumber(value / perUnit)} ${name}`;
}

export function formatMultiple(multiple: number): string {
  return `×${multiple < 10 ? trimmed(multiple.toFixed(2)) : formatNumber(multiple)}`;
}

function trimmed(text: string): string {
  return text.replace(/\.?0+$/u, "");
}

/** Lines of columns; the first column is left-aligned, the others right. A row of one cell is a heading. */
export function formatTable(rows: readonly (readonly string[])[], gap = 3): readonly string[] {
  const widths: number[] = [];
  for (const row of rows) {
    if (row.length > 1)
      for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, cell.length);
  }
  return rows.map((row) =>
    row
      .map((cell, column) => {
        if (row.length === 1) return cell;
        return column === 0 ? cell.padEnd(widths[0] ?? 0) : " ".repeat(gap) + cell.padStart(widths[column] ?? 0);
      })
      .join("")
      .trimEnd(),
  );
}
