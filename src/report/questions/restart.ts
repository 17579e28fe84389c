/** What did a restart of the broker do? Pure. */
import { validTrials } from "../../analysis/cost.ts";
import { median } from "../../metrics/statistics.ts";
import type { RunResult } from "../../result/schema.ts";
import { atLeastText } from "../bounds-text.ts";
import { axisOf } from "../charts/axis.ts";
import type { Line, LineChart } from "../charts/line-chart.ts";
import { namedCases } from "../charts/looks.ts";
import { eventMarks } from "../charts/time-marks.ts";
import { absent, formatCount, formatCounted, formatNs } from "../format.ts";
import type { Answer } from "./answer.ts";
import { figureRows, sumOf } from "./figures.ts";
import type { Column, Figure } from "./figures.ts";

const listed: readonly Figure[] = [
  { metric: "delayedByOutage", statistic: null, title: "messages delayed" },
  { metric: "lost", statistic: null, title: "lost" },
  { metric: "duplicate", statistic: null, title: "duplicate" },
];

/** What the valid trials of a case saw of it. */
interface Restart {
  readonly column: Column;
  /** In how many of how many trials the broker took clients again. */
  readonly ready: number;
  readonly trials: number;
  /** From when it was told to end until it answered a CONNECT, the median; null: it never did. */
  readonly goneNs: number | null;
  /** From then to the last client back, the longest; null: none came back. */
  readonly backNs: number | null;
  readonly notBack: number;
}

export function restartAnswer(result: RunResult): Answer | undefined {
  if (!result.trials.some(({ brokerRestart }) => brokerRestart !== undefined)) return undefined;
  const columns = namedCases(result);
  const found = columns.map((column) => restartOf(result, column));
  return {
    headline: headlineOf(found),
    besides: lossSentence(result, columns),
    picture: pictureOf(result, columns),
    table: {
      heading: ["the broker's restart", ...columns.map(({ name }) => name)],
      rows: [
        ["  no CONNECT answered for", ...found.map(({ goneNs }) => nsText(goneNs))],
        [
          "  last client back after",
          ...found.map(({ backNs, notBack }) => (backNs === null ? absent : atLeastText(nsText(backNs), notBack > 0))),
        ],
        ["  clients not back at the end", ...found.map(({ notBack }) => formatCount(notBack))],
        ...figureRows(result, columns, listed),
      ],
      remarks: [
        "no CONNECT answered: from when the broker was told to end until it answered again, the median over the valid trials; last client back: from when it answered again, the longest; delayed: messages that were due before their sensor was back",
      ],
    },
    first: ["restart", "outages", "accounts", "rates", "memory"],
  };
}

function restartOf(result: RunResult, column: Column): Restart {
  const trials = validTrials(result, column.id);
  const sections = trials.flatMap(({ brokerRestart }) => brokerRestart ?? []);
  const gone = sections.flatMap(({ toldAtSeconds, readyAtSeconds }) =>
    toldAtSeconds === null || readyAtSeconds === null ? [] : [readyAtSeconds - toldAtSeconds],
  );
  const back = sections.flatMap(({ lastBackSeconds }) => lastBackSeconds ?? []);
  return {
    column,
    ready: gone.length,
    trials: sections.length,
    goneNs: gone.length === 0 ? null : median(gone) * 1e9,
    backNs: back.length === 0 ? null : Math.max(...back) * 1e9,
    notBack: trials.reduce((sum, { recovery }) => sum + (recovery?.notBack ?? 0), 0),
  };
}

function headlineOf(found: readonly Restart[]): string {
  const longest = (pick: (restart: Restart) => number | null): number | null => {
    const values = found.flatMap((restart) => pick(restart) ?? []);
    return values.length === 0 ? null : Math.max(...values);
  };
  const total = (pick: (restart: Restart) => number): number => found.reduce((sum, restart) => sum + pick(restart), 0);
  const [trials, ready, notBack] = [
    total((each) => each.trials),
    total((each) => each.ready),
    total((each) => each.notBack),
  ];
  if (ready < trials)
    return `In ${formatCount(trials - ready)} of ${formatCounted(trials, "trial")} the broker took no client again.`;
  const backNs = longest((each) => each.backNs);
  const clients =
    notBack > 0
      ? `${formatCounted(notBack, "client was", "clients were")} not back at the end`
      : `the last client was back up to ${nsText(backNs)} after it did again`;
  const gone = `The broker answered no CONNECT for up to ${nsText(longest((each) => each.goneNs))}`;
  return notBack === 0 && backNs === null ? `${gone}.` : `${gone}, and ${clients}.`;
}

/** `Lost: QoS 1 none of 500, QoS 2 3 of 500.` */
function lossSentence(result: RunResult, columns: readonly Column[]): readonly string[] {
  const lost = columns.flatMap(({ id, name }) => {
    const trials = validTrials(result, id);
    const [count, expected] = [sumOf(trials, "lost"), sumOf(trials, "expectedDeliveries")];
    return count === null
      ? []
      : [`${name} ${count === 0 ? "none" : formatCount(count)} of ${formatCount(expected ?? 0)}`];
  });
  return lost.length === 0 ? [] : [`Lost: ${lost.join(", ")}.`];
}

function pictureOf(result: RunResult, columns: readonly Column[]): Answer["picture"] {
  const charts = columns.flatMap(({ id, name, look }): LineChart[] => {
    const [first] = validTrials(result, id);
    const delivered = first?.series.columns["delivered"];
    if (first === undefined || delivered === undefined) return [];
    const { seconds } = first.series;
    const points = delivered.flatMap((value, row) => (value === null ? [] : [{ x: seconds[row] ?? 0, y: value }]));
    const line: Line = { name, look, points };
    return [
      {
        label: `deliveries a second over time, ${name}`,
        x: axisOf({ title: "seconds since the trial began", unit: "count", values: seconds }),
        y: axisOf({ title: `${name}: delivered a second`, unit: "count", values: points.map(({ y }) => y) }),
        lines: [line],
        marks: eventMarks(first),
        height: 90,
      },
    ];
  });
  if (charts.length === 0) return null;
  return {
    kind: "lines",
    charts,
    reading:
      "Deliveries a second of the first valid trial of each case: the band is the time in which the broker answered no CONNECT.",
  };
}

function nsText(ns: number | null): string {
  return ns === null ? absent : formatNs(ns);
}
