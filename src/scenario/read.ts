/** Reads a scenario file: YAML, what is written over it, its sweep and its thresholds, into the resolved cases of a plan. */
import { readFileSync } from "node:fs";
import { MqbenchError, messageOf } from "../errors.ts";
import { ScenarioDocument, toPath } from "./document.ts";
import type { Path } from "./document.ts";
import { describeIssues, issueInWords } from "./mistakes.ts";
import { nearest } from "./nearest.ts";
import type { ResolvedCase } from "./plan.ts";
import { resolveScenario } from "./resolve.ts";
import type { Mistake } from "./resolve.ts";
import type { Scenario } from "./scenario.ts";
import { scenarioSchema } from "./schema.ts";
import type { ScenarioFile } from "./schema.ts";
import { caseId, combine } from "./sweep.ts";
import type { Axes } from "./sweep.ts";
import { parseThreshold } from "./thresholds.ts";
import type { Threshold } from "./thresholds.ts";

/** Written over the file, in this order: `--set` texts, then flags. */
export interface Overrides {
  readonly set: readonly string[];
  readonly flags: readonly {
    readonly path: Path;
    readonly value: unknown;
    readonly option: string;
  }[];
}

export interface ReadScenario {
  readonly name: string;
  readonly file: string;
  /** The file's values with what was written over them. */
  readonly source: Readonly<Record<string, unknown>>;
  readonly cases: readonly ResolvedCase[];
}

const mistakesShown = 20;

/** Throws every mistake at once, each with its place. */
export function readScenario(file: string, overrides: Overrides = { set: [], flags: [] }): ReadScenario {
  const document = ScenarioDocument.parse(file, readBytes(file));
  for (const assignment of overrides.set) document.writeText(assignment);
  for (const { path, value, option } of overrides.flags) document.write(path, value, option);
  const mistakes: string[] = [];
  const source = document.toValue();
  const base = parseFile(document, source, mistakes);
  if (base === undefined || !isRecord(source)) throw failure(mistakes);
  const sweep = base.sweep ?? {};
  mistakes.push(...checkAxes(document, base, sweep));
  const thresholds = parseThresholds(document, base, sweep, mistakes);
  const cases = combine(sweep).map((axes): ResolvedCase => {
    const scenario = resolveCase(document, source, axes, mistakes);
    const applying = thresholds.filter((threshold) => appliesTo(threshold, axes));
    return { id: caseId(axes), axes, scenario: { ...scenario, thresholds: applying } };
  });
  if (mistakes.length > 0) throw failure([...new Set(mistakes)]);
  return { name: base.name, file, source, cases };
}

function readBytes(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new MqbenchError("usage", `cannot read the scenario: ${messageOf(cause)}`, {
      cause,
      hint: "a scenario is a YAML file: see scenarios/smoke.yaml",
    });
  }
}

function failure(mistakes: readonly string[]): MqbenchError {
  const shown = mistakes.toSorted((a, b) => lineOf(a) - lineOf(b)).slice(0, mistakesShown);
  const rest = mistakes.length - shown.length;
  return new MqbenchError("usage", rest > 0 ? [...shown, `and ${rest} more`] : shown, {
    hint: "`mqbench schema` prints every key; scenarios/smoke.yaml is a short example",
  });
}

/** Of `file:line:col: text`; what an option wrote comes first. */
function lineOf(mistake: string): number {
  const [, line = "0", column = "0"] = /:(\d+):(\d+): /u.exec(mistake) ?? [];
  return Number(line) * 10_000 + Number(column);
}

function parseFile(document: ScenarioDocument, value: unknown, mistakes: string[]): ScenarioFile | undefined {
  const parsed = scenarioSchema.safeParse(value, { error: issueInWords, reportInput: true });
  if (parsed.success) return parsed.data;
  mistakes.push(...describeIssues(document, parsed.error.issues));
  return undefined;
}

/** An axis that changes nothing would compare a case with itself. */
function checkAxes(
  document: ScenarioDocument,
  base: ScenarioFile,
  sweep: NonNullable<ScenarioFile["sweep"]>,
): readonly string[] {
  const mistakes: string[] = [];
  const groups = Array.isArray(base.sensors) ? base.sensors : [base.sensors];
  if ("qos" in sweep && groups.some(({ qos }) => qos !== undefined)) {
    mistakes.push(
      `${document.placeOf(["sweep", "qos"])}: sweep.qos changes nothing for a group that states its own qos: leave it out there`,
    );
  }
  for (const key of ["name", "trials", "sweep", "thresholds", "$schema"]) {
    if (key in sweep) mistakes.push(`${document.placeOf(["sweep", key])}: ${key} cannot be swept`);
  }
  return mistakes;
}

function parseThresholds(
  document: ScenarioDocument,
  base: ScenarioFile,
  sweep: NonNullable<ScenarioFile["sweep"]>,
  mistakes: string[],
): readonly Threshold[] {
  return base.thresholds.flatMap((text, index) => {
    const path: Path = ["thresholds", index];
    const threshold = parseThreshold(text, document.positionOf(path));
    const problem = typeof threshold === "string" ? threshold : axisProblem(threshold, sweep);
    if (problem !== undefined) mistakes.push(`${document.placeOf(path)}: ${problem}`);
    return typeof threshold === "string" ? [] : [threshold];
  });
}

/** A threshold on a case that does not exist would never be checked. */
function axisProblem({ axes }: Threshold, sweep: NonNullable<ScenarioFile["sweep"]>): string | undefined {
  for (const [axis, value] of Object.entries(axes)) {
    const values = sweep[axis];
    if (values === undefined) return `no axis ${axis} is swept${nearest(axis, Object.keys(sweep))}`;
    if (!values.some((each) => String(each) === value))
      return `no case has ${axis}=${value}: the sweep has ${values.join(", ")}`;
  }
  return undefined;
}

function appliesTo({ axes }: Threshold, of: Axes): boolean {
  return Object.entries(axes).every(([axis, value]) => String(of[axis]) === value);
}

/** The scenario of one combination of the axes. */
function resolveCase(
  document: ScenarioDocument,
  source: Record<string, unknown>,
  axes: Axes,
  mistakes: string[],
): Scenario {
  const swept = structuredClone(source);
  for (const [axis, value] of Object.entries(axes)) setIn(swept, toPath(axis), value);
  const found: Mistake[] = [];
  const issues: string[] = [];
  const parsed = parseFile(document, swept, issues);
  const prefix = caseId(axes) === "" ? "" : `case ${caseId(axes)}: `;
  // The file itself is sound: what is wrong here comes from the axis.
  mistakes.push(...issues.map((issue) => `${document.placeOf(["sweep"])}: ${prefix}${issue.replace(/^\S+: /u, "")}`));
  if (parsed === undefined) throw failure(mistakes);
  const scenario = resolveScenario(parsed, document.file, found);
  mistakes.push(...found.map(({ path, text }) => `${document.placeOf(path)}: ${inWords(path, text)}`));
  return scenario;
}

function inWords(path: Path, text: string): string {
  return /^(?:is|says|sends) /u.test(text) ? `${path.join(".")} ${text}` : text;
}

/** Writes a value at a path, making what is missing on the way. */
function setIn(target: unknown, path: Path, value: unknown): void {
  const [step, ...rest] = path;
  if (step === undefined || !isRecord(target)) return;
  if (rest.length === 0) target[step] = value;
  else {
    if (!isRecord(target[step])) target[step] = {};
    setIn(target[step], rest, value);
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
