/** The answer: a sentence, a picture and a table. Pure. */
import { escapeMarkup } from "../../escape.ts";
import type { Answer } from "../../questions/answer.ts";
import { pictureMarkup } from "./charts.ts";
import type { ReportTable } from "../../report-table.ts";
import { paragraph, reportTable } from "./section.ts";

/** Columns, and panels, that have room in half of the page. */
const mostBeside = 5;
const mostPanelsBeside = 6;
/** Beside a table of more letters than these the panels lie one below the other. */
const mostLettersBeside = 70;
const mostPanelsBesideWide = 4;

export function answerMarkup({ headline, besides, picture, table }: Answer): string {
  // A wide table takes the whole page.
  const isWide =
    table.heading.length > mostBeside ||
    (picture?.kind === "bars" &&
      picture.panels.length > (lettersOf(table) > mostLettersBeside ? mostPanelsBesideWide : mostPanelsBeside));
  const drawn =
    picture === null
      ? ""
      : `<figure>${pictureMarkup(picture)}<figcaption>${escapeMarkup(picture.reading)}</figcaption></figure>`;
  return `<p class="headline">${escapeMarkup(headline)}</p>${besides.length === 0 ? "" : paragraph(besides.join(" "))}<div class="answer${isWide ? " wide" : ""}">${drawn}<div>${table.rows.length === 0 ? "" : reportTable(table)}</div></div>`;
}

/** How wide it is, about. */
function lettersOf({ heading, rows }: ReportTable): number {
  return heading.reduce(
    (sum, cell, column) =>
      sum + Math.max(cell.length, ...rows.map((row) => (row.length === 1 ? 0 : (row[column]?.length ?? 0)))),
    0,
  );
}
