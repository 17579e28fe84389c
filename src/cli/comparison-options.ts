/** The options of every command that compares: which figures, which calibration, across environments or not. */
import { existsSync } from "node:fs";
import { fingerprint } from "../analysis/environment-match.ts";
import type { CompareOptions } from "../analysis/compare.ts";
import { nameOf, parseFigureName } from "../analysis/figure.ts";
import type { FigureName } from "../analysis/figure.ts";
import { MqbenchError } from "../errors.ts";
import { calibrationPath, readCalibration } from "../result/calibration.ts";
import type { RunResult } from "../result/schema.ts";

export interface ComparisonOptions {
  readonly metric: readonly string[];
  readonly force?: boolean;
  /** A file of `calibrate`. */
  readonly calibration?: string;
}

/** A calibration of the head's scenario and kind of machine counts by itself, where there is one. */
export function compareOptionsOf(options: ComparisonOptions, head: RunResult): CompareOptions {
  const of = fingerprint(head.environment);
  const scenario = String(head.scenario["name"]);
  const path = options.calibration ?? calibrationPath("results", scenario, of);
  const calibration = options.calibration !== undefined || existsSync(path) ? readCalibration(path) : null;
  if (calibration !== null && calibration.fingerprint !== of)
    throw new MqbenchError("usage", `${path} is of another kind of machine than the result`, {
      hint: "`mqbench calibrate SCENARIO` on this one makes its own",
    });
  const figures = figuresNamed(options);
  return {
    ...(calibration !== null && { noiseOf: (id, figure) => calibration.noise[id]?.[nameOf(figure)] ?? null }),
    isForced: options.force === true,
    ...(figures !== undefined && { figures }),
  };
}

/** Those that `--metric` names; undefined: it names none. */
export function figuresNamed({ metric }: Pick<ComparisonOptions, "metric">): readonly FigureName[] | undefined {
  return metric.length === 0 ? undefined : metric.map(figureNamed);
}

function figureNamed(text: string): FigureName {
  const figure = parseFigureName(text);
  if (typeof figure === "string")
    throw new MqbenchError("usage", `--metric ${text}: ${figure}`, {
      hint: "a figure is named as in a threshold: serviceTime.p50, brokerRssPeak",
    });
  return figure;
}
