/** What a section of the HTML report consists of, and the pieces that sections share. Pure. */
import { escapeMarkup } from "../../escape.ts";
import type { ReportTable } from "../../report-table.ts";
import { isTransposed, transposed } from "../../report-table.ts";

/** What a cell says of a guarantee, at its beginning. */
const judgement = /^(?<word>kept\b|broken\b|passed\b|failed\b|!)/u;

/** A longer cell is a sentence, and may take several lines. */
const longestFigure = 40;

/** A longer word, such as a topic or a hash, may be broken anywhere where there is no room for it. */
const longestWord = 24;

/** Columns of figures beside each other on a phone; with more a row becomes a block there. */
const mostColumnsOnPhone = 3;

export interface Section {
  readonly id: string;
  readonly title: string;
  /** HTML. */
  readonly body: string;
}

export function paragraph(text: string): string {
  return `<p>${escapeMarkup(text)}</p>`;
}

/** Empty for an empty text: of one result nothing needs to be told apart. */
export function subheading(text: string): string {
  return text === "" ? "" : `<h3>${escapeMarkup(text)}</h3>`;
}

/** A table with its remarks, lying on its side where it has many columns and few rows. */
export function reportTable(shown: ReportTable): string {
  const { heading, rows, remarks, foldedUnder } = isTransposed(shown) ? transposed(shown) : shown;
  const markup = table(heading, rows);
  return (foldedUnder === undefined ? markup : folded(foldedUnder, markup)) + list(remarks);
}

/** The first column is a heading of its row; figures are right-aligned, sentences not. A row of one cell is a heading of those below it. */
export function table(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const isWords = heading.map((_, column) => rows.some((row) => (row[column]?.length ?? 0) > longestFigure));
  // Attributes, too: where a policy forbids the style they are all there is.
  const kindOf = (column: number, cell: string): string => {
    const isSentence = column > 0 && isWords[column] === true;
    const classes = [isSentence ? "words" : "", hasLongWord(cell) ? "long" : ""].filter((name) => name !== "");
    const align = column === 0 || isSentence ? "left" : "right";
    return `align="${align}"${classes.length === 0 ? "" : ` class="${classes.join(" ")}"`}`;
  };
  const isStacked = heading.length - 1 > mostColumnsOnPhone || isWords.some(Boolean);
  const nameOf = (column: number): string => (isStacked ? ` data-of="${escapeMarkup(heading[column] ?? "")}"` : "");
  const head = heading
    .map((cell, column) =>
      // A heading without words is no heading.
      cell === ""
        ? `<td ${kindOf(column, cell)}></td>`
        : `<th scope="col" ${kindOf(column, cell)}>${escapeMarkup(cell)}</th>`,
    )
    .join("");
  const body = rows.map((row) => {
    const [first = "", ...cells] = row;
    if (row.length === 1)
      return `<tr><th colspan="${heading.length}" scope="rowgroup" align="left">${escapeMarkup(first)}</th></tr>`;
    const others = cells
      .map((cell, index) => `<td ${kindOf(index + 1, cell)}${nameOf(index + 1)}>${cellMarkup(cell)}</td>`)
      .join("");
    return `<tr><th scope="row" ${kindOf(0, first)}>${cellMarkup(first.trim())}</th>${others}</tr>`;
  });
  const isHeaded = heading.some((cell) => cell !== "");
  return `<table cellpadding="4"${isStacked ? ' class="stacked"' : ""}>${isHeaded ? `<thead><tr>${head}</tr></thead>` : ""}<tbody>${body.join("\n")}</tbody></table>`;
}

function hasLongWord(cell: string): boolean {
  return cell.split(/\s/u).some((word) => word.length > longestWord);
}

/** The word says it; its colour helps to find it. */
function cellMarkup(cell: string): string {
  const word = judgement.exec(cell)?.groups?.["word"];
  if (word === undefined) return escapeMarkup(cell);
  const isGood = word === "kept" || word === "passed";
  return `<span class="${isGood ? "kept" : "broken"}">${word}</span>${escapeMarkup(cell.slice(word.length))}`;
}

export function list(texts: readonly string[]): string {
  return texts.length === 0 ? "" : `<ul>${texts.map((text) => `<li>${escapeMarkup(text)}</li>`).join("\n")}</ul>`;
}

/** What not every reader wants to see at once. `content` is markup already. */
export function folded(summary: string, content: string): string {
  return `<details><summary>${escapeMarkup(summary)}</summary>${content}</details>`;
}

/** A chart, how to read it, and its numbers folded below it. `chart` and `numbers` are markup already. */
export function figure(chart: string, reading: string, numbers: string): string {
  return `<figure><figcaption>${escapeMarkup(reading)}</figcaption>${chart}${folded("Numbers", numbers)}</figure>`;
}
