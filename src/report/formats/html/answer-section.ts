/** The answer: a sentence, a picture and a table, for each result. Pure. */
import type { ShownRun } from "../../charts/cases.ts";
import { escapeMarkup } from "../../escape.ts";
import type { Answer } from "../../questions/answer.ts";
import { pictureMarkup } from "./charts.ts";
import { paragraph, reportTable } from "./section.ts";

/** Columns, and panels, that have room in half of the page. */
const mostBeside = 5;
const mostPanelsBeside = 6;

export function answerMarkup(
  { label }: Pick<ShownRun, "label">,
  { headline, besides, picture, table }: Answer,
): string {
  // A wide table takes the whole page.
  const isWide =
    table.heading.length > mostBeside || (picture?.kind === "bars" && picture.panels.length > mostPanelsBeside);
  const drawn =
    picture === null
      ? ""
      : `<figure>${pictureMarkup(picture)}<figcaption>${escapeMarkup(picture.reading)}</figcaption></figure>`;
  return `${label === "" ? "" : `<h2>${escapeMarkup(label)}</h2>`}<p class="headline">${escapeMarkup(headline)}</p>${besides.length === 0 ? "" : paragraph(besides.join(" "))}<div class="answer${isWide ? " wide" : ""}">${drawn}<div>${table.rows.length === 0 ? "" : reportTable(table)}</div></div>`;
}
