/** What a section of the HTML report consists of, and the pieces that sections share. Pure. */
import { escapeMarkup } from "../../escape.ts";

/** What a cell says of a guarantee, at its beginning. */
const judgement = /^(?<word>kept\b|broken\b|!)/u;

/** A longer cell is a sentence, and may take several lines. */
const longestFigure = 40;

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

/** The first column is a heading of its row; figures are right-aligned, sentences not. A row of one cell is a heading of those below it. */
export function table(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const isWords = heading.map((_, column) => rows.some((row) => (row[column]?.length ?? 0) > longestFigure));
  // Attributes, too: where a policy forbids the style they are all there is.
  const kindOf = (column: number): string =>
    column === 0 ? 'align="left"' : isWords[column] === true ? 'align="left" class="words"' : 'align="right"';
  const head = heading.map((cell, column) => `<th scope="col" ${kindOf(column)}>${escapeMarkup(cell)}</th>`).join("");
  const body = rows.map((row) => {
    const [first = "", ...cells] = row;
    if (row.length === 1)
      return `<tr><th colspan="${heading.length}" scope="rowgroup" align="left">${escapeMarkup(first)}</th></tr>`;
    const others = cells.map((cell, index) => `<td ${kindOf(index + 1)}>${cellMarkup(cell)}</td>`).join("");
    return `<tr><th scope="row" align="left">${cellMarkup(first.trim())}</th>${others}</tr>`;
  });
  return `<div class="scroll"><table cellpadding="4"><thead><tr>${head}</tr></thead><tbody>${body.join("\n")}</tbody></table></div>`;
}

/** The word says it; its colour helps to find it. */
function cellMarkup(cell: string): string {
  const word = judgement.exec(cell)?.groups?.["word"];
  if (word === undefined) return escapeMarkup(cell);
  return `<span class="${word === "kept" ? "kept" : "broken"}">${word}</span>${escapeMarkup(cell.slice(word.length))}`;
}

export function list(texts: readonly string[]): string {
  return texts.length === 0 ? "" : `<ul>${texts.map((text) => `<li>${escapeMarkup(text)}</li>`).join("\n")}</ul>`;
}

/** What not every reader wants to see at once. `content` is markup already. */
export function folded(summary: string, content: string): string {
  return `<details><summary>${escapeMarkup(summary)}</summary>${content}</details>`;
}

/** A chart, how to read it, and its numbers beside it. `svg` and `numbers` are markup already. */
export function figure(svg: string, reading: string, numbers: string): string {
  return `<figure><figcaption>${escapeMarkup(reading)}</figcaption><div class="beside"><div class="chart">${svg}</div>${numbers}</div></figure>`;
}
