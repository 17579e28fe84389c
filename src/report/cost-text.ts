/** The QoS cost table, and the sentence that says it. */
import { costGroups, costTable, pairRatios, validTrials } from "../analysis/cost.ts";
import type { CostCell, CostGroup } from "../analysis/cost.ts";
import type { ResultCase, RunResult, Trial } from "../result/schema.ts";
import { formatMultiple, formatTable, formatValue } from "./format.ts";

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
  const sentence = isQosSweep ? qosSentence(result, cases) : undefined;
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

/** What the dearest level costs beside the others, from the service time and the sensor's hop. */
function qosSentence(result: RunResult, cases: readonly ResultCase[]): string | undefined {
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
  const [dear] = validTrials(result, top.id);
  const [cheap] = validTrials(result, base.id);
  if (dear === undefined || cheap === undefined) return undefined;
  const packets = difference(dear, cheap, "packetsPerMessage");
  const bytes = difference(dear, cheap, "wireBytesPerMessage");
  return packets === null || bytes === null
    ? undefined
    : `${formatValue(packets, "count")} packets and ${formatValue(bytes, "count")} bytes`;
}

function difference(a: Trial, b: Trial, metric: "packetsPerMessage" | "wireBytesPerMessage"): number | null {
  const [left, right] = [a.metrics[metric], b.metrics[metric]];
  return left?.kind === "value" && right?.kind === "value" ? left.value - right.value : null;
}
