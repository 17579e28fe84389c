/** Every format a report is made in, a row each: by name, by file name, and how. */
import { extname } from "node:path";
import type { RunResult } from "../result/schema.ts";
import { escapeTerminal } from "./escape.ts";
import type { HistogramChoice } from "./formats/hgrm.ts";

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
  readonly render: (results: readonly RunResult[], kept: readonly Kept[], choice: HistogramChoice) => Promise<string>;
}

/** In the order in which they are told; the first is the default. A format is loaded when it is asked for. */
const rows = {
  text: {
    endings: [".txt"],
    render: async (results, kept) => {
      const { renderRun } = await import("./formats/text.ts");
      return kept.map(({ result, path }) => renderRun(result, path, results)).join("\n");
    },
  },
  html: {
    endings: [".html", ".htm"],
    render: async (results) => (await import("./formats/html/pages/run.ts")).renderHtml(results),
  },
  markdown: {
    endings: [".md"],
    render: async (results) => (await import("./formats/markdown.ts")).renderMarkdown(results),
  },
  csv: { endings: [".csv"], render: async (results) => (await import("./formats/csv.ts")).renderCsv(results) },
  json: {
    endings: [".json"],
    render: async (results) => `${escapeTerminal(JSON.stringify(results.length === 1 ? results[0] : results))}\n`,
  },
  hgrm: {
    endings: [".hgrm"],
    isOfOneCase: true,
    render: async (results, _, choice) => (await import("./formats/hgrm.ts")).renderHgrm(results, choice),
  },
  hlog: { endings: [".hlog"], render: async (results) => (await import("./formats/hlog.ts")).renderHlog(results) },
  openmetrics: {
    endings: [".prom"],
    render: async (results) => (await import("./formats/openmetrics.ts")).renderOpenMetrics(results),
  },
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
