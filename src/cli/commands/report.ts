/** `mqbench report`: makes the report of kept results again, in any format. */
import { accessSync, constants, existsSync, realpathSync, statSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { MqbenchError, messageOf } from "../../errors.ts";
import type { ExitName } from "../../errors.ts";
import {
  endingWords,
  formatOfFile,
  isOfOneCase,
  isReportFormat,
  renderReport,
  reportFormats,
} from "../../report/formats.ts";
import type { ReportFormat } from "../../report/formats.ts";
import { escapeShell, escapeTerminal } from "../../report/escape.ts";
import { isCalibration, newestCalibration, readCalibration } from "../../result/calibration.ts";
import { readCapacity } from "../../result/capacity.ts";
import type { CapacityResult } from "../../result/capacity.ts";
import type { HistogramChoice } from "../../report/formats/hgrm.ts";
import { nearest } from "../../scenario/document/nearest.ts";
import { newestKept, readResult, replaceFile } from "../../result/store.ts";
import { oneLine } from "../../visible-text.ts";
import { printRendered, printWrapped } from "../output.ts";
import { writePipe } from "../write-pipe.ts";

export interface ReportOptions {
  readonly format?: string;
  readonly json?: boolean;
  readonly output?: string;
  readonly case?: string;
  readonly metric?: string;
}

export async function reportCommand(paths: readonly string[], options: ReportOptions): Promise<ExitName> {
  const format = chooseFormat(options);
  const [first = ""] = paths;
  const found = paths.length === 1 ? newestOf(first) : paths;
  const text = await renderKept(found, format, { caseId: options.case, metric: options.metric });
  if (options.output === undefined) (format === "text" ? printWrapped : printRendered)(text);
  else writeReport(options.output, text);
  return "passed";
}

/** Of a folder without a result: the newest calibration, where it has one. */
function newestOf(path: string): readonly string[] {
  const found = newestKept(path);
  const isWithout = found[0] === path && existsSync(path) && statSync(path).isDirectory();
  const calibration = isWithout ? newestCalibration(path) : undefined;
  return calibration === undefined ? found : [calibration];
}

/** A capacity search, both sides of a comparison that was found in a folder, or results beside each other. */
async function renderKept(files: readonly string[], format: ReportFormat, choice: HistogramChoice): Promise<string> {
  const [first = "", second] = files;
  if (second === undefined && isCalibration(first)) return await renderKeptCalibration(first, format);
  const capacity = second === undefined ? readCapacity(first) : undefined;
  if (capacity !== undefined) return await renderCapacity(capacity, first, format);
  const kept = files.map(readResult);
  const [base, head] = kept;
  const isPair = kept.length === 2 && base !== undefined && head?.result.pairedWith === base.result.run;
  if (!isPair || (format !== "text" && format !== "html")) return await renderReport(format, kept, choice);
  // Nobody else waits for these to load.
  const { compareKept } = await import("../../report/changes/compared-results.ts");
  return compareKept(base.result, head.result, format);
}

/** Before anything is measured: throws where the page could not be written afterwards. */
export function planPage(file: string): void {
  const format = planReport(file);
  if (format !== "html")
    throw new MqbenchError("usage", `${file}: this report is a page: there is no ${format} of it`, {
      hint: `end its name in ${endingWords(["html"])}`,
    });
}

async function renderKeptCalibration(path: string, format: ReportFormat): Promise<string> {
  const { scenario, figures } = readCalibration(path);
  if (figures === undefined)
    throw new MqbenchError("usage", `${path} was written before calibrations kept what they told`, {
      hint: `make it anew: mqbench calibrate ${escapeShell(scenario)}`,
    });
  // Whatever is in the file, a name stays in its line.
  const told = figures.map((each) => ({ ...each, case: oneLine(each.case), name: oneLine(each.name) }));
  if (format === "text") {
    const { renderCalibration } = await import("../../report/answers/calibration-text.ts");
    return escapeTerminal(renderCalibration(told));
  }
  if (format === "html") {
    const { renderCalibrationHtml } = await import("../../report/formats/html/pages/calibration.ts");
    return renderCalibrationHtml(oneLine(scenario), told);
  }
  throw new MqbenchError("usage", `${path} is a calibration: there is no ${format} of it`, {
    hint: "there are text and html",
  });
}

async function renderCapacity(capacity: CapacityResult, path: string, format: ReportFormat): Promise<string> {
  const { capacityFormats, printCapacity } = await import("../../report/capacity-formats.ts");
  const found = capacityFormats.find((each) => each === format);
  if (found !== undefined) return printCapacity(capacity, path, found);
  throw new MqbenchError("usage", `${path} is a capacity search: there is no ${format} of it`, {
    hint: `there are ${capacityFormats.slice(0, -1).join(", ")} and ${capacityFormats.at(-1)}`,
  });
}

/** Before a run: throws where the report of it could not be written afterwards. */
export function planReport(file: string): ReportFormat {
  const format = formatFor(file);
  if (isOfOneCase(format))
    throw new MqbenchError("usage", `${file}: ${format} is one distribution, of one case`, {
      hint: `make it from the kept result: mqbench report RESULT -o FILE${endingWords([format])} --case ID`,
    });
  const problem = whyNotWritable(file);
  if (problem !== undefined)
    throw new MqbenchError("usage", `the report cannot be written to ${file}: ${problem}`, {
      hint: "name a file in a folder that exists and is yours to write",
    });
  return format;
}

function formatFor(file: string): ReportFormat {
  const format = formatOfFile(file);
  if (format !== undefined) return format;
  throw new MqbenchError("usage", `${file}: its name does not say which format it is`, {
    hint: `end it in ${endingWords(reportFormats)}`,
  });
}

function whyNotWritable(file: string): string | undefined {
  try {
    if (existsSync(file) && statSync(file).isDirectory()) return "it is a folder";
    accessSync(existsSync(file) ? file : dirname(resolve(file)), constants.W_OK);
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

export function writeReport(file: string, text: string): void {
  try {
    const kind = existsSync(file) ? statSync(file) : null;
    if (kind?.isFIFO() === true) writePipe(file, text);
    // What is no file (/dev/null, a terminal) has no name to take.
    else if (kind !== null && !kind.isFile()) writeFileSync(file, text);
    else replaceFile(kind === null ? file : realpathSync(file), text);
  } catch (cause) {
    if (cause instanceof MqbenchError) throw cause;
    throw new MqbenchError("usage", `the report cannot be written to ${file}: ${messageOf(cause)}`, { cause });
  }
}

function chooseFormat({ format, json, output }: ReportOptions): ReportFormat {
  if (json === true) return "json";
  if (format === undefined) return output === undefined ? "text" : formatFor(output);
  if (isReportFormat(format)) return format;
  throw new MqbenchError("usage", `--format: unknown format ${format}${nearest(format, reportFormats)}`, {
    hint: `there are ${reportFormats.join(", ")}`,
  });
}
