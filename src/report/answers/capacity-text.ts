/** A capacity search as text and as CSV: the knee of each case, and latency against rate. Pure. */
import type { CapacityCase, CapacityPoint, CapacityResult } from "../../result/capacity.ts";
import { atLeastText } from "../bounds-text.ts";
import { escapeCsv, escapeTerminal } from "../escape.ts";
import { absent, formatCount, formatNs, formatPercent } from "../format.ts";
import { fittedLines } from "../report-table.ts";
import type { ReportTable } from "../report-table.ts";
import { reproduceCommand } from "../reproduce.ts";

export function renderCapacity(result: CapacityResult, saved: string | null): string {
  const { cases, until, scenario } = result;
  const blocks = [
    [`${String(scenario["name"])}   capacity until ${until}   to ${formatPercent(result.precision)}`],
    ...cases.map(renderCase),
    (result.warnings ?? []).map(({ text }) => `warning: ${text}`),
    result.command === undefined ? [] : [`again ${reproduceCommand(result) ?? ""}`],
    saved === null ? [] : [`saved ${saved}`],
  ];
  const text = blocks.filter((lines) => lines.length > 0).map((lines) => lines.join("\n"));
  return `${escapeTerminal(text.join("\n\n"))}\n`;
}

function renderCase(each: CapacityCase): readonly string[] {
  const heading = [each.id, each.broker, each.summary].filter((part) => part !== null && part !== "").join("   ");
  if (each.unsupported !== null) return [heading, `  not run: ${each.unsupported}`];
  if (each.curve.length === 0) return [heading, "  not searched"];
  const unfinished = each.isComplete ? [] : ["  the search was stopped before its end"];
  return [
    heading,
    ...unfinished,
    ...kneeOf(each).map((line) => `  ${line}`),
    ...fittedLines(capacityTable(each)).map((row) => `  ${row}`),
  ];
}

/** What a stranger may take home, in one or two lines. */
export function kneeOf({ ratePerSecond, bound, curve }: CapacityCase): readonly string[] {
  const what = curve.some(({ figures }) => figures["connectRate"] !== undefined) ? "connects" : "messages";
  const reached = ratePerSecond === null ? "no rate that was tried" : `${rateText(ratePerSecond)} ${what} a second`;
  if (bound === null || bound.kind === "range") return [`sustained: at least ${reached}; none that was tried failed`];
  // The trials that decided: another at the same rate may have failed by something else.
  const deciding = bound.kind === "broker" ? "exceeded" : "generator";
  const because = curve.findLast(
    (point) => point.ratePerSecond === bound.ratePerSecond && point.verdict === deciding,
  )?.because;
  if (bound.kind === "broker") return [`sustained: ${reached}; at ${rateText(bound.ratePerSecond)}/s not: ${because}`];
  return [
    `sustained: ${ratePerSecond === null ? "" : "at least "}${reached}: the limit of mqbench, its devices or this machine, not the broker's`,
    `at ${rateText(bound.ratePerSecond)}/s: ${because}`,
  ];
}

const columns: readonly (readonly [title: string, figure: string, format: (value: number) => string])[] = [
  ["acknowledged", "acknowledgedRate", (value) => `${rateText(value)}/s`],
  ["delivered", "deliveredRate", (value) => `${rateText(value)}/s`],
  ["connected", "connectRate", (value) => `${rateText(value)}/s`],
  ["connect p50", "connectTime.p50", formatNs],
  ["connect p99", "connectTime.p99", formatNs],
  ["visit p50", "visitTime.p50", formatNs],
  ["visit p99", "visitTime.p99", formatNs],
  ["failed", "visitsFailed", formatCount],
  ["publish p50", "publishLatency.p50", formatNs],
  ["publish p99", "publishLatency.p99", formatNs],
  ["end-to-end p50", "endToEndLatency.p50", formatNs],
  ["end-to-end p99", "endToEndLatency.p99", formatNs],
  ["publish delay p99", "publishDelay.p99", formatNs],
  ["lost", "lost", formatCount],
  ["broker CPU", "brokerCpu", formatPercent],
  ["mqbench CPU", "generatorCpu", formatPercent],
];

/** A row a trial, by rising rate; a column that no trial has is left out. */
export function capacityTable({ curve }: CapacityCase): ReportTable {
  const there = columns.filter(([, figure]) => curve.some(({ figures }) => figures[figure] !== undefined));
  const row = ({ ratePerSecond, verdict, figures, atLeast = [] }: CapacityPoint): readonly string[] => [
    `${rateText(ratePerSecond)}/s`,
    verdict,
    ...there.map(([, figure, format]) => {
      const value = figures[figure];
      return value === undefined ? absent : atLeastText(format(value), atLeast.includes(figure));
    }),
  ];
  return { heading: ["rate", "verdict", ...there.map(([title]) => title)], rows: byRate(curve).map(row), remarks: [] };
}

/** A row a trial, figures in base units. */
export function renderCapacityCsv({ cases, warnings = [] }: CapacityResult): string {
  const points = cases.flatMap((each) => byRate(each.curve).map((point) => ({ each, point })));
  const names = [...new Set(points.flatMap(({ point }) => Object.keys(point.figures)))];
  const rows = points.map(({ each, point }) => [
    each.id,
    each.broker ?? "",
    String(point.ratePerSecond),
    point.verdict,
    point.because ?? "",
    ...names.map((name) => String(point.figures[name] ?? "")),
    (point.atLeast ?? []).join(" "),
    warnings.map(({ text }) => text).join("; "),
  ]);
  const header = ["case", "broker", "rate_per_second", "verdict", "because", ...names, "at_least", "warnings"];
  return `${[header, ...rows].map((row) => row.map(escapeCsv).join(",")).join("\r\n")}\r\n`;
}

function byRate(curve: readonly CapacityPoint[]): readonly CapacityPoint[] {
  return curve.toSorted((a, b) => a.ratePerSecond - b.ratePerSecond);
}

export function rateText(perSecond: number): string {
  return formatCount(perSecond >= 100 ? Math.round(perSecond) : perSecond);
}
