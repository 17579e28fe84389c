/** The QoS cost table, and the sentence that says it. */
import { costGroups, costTable, medianOf, pairRatios, validTrials } from "../analysis/cost.ts";
import type { CostCell, CostGroup } from "../analysis/cost.ts";
import type { MetricName } from "../metrics/catalogue.ts";
import type { ResultCase, RunResult } from "../result/schema.ts";
import { formatMultiple, formatNumber, formatTable, formatValue } from "./format.ts";
import { brokerText } from "./summary.ts";

/** A table for each group of cases that differ in QoS alone. Nothing when there is one case only, or none that is valid. */
export function renderCost(result: RunResult): readonly (readonly string[])[] {
  return result.cases.length < 2 ? [] : costGroups(result).map((group) => renderGroup(result, group));
}

function renderGroup(result: RunResult, { title, cases, columns }: CostGroup): readonly string[] {
  const sections = costTable(result, cases);
  if (sections.length === 0) return [];
  const rows: (readonly string[])[] = [
    ["", ...columns.flatMap((column, index) => (index === 0 ? [column] : [column, ""]))],
  ];
  for (const { title: section, rows: figures } of sections) {
    rows.push([section]);
    for (const row of figures) {
      rows.push([`  ${row.title}`, ...row.cells.flatMap((cell, index) => cellTexts(cell, row.unit, index))]);
    }
  }
  const isQosSweep = cases.every(({ axes }) => "qos" in axes);
  const sentence = qosSentence(result, cases);
  const name = `${isQosSweep ? "QoS cost" : "cost"}${title === "" ? "" : `, ${title}`}`;
  return [
    `${name} (× of the first column that has the figure)`,
    ...formatTable(rows, 2),
    ...(sentence === undefined ? [] : ["", sentence]),
  ];
}

function cellTexts(
  { value, multiple }: CostCell,
  unit: Parameters<typeof formatValue>[1],
  index: number,
): readonly string[] {
  const text = formatValue(value, unit);
  return index === 0 ? [text] : [text, multiple === null ? "" : formatMultiple(multiple)];
}

/** In one sentence: how many times the bytes and the tail of the next cheaper level the dearest one costs. */
export function qosAnswer(result: RunResult, cases: readonly ResultCase[]): string | undefined {
  const levels = [2, 1, 0].flatMap((qos) => {
    const found = caseOf(cases, qos);
    return found === undefined ? [] : [{ qos, trials: validTrials(result, found.id) }];
  });
  const [dear, cheap] = levels;
  if (dear === undefined || cheap === undefined) return undefined;
  const times = (metric: MetricName, statistic: "p99" | null, what: string): readonly string[] => {
    const [value, by] = [dear, cheap].map(({ trials }) => medianOf(trials, metric, statistic));
    return typeof value === "number" && typeof by === "number" && by > 0
      ? [`${formatNumber(value / by)} times the ${what}`]
      : [];
  };
  // At QoS 0 there is no service time: a delivery is then what both levels have.
  const tail = times("serviceTime", "p99", "p99 of the service time");
  const parts = [
    ...times("wireBytesPerMessage", null, "bytes"),
    ...(tail.length > 0 ? tail : times("endToEndLatency", "p99", "p99 of the end-to-end latency")),
  ];
  const brokers = [...new Set([...dear.trials, ...cheap.trials].map(({ broker }) => brokerText(broker)))];
  return parts.length === 0
    ? undefined
    : `QoS ${dear.qos} costs ${parts.join(" and ")} of QoS ${cheap.qos} on ${brokers.join(", ")}.`;
}

/** What the dearest level costs beside the others, from the service time and the sensor's hop; undefined where it cannot be said. */
export function qosSentence(result: RunResult, cases: readonly ResultCase[]): string | undefined {
  const dearest = caseOf(cases, 2);
  const cheaper = caseOf(cases, 1);
  const free = caseOf(cases, 0);
  const top = dearest ?? cheaper;
  if (top === undefined) return undefined;
  const parts: string[] = [];
  if (dearest !== undefined && cheaper !== undefined) {
    const ratio = pairRatios(result, dearest.id, cheaper.id, "serviceTime");
    if (ratio !== null) {
      const spread =
        ratio.pairs > 1 ? ` (${ratio.min.toFixed(2)} to ${ratio.max.toFixed(2)} over ${ratio.pairs} rounds)` : "";
      parts.push(`takes ${ratio.median.toFixed(2)}${spread} times the service time of QoS 1`);
    }
  }
  if (free !== undefined) {
    const extra = extraOver(result, top, free);
    if (extra !== undefined) parts.push(`costs ${extra} a message more than QoS 0 on the sensor's hop`);
  }
  return parts.length === 0 ? undefined : `QoS ${top === dearest ? 2 : 1} ${parts.join(", and ")}.`;
}

function caseOf(cases: readonly ResultCase[], qos: number): ResultCase | undefined {
  return cases.find(({ axes, unsupported }) => axes["qos"] === qos && unsupported === null);
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
