/** Every format a report is made in, a row each: by name, by file name, and how. */
import { extname } from "node:path";
import type { RunResult } from "../result/schema.ts";
import { escapeTerminal } from "./escape.ts";
import { renderCsv } from "./formats/csv.ts";
import { renderHgrm } from "./formats/hgrm.ts";
import type { HistogramChoice } from "./formats/hgrm.ts";
import { renderHlog } from "./formats/hlog.ts";
import { renderMarkdown } from "./formats/markdown.ts";
import { renderOpenMetrics } from "./formats/openmetrics.ts";
import { renderRun } from "./formats/text.ts";

/** A result, and where it is kept. */
export interface Kept {
  readonly result: RunResult;
  readonly path: string | null;
}

interface Format {
  /** Endings of a file's name that ask for it; the first is the one that is told. */
  readonly endings: readonly [string, ...string[]];
  /** Whether it holds one latency of one case, which an option must choose; left out: it holds all. */
  readonly isOfOneCase?: boolean;
  readonly render: (results: readonly RunResult[], kept: readonly Kept[], choice: HistogramChoice) => Rendered;
}

type Rendered = string | Promise<string>;

/** In the order in which they are told; the first is the default. */
const rows = {
  text: {
    endings: [".txt"],
    render: (results, kept) => kept.map(({ result, path }) => renderRun(result, path, results)).join("\n"),
  },
  html: {
    endings: [".html", ".htm"],
    render: async (results) => {
      // Its charts load slowly: nobody else waits for them.
      const { renderHtml } = await import("./formats/html/page.ts");
      return await renderHtml(results);
    },
  },
  markdown: { endings: [".md"], render: renderMarkdown },
  csv: { endings: [".csv"], render: renderCsv },
  json: {
    endings: [".json"],
    render: (results) => `${escapeTerminal(JSON.stringify(results.length === 1 ? results[0] : results))}\n`,
  },
  hgrm: { endings: [".hgrm"], isOfOneCase: true, render: (results, _, choice) => renderHgrm(results, choice) },
  hlog: { endings: [".hlog"], render: renderHlog },
  openmetrics: { endings: [".prom"], render: renderOpenMetrics },
} satisfies Readonly<Record<string, Format>>;

export type ReportFormat = keyof typeof rows;

const formats: Readonly<Record<ReportFormat, Format>> = rows;

export const reportFormats: readonly ReportFormat[] = Object.keys(rows).filter(isReportFormat);

export function isReportFormat(text: string): text is ReportFormat {
  return Object.hasOwn(rows, text);
}

/** What a file's name asks for; undefined where it does not say. */
export function formatOfFile(file: string): ReportFormat | undefined {
  const ending = extname(file).toLowerCase();
  return reportFormats.find((format) => formats[format].endings.includes(ending));
}

/** Whether it holds one latency of one case. */
export function isOfOneCase(format: ReportFormat): boolean {
  return formats[format].isOfOneCase === true;
}

/** The endings of formats in words, `.html, .md or .txt`: the default's last. */
export function endingWords(names: readonly ReportFormat[]): string {
  const [first = "", ...others] = names.map((format) => formats[format].endings[0]);
  return others.length === 0 ? first : `${others.join(", ")} or ${first}`;
}

/** `choice` is for a format of one case. */
export async function renderReport(
  format: ReportFormat,
  kept: readonly Kept[],
  choice: HistogramChoice = { caseId: undefined, metric: undefined },
): Promise<string> {
  const results = kept.map(({ result }) => result);
  return await formats[format].render(results, kept, choice);
}
