/** Every format a report is made in, by name and by file name. */
import { extname } from "node:path";
import type { RunResult } from "../result/schema.ts";
import { renderCsv } from "./formats/csv.ts";
import { escapeTerminal } from "./escape.ts";
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

export const reportFormats = ["text", "html", "markdown", "csv", "json", "hgrm", "hlog", "openmetrics"] as const;
export type ReportFormat = (typeof reportFormats)[number];

const byExtension: Readonly<Record<string, ReportFormat>> = {
  ".txt": "text",
  ".html": "html",
  ".htm": "html",
  ".md": "markdown",
  ".csv": "csv",
  ".json": "json",
  ".hgrm": "hgrm",
  ".hlog": "hlog",
  ".prom": "openmetrics",
};

/** What a file's name asks for; undefined where it does not say. */
export function formatOfFile(file: string): ReportFormat | undefined {
  return byExtension[extname(file).toLowerCase()];
}

export function isReportFormat(text: string): text is ReportFormat {
  return reportFormats.some((format) => format === text);
}

export async function renderReport(
  format: ReportFormat,
  kept: readonly Kept[],
  choice: HistogramChoice = { caseId: undefined, metric: undefined },
): Promise<string> {
  const results = kept.map(({ result }) => result);
  switch (format) {
    case "text":
      return kept.map(({ result, path }) => renderRun(result, path, results)).join("\n");
    case "html": {
      // Its charts load slowly: nobody else waits for them.
      const { renderHtml } = await import("./formats/html/page.ts");
      return await renderHtml(results);
    }
    case "markdown":
      return renderMarkdown(results);
    case "csv":
      return renderCsv(results);
    case "json":
      return `${escapeTerminal(JSON.stringify(results.length === 1 ? results[0] : results))}\n`;
    case "hgrm":
      return renderHgrm(results, choice);
    case "hlog":
      return renderHlog(results);
    case "openmetrics":
      return renderOpenMetrics(results);
  }
}
