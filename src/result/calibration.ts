/** What a machine's noise is in a scenario: kept beside the results, read by every comparison on the same kind of machine. */
import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import { MqbenchError, messageOf } from "../errors.ts";
import { readGivenText } from "../given-file.ts";
import { makeFolder } from "./make-folder.ts";
import { mostResultBytes, replaceFile } from "./store.ts";

const calibrationSchema = z.strictObject({
  schema: z.literal("mqbench/calibration"),
  version: z.literal(1),
  scenario: z.string(),
  fingerprint: z.string(),
  startedAt: z.string(),
  /** Standard deviation ÷ mean over the trials of one thing, by case, then by figure. */
  noise: z.record(z.string(), z.record(z.string(), z.number())),
  /** As it was told when it was made; files of before have it not. */
  figures: z
    .array(
      z.strictObject({
        case: z.string(),
        name: z.string(),
        trials: z.number(),
        variation: z.number(),
        minEffect: z.number(),
        detectable: z.number().nullable(),
      }),
    )
    .readonly()
    .optional(),
});

export type Calibration = z.output<typeof calibrationSchema>;

export function calibrationPath(folder: string, scenario: string, fingerprint: string): string {
  return join(folder, "calibration", `${scenario}-${fingerprint}.json`);
}

export function saveCalibration(path: string, calibration: Omit<Calibration, "schema" | "version">): void {
  const whole = { schema: "mqbench/calibration", version: 1, ...calibration };
  try {
    makeFolder(dirname(path));
    replaceFile(path, `${JSON.stringify(whole, null, 2)}\n`);
  } catch (cause) {
    throw new MqbenchError("usage", `the calibration ${path} cannot be written: ${messageOf(cause)}`, { cause });
  }
}

/** Whether a file says of itself that it is a calibration; it may be damaged. */
export function isCalibration(path: string): boolean {
  try {
    const header = z.looseObject({ schema: z.literal("mqbench/calibration") });
    return header.safeParse(JSON.parse(readGivenText(path, mostResultBytes))).success;
  } catch {
    return false;
  }
}

/** Of a folder, and those below it, the calibration that was made last; undefined where there is none. */
export function newestCalibration(folder: string): string | undefined {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".json"))
    .map((name) => join(folder, name))
    .filter(isCalibration);
  const begun = (file: string): string => readCalibration(file).startedAt;
  return files.toSorted((a, b) => begun(a).localeCompare(begun(b))).at(-1);
}

/** Throws where it is not one. */
export function readCalibration(path: string): Calibration {
  try {
    return calibrationSchema.parse(JSON.parse(readGivenText(path, mostResultBytes)));
  } catch (cause) {
    throw new MqbenchError("usage", `${path} is not a calibration`, {
      cause,
      hint: "`mqbench calibrate SCENARIO` makes one",
    });
  }
}
