/** A comparison as text: what may not be compared and why, what is exact and differs, then the figures with their verdicts. */
import type { ComparedCase, ComparedFigure, Comparison } from "../../analysis/compare.ts";
import type { Side } from "../../analysis/side.ts";
import { atLeastText } from "../bounds-text.ts";
import { changeText, exactWords, intervalText, pText, remarkOf, tooFewWords, verdictOf } from "./change-words.ts";
import { absent, formatTable, formatValue } from "../format.ts";
import { fittedLines, isFitting } from "../report-table.ts";

export function renderComparison(comparison: Comparison): string {
  const blocks = [
    [renderHeading(comparison)],
    comparisonNotes(comparison).map((text) => `note: ${text}`),
    renderExact(comparison),
    renderFigures(comparison),
    comparison.tooFew === null ? [] : [`too few trials: ${tooFewWords(comparison.tooFew)}`],
    [comparisonSummary(comparison)],
  ];
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

function renderHeading({ scenario, base, head, isPaired }: Comparison): string {
  // Baselines alone are compared where one is accepted in place of another.
  const isAccepted = base.environment === null && head.environment === null;
  return [
    scenario,
    `base ${isAccepted ? "the baseline before" : sideText(base)}`,
    `head ${isAccepted ? "the baseline accepted now" : sideText(head)}`,
    ...(isPaired ? ["interleaved: trials are compared round by round"] : []),
  ].join("   ");
}

export function sideText({ commit, environment, cases }: Side): string {
  if (environment === null) return "the committed baseline";
  const brokers = [...new Set(cases.map(({ broker }) => broker))].filter((name) => name !== "");
  const counts = [...new Set(cases.map(({ trials }) => trials.length))].toSorted((a, b) => a - b);
  const trials =
    counts.length === 0
      ? "no valid trial"
      : `${counts.join(" to ")} ${counts.length === 1 && counts[0] === 1 ? "trial" : "trials"}`;
  return `${commit?.slice(0, 7) ?? "without a commit"} (${[...brokers, trials].join(", ")})`;
}

/** What a reader must know before the figures: a changed scenario first, which explains what follows. */
function comparisonNotes(comparison: Comparison): readonly string[] {
  return [...scenarioNotes(comparison), ...otherNotes(comparison)];
}

/** What changed of the scenario itself, each once. */
export function scenarioNotes({ base, head, cases }: Comparison): readonly string[] {
  const two = base.scenario === head.scenario ? [] : [`the scenarios are two: ${base.scenario} and ${head.scenario}`];
  const differing = [...groupCases(cases)].map(
    ([what, ids]) => `the scenario differs${ofCases(ids, cases.length)}: ${what}`,
  );
  return [...two, ...differing];
}

export function otherNotes(comparison: Comparison): readonly string[] {
  const { environmentDifferences, isTimingRefused, base, head, onlyBase, onlyHead } = comparison;
  const notes: string[] = [];
  if (environmentDifferences.length > 0) {
    const consequence = isTimingRefused ? "only exact figures are compared; --force compares the others too" : "forced";
    notes.push(`the environments differ (${environmentDifferences.join(", ")}): ${consequence}`);
  }
  const names = (ids: readonly string[]): string =>
    ids.map((id) => (id === "" ? "the case without a name" : id)).join(", ");
  for (const [side, name] of [[base, "base"] as const, [head, "head"] as const]) {
    notes.push(...side.warnings.map((text) => `the ${name} warns: ${text}`));
    for (const [id, why] of side.unsupported) notes.push(`the ${name} cannot run ${names([id])}: ${why}`);
    if (side.withoutTrials.length > 0) notes.push(`no valid trial in the ${name}: ${names(side.withoutTrials)}`);
  }
  for (const [ids, name, other] of [[onlyBase, "base", head] as const, [onlyHead, "head", base] as const]) {
    const unsaid = ids.filter((id) => !other.unsupported.has(id));
    if (unsaid.length > 0) notes.push(`only in the ${name}: ${names(unsaid)}`);
  }
  return notes;
}

/** Differences with the cases that have them: the same one of all cases is said once. */
function groupCases(cases: readonly ComparedCase[]): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const { id, scenarioDifferences } of cases) {
    if (scenarioDifferences.length === 0) continue;
    const what = scenarioDifferences.join(", ");
    groups.set(what, [...(groups.get(what) ?? []), id]);
  }
  return groups;
}

function ofCases(ids: readonly string[], all: number): string {
  return ids.length === all ? "" : ` in ${ids.join(", ")}`;
}

function renderExact(comparison: Comparison): readonly string[] {
  const { equal, rows } = exactRows(comparison);
  return equal === "" ? [] : [equal, ...formatLeft(rows)];
}

/** How many exact figures are equal, empty where there is none; and a row for each that is not. */
export function exactRows({ cases }: Comparison): {
  readonly equal: string;
  readonly rows: readonly (readonly string[])[];
} {
  const all = cases.flatMap(({ id, exact }) =>
    exact.filter(({ verdict }) => verdict !== "new").map((each) => ({ id, each })),
  );
  const different = all.filter(({ each }) => each.verdict !== "same");
  const equal = all.length === 0 ? "" : `exact figures: ${all.length - different.length} of ${all.length} are equal`;
  const rows = different.map(({ id, each }) => [id, each.metric, each.verdict, exactWords(each)]);
  return { equal, rows };
}

