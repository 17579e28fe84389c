/** The QoS cost table, and the sentence that says it. */
import { costTable, pairRatios, validTrials } from "../analysis/cost.ts";
import type { CostCell } from "../analysis/cost.ts";
import type { ResultCase, RunResult, Trial } from "../result/schema.ts";
import { formatMultiple, formatTable, formatValue } from "./format.ts";

/** Nothing when there is one case only, or none that is valid. */
export function renderCost(result: RunResult): readonly string[] {
  const sections = costTable(result);
  if (result.cases.length < 2 || sections.length === 0) return [];
  const heading = ["", ...result.cases.flatMap(({ id }, index) => (index === 0 ? [id] : [id, ""]))];
  const rows: (readonly string[])[] = [heading];
  for (const { title, rows: figures } of sections) {
    rows.push([title]);
    for (const row of figures) {
      rows.push([`  ${row.title}`, ...row.cells.flatMap((cell, index) => cellTexts(cell, row.unit, index))]);
    }
  }
  const isQosSweep = result.cases.every(({ axes }) => "qos" in axes);
  const sentence = isQosSweep ? qosSentence(result) : undefined;
  return [
    isQosSweep
      ? "QoS cost (× of the first column that has the figure)"
      : "cost (× of the first column that has the figure)",
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
function qosSentence(result: RunResult): string | undefined {
  const dearest = caseOf(result, 2);
  const cheaper = caseOf(result, 1);
  const free = caseOf(result, 0);
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

function caseOf(result: RunResult, qos: number): ResultCase | undefined {
  const found = result.cases.filter(({ axes }) => axes["qos"] === qos);
  // With further axes there are several cases a level, and no one sentence.
  return found.length === 1 ? found[0] : undefined;
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
