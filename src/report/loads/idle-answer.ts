/** What do connections that only stand cost? Pure. */
import { validTrials } from "../../analysis/cost.ts";
import type { RunResult, Trial } from "../../result/schema.ts";
import { axisOf } from "../charts/axis.ts";
import type { LineChart } from "../charts/line-chart.ts";
import { namedCases } from "../charts/looks.ts";
import { timeMarks } from "../charts/time-marks.ts";
import { absent, formatBytes, formatCount, formatCounted } from "../format.ts";
import type { Answer } from "../questions/answer.ts";
import { figureRows } from "../questions/figures.ts";

export function idleAnswer(result: RunResult): Answer | undefined {
  if (!result.trials.every(({ load }) => load.kind === "idle")) return undefined;
  const columns = namedCases(result);
  const first = columns.map(({ id }) => validTrials(result, id)[0]);
  const charts = columns.flatMap(({ name, look }, index): LineChart[] => {
    const series = first[index]?.series;
    const trial = first[index];
    const points = (series?.columns["brokerRss"] ?? []).flatMap((value, row) =>
      value === null ? [] : [{ x: series?.seconds[row] ?? 0, y: value }],
    );
    if (trial === undefined || points.length === 0) return [];
    return [
      {
        label: `memory of the broker over time, ${name}`,
        x: axisOf({ title: "seconds since the trial began", unit: "count", values: points.map(({ x }) => x) }),
        y: axisOf({ title: "RSS of the broker", unit: "bytes", values: points.map(({ y }) => y) }),
        lines: [{ name: "RSS", look, points }],
        marks: timeMarks(trial),
      },
    ];
  });
  const [headline = "", ...besides] = first.flatMap((trial, index) =>
    trial === undefined ? [] : [sentence(trial, columns.length > 1 ? `${columns[index]?.name ?? ""}: ` : "")],
  );
  return {
    headline,
    besides,
    picture:
      charts.length === 0
        ? null
        : {
            kind: "lines",
            charts,
            reading: "Memory of the broker from its first connection on, of the first valid trial.",
          },
    table: {
      heading: ["connections that stand", ...columns.map(({ name }) => (columns.length === 1 ? "measured" : name))],
      rows: [
        ["  held", ...first.map((trial) => (trial === undefined ? absent : formatCount(heldOf(trial))))],
        ["  growth of RSS a connection", ...first.map((trial) => (trial === undefined ? absent : bytesText(trial)))],
        ...figureRows(result, columns, [
          { metric: "brokerRssPeak", statistic: null, title: "broker RSS, peak" },
          { metric: "brokerCpuPeak", statistic: null, title: "broker CPU, peak" },
          { metric: "pingRoundTrip", statistic: "p50", title: "ping round trip p50" },
          { metric: "pingRoundTrip", statistic: "p99", title: "ping round trip p99" },
          { metric: "dropped", statistic: null, title: "dropped" },
        ]),
      ],
      remarks: [
        "growth: from the first second that was sampled to the peak, over the connections; the scenario idle-connections draws a line through several levels instead",
      ],
    },
    first: ["memory"],
  };
}

function heldOf({ load }: Trial): number {
  return load.kind === "idle" ? load.heldConnections : 0;
}

/** From the first sample to the highest; null where it was not sampled. */
function growthBytes(trial: Trial): number | null {
  const values = (trial.series.columns["brokerRss"] ?? []).filter((value) => value !== null);
  const [first] = values;
  const held = heldOf(trial);
  return first === undefined || held === 0 ? null : (Math.max(...values) - first) / held;
}

function bytesText(trial: Trial): string {
  const bytes = growthBytes(trial);
  return bytes === null ? absent : formatBytes(Math.round(bytes));
}

function sentence(trial: Trial, name: string): string {
  const bytes = growthBytes(trial);
  const stood = `${name}${formatCounted(heldOf(trial), "connection")} stood`;
  const dropped = trial.metrics["dropped"]?.kind === "value" ? trial.metrics["dropped"].value : 0;
  const end = dropped === 0 ? "none was dropped" : `${formatCount(dropped)} were dropped`;
  return bytes === null
    ? `${stood}, and ${end}.`
    : `${stood}, and ${end}; the broker's resident memory (RSS) grew by ${bytesText(trial)} a connection (one trial, from its first second on).`;
}