function renderFigures({ cases }: Comparison): readonly string[] {
  const rows = cases.flatMap(({ id, measured }) => measured.map((figure) => ({ id, figure })));
  if (rows.length === 0) return [];
  const heading = ["case", "figure", "base", "head", "change", "95 % interval", "p"];
  const table = formatTable([heading, ...rows.map(({ id, figure }) => figureCells(id, figure))]);
  const [first = "", ...lines] = table;
  const why = commonReason(rows.map(({ figure }) => figure));
  const told = rows.map(({ id, figure }): ToldFigure => ({
    id,
    figure,
    remark: why === undefined ? remarkOf(figure) : "",
  }));
  const beside = [
    `${first}   verdict`,
    ...lines.map((line, index) => {
      const each = told[index];
      const said = each === undefined ? [] : [verdictOf(each.figure), ...(each.remark === "" ? [] : [each.remark])];
      return `${line.padEnd(first.length)}   ${said.join(": ")}`;
    }),
  ];
  return [
    ...(hasRoom(first.length, told) ? beside : narrowFigures(told)),
    ...(why === undefined ? [] : [`not compared: ${why}`]),
  ];
}

interface ToldFigure {
  readonly id: string;
  readonly figure: ComparedFigure;
  /** What is to be said of its verdict; empty where nothing is. */
  readonly remark: string;
}

/** Columns beside which a sentence has room in a terminal. */
const mostBesideWords = 53;

/** Whether verdicts, and the sentences behind them, have room behind figures of that width. */
function hasRoom(width: number, told: readonly ToldFigure[]): boolean {
  const isSaid = told.some(({ remark }) => remark !== "");
  return isSaid
    ? width <= mostBesideWords
    : isFitting(told.map(({ figure }) => `${" ".repeat(width)}   ${verdictOf(figure)}`));
}

/** In parts no wider than a terminal; below them each sentence once, with the figures that it is of. */
function narrowFigures(told: readonly ToldFigure[]): readonly string[] {
  const nameOf = (id: string, figure: ComparedFigure): string => (id === "" ? figure.name : `${id} ${figure.name}`);
  const heading = ["figure", "base", "head", "change", "verdict", "95 % interval", "p"];
  const rows = told.flatMap(({ id, figure }, index) => {
    const [, name = "", base = "", head = "", change = "", ...ranks] = figureCells(id, figure);
    const isNew = id !== "" && id !== told[index - 1]?.id;
    return [
      ...(isNew ? [[id]] : []),
      [`${id === "" ? "" : "  "}${name}`, base, head, change, verdictOf(figure), ...ranks],
    ];
  });
  const remarks = new Map<string, string[]>();
  for (const { id, figure, remark } of told) {
    if (remark === "") continue;
    const said = `${verdictOf(figure)}: ${remark}`;
    remarks.set(said, [...(remarks.get(said) ?? []), nameOf(id, figure)]);
  }
  return [...fittedLines({ heading, rows }, 2), ...[...remarks].map(([said, of]) => `${said} (${of.join(", ")})`)];
}

/** Why no figure is compared, when it is the same for all. */
function commonReason(figures: readonly ComparedFigure[]): string | undefined {
  const reasons = new Set(figures.map(({ outcome }) => (outcome.kind === "compared" ? undefined : outcome.why)));
  return reasons.size === 1 ? [...reasons][0] : undefined;
}

export function figureCells(id: string, figure: ComparedFigure): readonly string[] {
  const { outcome, unit } = figure;
  const values = (["base", "head"] as const).map((side) =>
    atLeastText(formatValue(figure[side], unit), figure.bounds[side]),
  );
  const cells = [id === "" ? absent : id, figure.name, ...values];
  // No change is stated without an interval.
  if (outcome.kind !== "compared") return [...cells, absent, absent, absent];
  const { effect } = outcome.difference;
  const change = effect.interval === null ? absent : changeText(effect.ratio);
  return [...cells, change, intervalText(effect), pText(outcome.adjustedP)];
}

/** `1 regressed, 4 no change`. */
export function comparisonSummary({ cases }: Comparison): string {
  const counts = new Map<string, number>();
  const count = (word: string): void => void counts.set(word, (counts.get(word) ?? 0) + 1);
  for (const { exact, measured } of cases) {
    for (const { verdict } of exact) if (verdict !== "new") count(verdict === "same" ? "exact and equal" : verdict);
    for (const figure of measured) count(verdictOf(figure));
  }
  const order = [
    "regressed",
    "changed",
    "gone",
    "improved",
    "inconclusive",
    "not compared",
    "no change",
    "set by the scenario",
    "exact and equal",
  ];
  const parts = order.flatMap((word) => (counts.has(word) ? [`${counts.get(word)} ${word}`] : []));
  return parts.length === 0 ? "nothing to compare" : parts.join(", ");
}

/** Columns of words, all left-aligned. */
export function formatLeft(rows: readonly (readonly string[])[]): readonly string[] {
  const widths: number[] = [];
  for (const row of rows)
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, cell.length);
  return rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("   ")}`.trimEnd());
}
