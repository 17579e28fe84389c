/** What a result answers: a sentence, a picture and a table, as data; text, Markdown and HTML show the same. */
import type { RunResult } from "../../result/schema.ts";
import type { BarPanel } from "../charts/bar-chart.ts";
import type { DotChart } from "../charts/dot-chart.ts";
import type { LineChart } from "../charts/line-chart.ts";
import type { ReportTable } from "../report-table.ts";

export interface Answer {
  /** One sentence; no claim on what is timed stands without its interval. */
  readonly headline: string;
  /** What belongs to it, in sentences. */
  readonly besides: readonly string[];
  /** null: nothing can be drawn, as where no trial is valid. */
  readonly picture: Picture | null;
  readonly table: ReportTable;
  /** Anchors of the parts that this experiment needs first. */
  readonly first: readonly string[];
}

/** `reading`: how to read it, in sentences. */
export type Picture =
  | { readonly kind: "bars"; readonly panels: readonly BarPanel[]; readonly reading: string }
  | { readonly kind: "dots"; readonly charts: readonly DotChart[]; readonly reading: string }
  | { readonly kind: "lines"; readonly charts: readonly LineChart[]; readonly reading: string };

/** undefined: the result answers another question. */
export type Question = (result: RunResult) => Answer | undefined;
