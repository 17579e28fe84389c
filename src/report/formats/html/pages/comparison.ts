/** A comparison as a page: what changed, each figure with its interval, and what may not be compared. Pure. */
import type { ComparedFigure, Comparison } from "../../../../analysis/compare.ts";
import {
  comparisonSummary,
  exactRows,
  figureCells,
  otherNotes,
  scenarioNotes,
  sideText,
} from "../../../changes/comparison-text.ts";
import { remarkOf, tooFewWords, verdictOf } from "../../../changes/change-words.ts";
import { axisOf } from "../../../charts/axis.ts";
import type { DotChart } from "../../../charts/dot-chart.ts";
import { outcomeLook } from "../../../charts/palette.ts";
import { capital } from "../../../questions/deliveries.ts";
import type { Answer } from "../../../questions/answer.ts";
import { answerMarkup } from "../answer-section.ts";
import { machineRows } from "../environment-section.ts";
import { list, paragraph, table } from "../section.ts";
import type { Section } from "../section.ts";
import { renderPage } from "./frame.ts";

/** `closing`: what is to be said of both sides besides, such as a gate's verdict or what never came. */
export function renderComparisonHtml(comparison: Comparison, closing: readonly string[]): string {
  const { scenario, base, head, isPaired, tooFew } = comparison;
  const notes = [
    ...otherNotes(comparison),
    ...(tooFew === null ? [] : [`too few trials: ${tooFewWords(tooFew)}`]),
    ...closing,
  ];
  return renderPage({
    title: `${scenario}: comparison`,
    about: [
      `base ${sideText(base)} · head ${sideText(head)}`,
      ...(isPaired ? ["interleaved: trials are compared round by round"] : []),
    ],
    opening: list(scenarioNotes(comparison)) + answerMarkup(answerOf(comparison)) + list(notes),
    sections: [exactSection(comparison), machineSection(comparison)],
  });
}

function answerOf(comparison: Comparison): Answer {
  const rows = comparison.cases.flatMap(({ id, measured }) => [
    ...(id === "" || measured.length === 0 ? [] : [[id]]),
    ...measured.map((figure) => {
      const [, name = "", ...cells] = figureCells(id, figure);
      const remark = remarkOf(figure);
      return [`  ${name}`, ...cells, `${verdictOf(figure)}${remark === "" ? "" : `: ${remark}`}`];
    }),
  ]);
  const chart = changesChart(comparison);
  return {
    headline: `${capital(comparisonSummary(comparison))}.`,
    besides: [],
    picture:
      chart === undefined
        ? null
        : {
            kind: "dots",
            charts: [chart],
            reading:
              "The change of each figure from base to head, and its 95 % interval: one that reaches over 0 may be chance.",
          },
    table: { heading: ["figure", "base", "head", "change", "95 % interval", "p", "verdict"], rows, remarks: [] },
    first: [],
  };
}

/** undefined where nothing was compared with an interval. */
function changesChart({ cases }: Comparison): DotChart | undefined {
  const rows = cases.flatMap(({ id, measured }) =>
    measured.flatMap((figure) => {
      const { outcome, name } = figure;
      if (outcome.kind !== "compared") return [];
      const { ratio, interval } = outcome.difference.effect;
      if (interval === null) return [];
      const [low, high] = interval;
      return [
        {
          name: [id, name].filter((part) => part !== "").join(" "),
          look: lookOf(figure),
          values: [ratio - 1],
          reach: [low - 1, high - 1] as const,
        },
      ];
    }),
  );
  if (rows.length === 0) return undefined;
  const values = [0, ...rows.flatMap(({ values: own, reach }) => [...own, ...reach])];
  return {
    label: "change of each figure from base to head",
    x: axisOf({ title: "change from base to head", unit: "ratio", values, isFree: true }),
    rows,
    zero: 0,
  };
}

function lookOf(figure: ComparedFigure) {
  const verdict = verdictOf(figure);
  return outcomeLook(verdict === "improved" ? "good" : verdict === "regressed" ? "bad" : "none");
}

function exactSection(comparison: Comparison): Section | undefined {
  const { equal, rows } = exactRows(comparison);
  if (equal === "") return undefined;
  const differing = rows.length === 0 ? "" : table(["case", "figure", "verdict", "base → head"], rows);
  return { id: "exact", title: "What the specification fixes", body: paragraph(`${capital(equal)}.`) + differing };
}

function machineSection({ base, head }: Comparison): Section | undefined {
  const sides = [
    ["base", base.environment],
    ["head", head.environment],
  ] as const;
  const known = sides.flatMap(([name, at]) => (at === null ? [] : [{ name, rows: machineRows(at) }]));
  const [first] = known;
  if (first === undefined) return undefined;
  const rows = first.rows.map(([what = ""], index) => [what, ...known.map(({ rows: own }) => own[index]?.[1] ?? "")]);
  return { id: "environment", title: "Environment", body: table(["", ...known.map(({ name }) => name)], rows) };
}
