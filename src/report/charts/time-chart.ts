/** What a trial kept second by second as lines over time, with its phases and what happened in them. Pure. */
import type { Unit } from "../../metrics/metric-info.ts";
import type { Trial } from "../../result/schema.ts";
import { axisOf } from "./axis.ts";
import type { LineChart } from "./line-chart.ts";
import type { Look } from "./palette.ts";
import { meanSteps } from "./thin.ts";
import { timeMarks } from "./time-marks.ts";

/** About one a pixel of half of a page. */
const mostPoints = 300;

interface Wanted {
  readonly label: string;
  /** Above the chart: what it shows. */
  readonly title: string;
  readonly unit: Unit;
  readonly lines: readonly { readonly column: string; readonly name: string; readonly look: Look }[];
  /** Pixels of the plot. */
  readonly height?: number;
}

/** undefined where none of the columns was kept. */
export function timeChart(trial: Trial, { label, title, unit, lines: wanted, height }: Wanted): LineChart | undefined {
  const { columns, seconds } = trial.series;
  const lines = wanted.flatMap(({ column, name, look }) => {
    const values = (columns[column] ?? []).flatMap((value, row) =>
      value === null ? [] : [{ second: seconds[row] ?? 0, value }],
    );
    const points = meanSteps(values, mostPoints).map(({ second, value }) => ({ x: second, y: value }));
    return points.length === 0 ? [] : [{ name, look, points }];
  });
  const points = lines.flatMap((line) => line.points);
  if (points.length === 0) return undefined;
  return {
    label,
    x: axisOf({ title: "seconds since the trial began", unit: "count", values: points.map(({ x }) => x) }),
    y: axisOf({ title, unit, values: points.map(({ y }) => y) }),
    lines,
    marks: timeMarks(trial),
    ...(height !== undefined && { height }),
  };
}
