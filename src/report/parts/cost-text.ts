/** The QoS cost table, and the sentence that says it. */
import {
  costGroups,
  costTable,
  medianOf,
  qosAxisOf,
  roundRatio,
  sensorsLevel,
  validTrials,
} from "../../analysis/cost.ts";
import type { CostCell, CostGroup } from "../../analysis/cost.ts";
import { excludesOne } from "../../analysis/ranks/interval.ts";
import type { RatioInterval } from "../../analysis/ranks/interval.ts";
import type { MetricName } from "../../metrics/catalogue.ts";
import type { ResultCase, RunResult } from "../../result/schema.ts";
import { middleText } from "../bounds-text.ts";
import { shortName } from "../case-names.ts";
import { formatMultiple, formatNumber, formatTable, formatValue } from "../format.ts";
import { fittedLines, isFitting } from "../report-table.ts";
import { brokerText } from "../summary.ts";

/** A table for each group of cases that differ in QoS alone. Nothing when there is one case only, or none that is valid. */
export function renderCost(result: RunResult): readonly (readonly string[])[] {
  return result.cases.length < 2 ? [] : costGroups(result).map((group) => renderGroup(result, group));
}

function renderGroup(result: RunResult, { title, cases, columns }: CostGroup): readonly string[] {
  const sections = costTable(result, cases);
  if (sections.length === 0) return [];
  const names = costColumns(result, { cases, columns });
  const rows: (readonly string[])[] = [
    ["", ...names.flatMap((column, index) => (index === 0 ? [column] : [column, ""]))],
  ];
  for (const { title: section, rows: figures } of sections) {
    rows.push([section]);
    for (const row of figures) {
      rows.push([`  ${row.title}`, ...row.cells.flatMap((cell, index) => cellTexts(cell, row.unit, index))]);
    }
  }
  const isQosSweep = qosAxisOf(cases) !== null;
  const name = `${isQosSweep ? "QoS cost" : "cost"}${title === "" ? "" : `, ${title}`}`;
  return [
    `${name} (× of the first column that has the figure; of what is timed only where its 95 % interval over the rounds excludes 1)`,
    ...(isFitting(formatTable(rows, 2)) ? formatTable(rows, 2) : narrowLines(sections, names)),
  ];
}

/** With the multiples in the cells, so that it lies in parts no wider than a terminal. */
function narrowLines(sections: ReturnType<typeof costTable>, names: readonly string[]): readonly string[] {
  const rows = sections.flatMap(({ title, rows: figures }) => [
    [title],
    ...figures.map(({ title: figure, unit, cells }) => [
      `  ${figure}`,
      ...cells.map((cell, index) => cellTexts(cell, unit, index).join(" ").trimEnd()),
    ]),
  ]);
  return fittedLines({ heading: ["", ...names], rows }, 2);
}

/** What the cases are called in their table: the ends of long keys tell them apart. */
export function costColumns(
  result: RunResult,
  { cases, columns }: Pick<CostGroup, "cases" | "columns">,
): readonly string[] {
  return columns.map((column, index) => (column === cases[index]?.id ? shortName(result.cases, column) : column));
}

/** A case without a valid trial has figures, but none that may be believed. */
export function costText(cell: CostCell, unit: Parameters<typeof formatValue>[1]): string {
  return cell.isNotValid ? "not valid" : middleText(formatValue(cell.value, unit), cell);
}

function cellTexts(cell: CostCell, unit: Parameters<typeof formatValue>[1], index: number): readonly string[] {
  const { multiple } = cell;
  const text = costText(cell, unit);
  return index === 0 ? [text] : [text, multiple === null ? "" : formatMultiple(multiple)];
}

