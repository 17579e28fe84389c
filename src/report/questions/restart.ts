/** What did a restart of the broker do? Pure. */
import { validTrials } from "../../analysis/cost.ts";
import { median } from "../../metrics/statistics.ts";
import type { RestartSection } from "../../result/sections/restart-section.ts";
import type { RunResult } from "../../result/schema.ts";
import { axisOf } from "../charts/axis.ts";
import type { Line, LineChart } from "../charts/line-chart.ts";
import { namedCases } from "../charts/looks.ts";
import { eventMarks } from "../charts/time-marks.ts";
import { absent, formatCount, formatNs } from "../format.ts";
import type { Answer } from "./answer.ts";
import { capital } from "./deliveries.ts";
import { figureRows, sumOf } from "./figures.ts";
import type { Column, Figure } from "./figures.ts";

const listed: readonly Figure[] = [
  { metric: "delayedByOutage", statistic: null, title: "messages delayed" },
  { metric: "lost", statistic: null, title: "lost" },
  { metric: "duplicate", statistic: null, title: "came twice" },
];

export function restartAnswer(result: RunResult): Answer | undefined {
  if (!result.trials.some(({ brokerRestart }) => brokerRestart !== undefined)) return undefined;
  const columns = namedCases(result);
  const of = (id: string, from: keyof RestartSection, to: keyof RestartSection): number | null => {
    const found = validTrials(result, id).flatMap(({ brokerRestart: restart }) => {
      const [start, end] = [restart?.[from], restart?.[to]];
      return typeof start === "number" && typeof end === "number" ? [(end - start) * 1e9] : [];
    });
    return found.length === 0 ? null : median(found);
  };
  const back = (id: string): number | null => {
    const found = validTrials(result, id).flatMap(({ brokerRestart: restart }) => restart?.lastBackSeconds ?? []);
    return found.length === 0 ? null : Math.max(...found) * 1e9;
  };
  const row = (title: string, ns: (id: string) => number | null): readonly string[] => [
    `  ${title}`,
    ...columns.map(({ id }) => nsText(ns(id))),
  ];
  return {
    headline: headlineOf(columns, (id) => of(id, "toldAtSeconds", "readyAtSeconds"), back),
    besides: lossSentence(result, columns),
    picture: pictureOf(result, columns),
    table: {
      heading: ["the broker's restart", ...columns.map(({ name }) => name)],
      rows: [
        row("no CONNECT answered for", (id) => of(id, "toldAtSeconds", "readyAtSeconds")),
        row("last client back after", back),
        ...figureRows(result, columns, listed),
      ],
      remarks: [
        "no CONNECT answered: from when the broker was told to end until it answered again; medians over the valid trials; last client back: the longest",
      ],
    },
    first: ["restart", "outages", "accounts", "rates", "memory"],
  };
}

function headlineOf(
  columns: readonly Column[],
  goneNs: (id: string) => number | null,
  backNs: (id: string) => number | null,
): string {
  const most = (of: (id: string) => number | null): string => {
    const values = columns.flatMap(({ id }) => of(id) ?? []);
    return values.length === 0 ? absent : formatNs(Math.max(...values));
  };
  return `The broker answered no CONNECT for up to ${most(goneNs)}, and the last client was back up to ${most(backNs)} after that.`;
}

function lossSentence(result: RunResult, columns: readonly Column[]): readonly string[] {
  const lost = columns.flatMap(({ id, name }) => {
    const trials = validTrials(result, id);
    const [count, expected] = [sumOf(trials, "lost"), sumOf(trials, "expectedDeliveries")];
    return count === null
      ? []
      : [`${name} lost ${count === 0 ? "none" : formatCount(count)} of ${formatCount(expected ?? 0)}`];
  });
  return lost.length === 0 ? [] : [`${capital(lost.join(", "))}.`];
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
