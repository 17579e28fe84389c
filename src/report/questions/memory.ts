/** Does memory grow? One case that lasted long enough to ask. Pure. */
import { memorySlope } from "../../analysis/memory-slope.ts";
import type { MemorySlope } from "../../analysis/memory-slope.ts";
import { validTrials } from "../../analysis/cost.ts";
import type { RunResult, Trial } from "../../result/schema.ts";
import { plainLook } from "../charts/palette.ts";
import { timeChart } from "../charts/time-chart.ts";
import { formatBytes, formatDuration } from "../format.ts";
import { memoryTables, signedBytes } from "../parts/memory-text.ts";
import type { Answer } from "./answer.ts";
import { acknowledgedSentence, deliverySentence } from "./deliveries.ts";

/** A shorter run asks something else. */
const leastMeasureNs = 600e9;

export function memoryAnswer(result: RunResult): Answer | undefined {
  const [only, ...others] = result.cases;
  if (only === undefined || others.length > 0) return undefined;
  const [first, ...further] = validTrials(result, only.id);
  const [table] = memoryTables(result);
  if (first === undefined || table === undefined || measuredNs(first) < leastMeasureNs) return undefined;
  const [broker, own] = (["brokerRss", "generatorRss"] as const).map((column) => memorySlope(first, column));
  const chart = timeChart(first, {
    label: "resident memory over time",
    title: "resident memory",
    unit: "bytes",
    lines: [
      { column: "brokerRss", name: "the broker", look: plainLook(0) },
      { column: "generatorRss", name: "mqbench", look: plainLook(1) },
    ],
    height: 200,
  });
  const of = further.length === 0 ? "" : ` (the first of ${further.length + 1} trials)`;
  const told = [sentence("The broker", broker, first), sentence("mqbench", own, first)].filter((text) => text !== "");
  const [headline = "", ...besides] = told;
  return {
    headline: `${headline}${of}`,
    besides: [...besides, acknowledgedSentence(result), deliverySentence(result)].filter((text) => text !== ""),
    picture:
      chart === undefined
        ? null
        : {
            kind: "lines",
            charts: [chart],
            reading: "Resident memory second by second, of the first valid trial. The slope is that of measure.",
          },
    table: {
      ...table,
      remarks: [
        "resident: median through measure; an hour: the slope, which with 99 % confidence lies between at least and at most; flat: both ends lie within 2 % of the memory",
      ],
    },
    first: ["growth", "memory", "accounts", "rates", "heat"],
  };
}

function measuredNs({ series: { seconds, phase } }: Trial): number {
  const rows = seconds.filter((_, row) => phase[row] === "measure");
  return ((rows.at(-1) ?? 0) - (rows[0] ?? 0) + 1) * 1e9;
}

const verbs: Readonly<Record<MemorySlope["verdict"], string>> = {
  flat: "is flat, within 2 % an hour",
  growing: "grows",
  shrinking: "shrinks",
  unknown: "may grow or not",
};

/** Empty where its memory was not sampled. */
function sentence(who: string, slope: MemorySlope | undefined, trial: Trial): string {
  if (slope === undefined) return "";
  const range = `99 % interval ${signedBytes(slope.from)} to ${signedBytes(slope.to)}`;
  return `${who}'s ${who === "mqbench" ? "own " : ""}memory ${verbs[slope.verdict]}: ${signedBytes(slope.bytesPerHour)} an hour (${range}) at ${formatBytes(slope.bytes)}, over ${formatDuration(measuredNs(trial))}.`;
}