/** In one sentence: how many times the bytes and the tail of the next cheaper level the dearest one costs. */
export function qosAnswer(result: RunResult, cases: readonly ResultCase[]): string | undefined {
  const levels = [2, 1, 0].flatMap((qos) => {
    const found = caseOf(cases, qos);
    return found === undefined ? [] : [{ qos, id: found.id, trials: validTrials(result, found.id) }];
  });
  const [dear, cheap] = levels;
  if (dear === undefined || cheap === undefined) return undefined;
  const [value, by] = [dear, cheap].map(({ trials }) => medianOf(trials, "wireBytesPerMessage", null));
  const bytes =
    typeof value === "number" && typeof by === "number" && by > 0
      ? [`costs ${formatNumber(value / by)} times the bytes of QoS ${cheap.qos}`]
      : [];
  const levelsOf = [dear.id, cheap.id] as const;
  // At QoS 0 there is no service time: a delivery is then what both levels have.
  const tail =
    serviceTimeWords(result, levelsOf, "p99", cheap.qos) ??
    timesWords(
      roundRatio(result, levelsOf, { metric: "endToEndLatency", statistic: "p99" }),
      "the p99 of the end-to-end latency",
      cheap.qos,
    );
  const parts = [...bytes, ...(tail === undefined ? [] : [tail])];
  const brokers = [...new Set([...dear.trials, ...cheap.trials].map(({ broker }) => brokerText(broker)))];
  return parts.length === 0 ? undefined : `QoS ${dear.qos} ${parts.join(", and ")} on ${brokers.join(", ")}.`;
}

/** Without mqbench's own read lag, which is in both and makes them alike; with it, and said so, where it is not known. */
function serviceTimeWords(
  result: RunResult,
  levels: readonly [string, string],
  statistic: "p50" | "p99",
  of: number,
): string | undefined {
  const what = statistic === "p50" ? "the median service time" : "the p99 of the service time";
  const hasRaw = roundRatio(result, levels, { metric: "serviceTime", statistic });
  const ratio = roundRatio(result, levels, { metric: "serviceTimeLessReadLag", statistic });
  // A ratio of fewer rounds than the service time itself has would be another one.
  return ratio !== null && ratio.rounds === hasRaw?.rounds
    ? timesWords(ratio, `${what} less read lag`, of)
    : timesWords(hasRaw, `${what} (mqbench's read lag is in both)`, of);
}

/** `takes 1.55 (95 % interval 1.44 to 1.67, 3 rounds) times …`; undefined where there is no interval. */
function timesWords(ratio: RatioInterval | null, what: string, of: number): string | undefined {
  if (ratio === null) return undefined;
  const range = `${formatNumber(ratio.low)} to ${formatNumber(ratio.high)}`;
  return excludesOne(ratio)
    ? `takes ${formatNumber(ratio.ratio)} (95 % interval ${range}, ${ratio.rounds} rounds) times ${what} of QoS ${of}`
    : `cannot be told from QoS ${of} by ${what} (95 % interval ${range} times, ${ratio.rounds} rounds)`;
}

/** What the dearest level costs beside the others, from the service time and the sensor's hop; undefined where it cannot be said. */
export function qosSentence(result: RunResult, cases: readonly ResultCase[]): string | undefined {
  const dearest = caseOf(cases, 2);
  const cheaper = caseOf(cases, 1);
  const free = caseOf(cases, 0);
  const top = dearest ?? cheaper;
  if (top === undefined) return undefined;
  const parts: string[] = [];
  if (free !== undefined) {
    const extra = extraOver(result, top, free);
    if (extra !== undefined) parts.push(`costs ${extra} a message more than QoS 0 between sensor and broker`);
  }
  if (dearest !== undefined && cheaper !== undefined) {
    const words = serviceTimeWords(result, [dearest.id, cheaper.id], "p50", 1);
    if (words !== undefined) parts.push(words);
  }
  return parts.length === 0 ? undefined : `QoS ${top === dearest ? 2 : 1} ${parts.join(", and ")}.`;
}

function caseOf(cases: readonly ResultCase[], qos: number): ResultCase | undefined {
  if (qosAxisOf(cases) === null) return undefined;
  return cases.find((each) => sensorsLevel(each) === qos && each.unsupported === null);
}

function extraOver(result: RunResult, top: ResultCase, base: ResultCase): string | undefined {
  const [dear, cheap] = [validTrials(result, top.id), validTrials(result, base.id)];
  const extra = (metric: MetricName): number | null => {
    const [value, by] = [medianOf(dear, metric, null), medianOf(cheap, metric, null)];
    return value === null || by === null ? null : value - by;
  };
  const [packets, bytes] = [extra("packetsPerMessage"), extra("wireBytesPerMessage")];
  return packets === null || bytes === null
    ? undefined
    : `${formatValue(packets, "count")} ${packets === 1 ? "packet" : "packets"} and ${formatValue(bytes, "count")} bytes`;
}
