/** A calibration as text: what this machine's noise is, and the smallest change it can detect. Pure. */
import type { Noise } from "../../analysis/calibrate.ts";
import { absent, formatPercent, formatTable } from "../format.ts";

export function renderCalibration(noise: readonly Noise[]): string {
  const rows = noise.map((each) => [
    each.case === "" ? absent : each.case,
    each.name,
    String(each.trials),
    formatPercent(each.variation),
    formatPercent(each.minEffect),
    each.detectable === null ? absent : formatPercent(each.detectable),
  ]);
  const lines = formatTable([["case", "figure", "trials", "variation", "counts from", "detectable"], ...rows]);
  return `${lines.join("\n")}\n`;
}
