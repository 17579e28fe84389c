/** A calibration as text: what this machine's noise is, and the smallest change it can detect. Pure. */
import type { Noise } from "../../analysis/calibrate.ts";
import { absent, formatPercent } from "../format.ts";
import { fittedLines } from "../report-table.ts";
import type { ReportTable } from "../report-table.ts";

export function renderCalibration(noise: readonly Noise[]): string {
  return `${fittedLines(calibrationTable(noise)).join("\n")}\n`;
}

export function calibrationTable(noise: readonly Noise[]): ReportTable {
  const rows = noise.map((each) => [
    each.case === "" ? absent : each.case,
    each.name,
    String(each.trials),
    formatPercent(each.variation),
    formatPercent(each.minEffect),
    each.detectable === null ? absent : formatPercent(each.detectable),
  ]);
  const heading = ["case", "figure", "trials", "variation", "counts from", "detectable"];
  return { heading, rows, remarks: [] };
}
