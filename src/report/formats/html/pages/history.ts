/** A history as a page: where it changed its level, and the trend of each figure. Pure. */
import type { Trend } from "../../../../analysis/history.ts";
import type { HistoryEntry } from "../../../../result/history.ts";
import { changedTrends, trendChart } from "../../../changes/history-chart.ts";
import { changeLine, warnedLines } from "../../../changes/history-text.ts";
import { lineChart } from "../../../charts/line-chart.ts";
import { absent, formatCounted, formatValue } from "../../../format.ts";
import { capital } from "../../../questions/deliveries.ts";
import type { Answer } from "../../../questions/answer.ts";
import { answerMarkup } from "../answer-section.ts";
import { panels, titled } from "../charts.ts";
import { list } from "../section.ts";
import { renderPage } from "./frame.ts";

const mostDrawn = 4;

export function renderHistoryHtml(
  scenario: string,
  trends: readonly Trend[],
  entries: readonly HistoryEntry[],
): string {
  const shown = changedTrends(trends);
  const changes = shown.flatMap((trend) => trend.changes.map((change) => changeLine(trend, change)));
  const [first, last] = [entries[0], entries.at(-1)];
  const span =
    first === undefined || last === undefined
      ? ""
      : `, ${first.startedAt.slice(0, 10)} to ${last.startedAt.slice(0, 10)}`;
  return renderPage({
    title: `${scenario}: history`,
    about: [
      `${formatCounted(entries.length, "run")}${span}; ${formatCounted(trends.length - shown.length, "figure")} never changed`,
    ],
    opening: answerMarkup(answerOf(shown, changes)) + list(warnedLines(entries)),
    sections: [
      {
        id: "trends",
        title: "Every figure over the runs",
        body:
          list(changes) +
          panels(
            shown.map((trend) => {
              const chart = trendChart(trend);
              return titled(chart.y.title, lineChart(chart));
            }),
          ),
      },
    ],
  });
}

function answerOf(shown: readonly Trend[], changes: readonly string[]): Answer {
  const changed = shown.filter((trend) => trend.changes.length > 0);
  const drawn = (changed.length === 0 ? shown : changed).slice(0, mostDrawn).map(trendChart);
  const [headline = "No change of level was found.", ...besides] = changes.map((text) => `${capital(text)}.`);
  return {
    headline,
    besides: besides.slice(0, 3),
    picture:
      drawn.length === 0
        ? null
        : {
            kind: "lines",
            charts: drawn,
            reading: "A point is a run, by its commit; a dashed line is where the level changed.",
          },
    table: {
      heading: ["figure", "runs", "newest", "changes of level"],
      rows: shown
        .slice(0, 2 * mostDrawn)
        .map(({ case: id, figure, unit, points, changes: own }) => [
          [id, figure].filter((part) => part !== "").join(" "),
          String(points.length),
          formatValue(points.at(-1)?.value, unit),
          own.length === 0 ? absent : String(own.length),
        ]),
      remarks: [],
    },
    first: [],
  };
}
