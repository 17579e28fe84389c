/** `mqbench calibrate`: the same thing on both sides, to know this machine's noise. */
import { noiseOf } from "../../analysis/calibrate.ts";
import { fingerprint } from "../../analysis/environment-match.ts";
import type { ExitName } from "../../errors.ts";
import { renderCalibration } from "../../report/answers/calibration-text.ts";
import { renderCalibrationHtml } from "../../report/formats/html/pages/calibration.ts";
import { calibrationPath, saveCalibration } from "../../result/calibration.ts";
import { commandWords } from "../../library/command-words.ts";
import { measureAb } from "./ab.ts";
import type { AbOptions } from "./ab.ts";
import { planPage, writeReport } from "./report.ts";
import { printWrapped, printText } from "../output.ts";

export type CalibrateOptions = Omit<AbOptions, "a" | "b" | "aSet" | "bSet" | "metric" | "force">;

export async function calibrateCommand(file: string, options: CalibrateOptions): Promise<ExitName> {
  if (options.report !== undefined) planPage(options.report);
  const { base, head, isUnsaved, stoppedBy } = await measureAb(
    file,
    { ...options, metric: [], aSet: [], bSet: [] },
    commandWords("calibrate", file, options),
  );
  const noise = noiseOf([base, head]);
  printWrapped(renderCalibration(noise));
  if (options.report !== undefined)
    writeReport(options.report, renderCalibrationHtml(String(head.scenario["name"]), noise));
  if (stoppedBy !== null) return stoppedBy;
  if (isUnsaved || noise.length === 0 || [base, head].some(({ trials }) => trials.some(({ valid }) => !valid)))
    return "invalid";
  const scenario = String(head.scenario["name"]);
  const of = fingerprint(head.environment);
  const path = calibrationPath(options.out, scenario, of);
  const cases = [...new Set(noise.map((each) => each.case))];
  const figuresOf = (id: string): Readonly<Record<string, number>> =>
    Object.fromEntries(noise.filter((each) => each.case === id).map(({ name, variation }) => [name, variation]));
  saveCalibration(path, {
    scenario,
    fingerprint: of,
    startedAt: head.startedAt,
    noise: Object.fromEntries(cases.map((id) => [id, figuresOf(id)])),
    figures: noise,
  });
  printText(`\nsaved ${path}: compare and gate read it on this kind of machine\n`);
  return "passed";
}
