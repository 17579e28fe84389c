/** Numbers and tables as people read them: 3 significant digits, units, right-aligned columns. */
import type { Metric } from "../result/sections/metric-section.ts";

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
  if (ns === 0) return "0";
  if (ns < 999.5) return `${formatNumber(ns)} ns`;
  if (ns < 999.5e3) return `${formatNumber(ns / 1e3)} µs`;
  if (ns < 9.995e9) return `${formatNumber(ns / 1e6)} ms`;
  return `${formatNumber(ns / 1e9)} s`;
}

/** Of phases and whole runs: in seconds and minutes. */
export function formatDuration(ns: number): string {
  const seconds = ns / 1e9;
  if (seconds < 120) return `${formatNumber(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  const rest = Math.round(seconds - minutes * 60);
  return rest === 0 ? `${minutes} min` : `${minutes} min ${rest} s`;
}

export function formatBytes(bytes: number): string {
  if (bytes < 10_000) return `${formatCount(bytes)} B`;
  if (bytes < 999.5e3) return `${formatNumber(bytes / 1e3)} kB`;
  if (bytes < 999.5e6) return `${formatNumber(bytes / 1e6)} MB`;
  return `${formatNumber(bytes / 1e9)} GB`;
}

/** Whole numbers in full; others to 3 digits. */
export function formatCount(value: number): string {
  if (Number.isInteger(value) || Math.abs(value) >= 100) return Math.round(value).toLocaleString("en");
  return formatNumber(value);
}

export function formatPercent(share: number): string {
  return `${formatNumber(share * 100)} %`;
}

export function formatMultiple(multiple: number): string {
  return `×${multiple < 10 ? trimmed(multiple.toFixed(2)) : formatNumber(multiple)}`;
}

/** 3 significant digits, never in exponents. */
export function formatNumber(value: number): string {
  const rounded = Number(value.toPrecision(3));
  return Math.abs(rounded) >= 1000 ? rounded.toLocaleString("en") : String(rounded);
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
