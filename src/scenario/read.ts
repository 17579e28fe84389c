/** Reads a scenario file: YAML, what is written over it, its sweep and its thresholds, into the resolved cases of a plan. */
import { formatCount } from "../format.ts";
import type { z } from "zod";
import type { UrlSpec } from "../broker/facts/broker-spec.ts";
import { MqbenchError, messageOf } from "../errors.ts";
import { readGivenFile } from "../given-file.ts";
import { largestBytes, placeInList, ScenarioDocument } from "./document/document.ts";
import type { Assignment } from "./document/document.ts";
import { exampleScenario, scenarioFile, scenarioMeant } from "./document/package-scenarios.ts";
import { packOf } from "./document/packs.ts";
import { expandEnvironment } from "./document/expand-environment.ts";
import { DeviceFiles } from "./devices/device-file.ts";
import { describeIssues, issueInWords } from "./document/issues.ts";
import { scenarioError } from "./document/mistake.ts";
import type { Mistake, Report } from "./document/mistake.ts";
import { toPath } from "./document/path.ts";
import type { Path } from "./document/path.ts";
import { narrowSweep } from "./narrow.ts";
import type { ResolvedCase } from "./planning/plan.ts";
import { resolveScenario } from "./resolve.ts";
import type { Scenario } from "./scenario.ts";
import { scenarioSchema } from "./schema.ts";
import type { ScenarioFile } from "./schema.ts";
import { caseId, combine, shownValue } from "./sweep.ts";
import type { Axes } from "./sweep.ts";
import {
  appliesTo,
  findGroupMistakes,
  findTooFewSamples,
  idleThresholds,
  parseThresholds,
} from "./keys/thresholds/threshold-mistakes.ts";

/** Written over the file, in this order: assignments, then flags. */
export interface Overrides {
  readonly set: readonly Assignment[];
  readonly flags: readonly {
    readonly path: Path;
    readonly value: unknown;
    readonly option: string;
  }[];
  /** Options of a broker given by URL. */
  readonly urlBroker?: Partial<UrlSpec>;
}

export interface ReadScenario {
  readonly name: string;
  readonly file: string;
  /** The file's values with what was written over them. */
  readonly source: Readonly<Record<string, unknown>>;
  readonly cases: readonly ResolvedCase[];
}

const mostCases = 1000;

/** `given`: a file, or the name of a scenario of the package. Throws every mistake at once, each with its place. */
export function readScenario(given: string, overrides: Overrides = { set: [], flags: [] }): ReadScenario {
  const file = scenarioFile(given);
  return readScenarioBytes(file, readBytes(file), overrides);
}

/** What a file holds, or will: `file` is where mistakes are said to be, and from where it names others. */
export function readScenarioBytes(file: string, bytes: Uint8Array, overrides: Overrides): ReadScenario {
  const document = ScenarioDocument.parse(file, bytes);
  for (const assignment of overrides.set) document.writeText(assignment);
  for (const { path, value, option } of overrides.flags) document.write(path, value, option);
  const mistakes: Mistake[] = [];
  const written = document.toValue();
  const unset: Mistake[] = [];
  const whole = expandEnvironment(written, {
    environment: process.env,
    report: (path, text) => void unset.push({ place: document.placeOf(path), path, text }),
  });
  if (unset.length > 0) throw failure(unset);
  const { data: base, issues } = parseFile(whole);
  mistakes.push(...describeIssues(document, issues));
  // Cases that an option leaves out count, too: they are not wrong, only not run.
  const thresholds = parseThresholds(document, whole, base ?? null, mistakes);
  if (base === undefined || !isRecord(whole)) throw failure(mistakes);
  const source = narrowSweep(whole, (axis) => document.isWritten(axis));
  const sweep = parseFile(source).data?.sweep ?? null;
  mistakes.push(...checkAxes(document, base, sweep ?? {}));
  if (mistakes.length > 0 && sweep !== null) throw failure(mistakes);
  const devices = new DeviceFiles();
  const cases = combine(sweep ?? {}).flatMap((axes): ResolvedCase[] => {
    const resolved = resolveCase(document, source, axes, { mistakes, devices });
    const scenario = resolved === undefined ? undefined : withUrlBroker(resolved, overrides.urlBroker ?? {});
    if (scenario === undefined) return [];
    mistakes.push(...findGroupMistakes(document, thresholds, { axes, scenario }));
    const applying = thresholds.filter((threshold) => appliesTo(threshold, axes));
    return [{ id: caseId(axes), axes, scenario: { ...scenario, thresholds: applying } }];
  });
  // The cases of a narrowed sweep where a threshold applies may be those left out.
  const isWhole = combine(sweep ?? {}).length === combine(base.sweep ?? {}).length;
  if (mistakes.length === 0) mistakes.push(...findTooFewSamples(document, thresholds, cases));
  if (mistakes.length === 0 && isWhole) mistakes.push(...idleThresholds(document, thresholds, cases));
  if (mistakes.length > 0) throw failure(mistakes);
  const shown = isRecord(written) ? narrowSweep(written, (axis) => document.isWritten(axis)) : source;
  return { name: base.name, file, source: shown, cases };
}

function readBytes(file: string): Uint8Array {
  try {
    return readGivenFile(file, largestBytes);
  } catch (cause) {
    throw new MqbenchError("usage", `cannot read the scenario: ${messageOf(cause)}`, {
      cause,
      hint: hintForMissing(file),
    });
  }
}

function hintForMissing(file: string): string {
  const pack = packOf(file);
  if (pack !== undefined)
    return `it is a folder of scenarios, which run, plan and validate take: name one of them, such as ${pack.files[0] ?? ""}`;
  const meant = scenarioMeant(file);
  return meant === undefined
    ? "a scenario is a YAML file, or a name that `mqbench scenarios` lists"
    : `did you mean ${meant}? It comes with mqbench: \`mqbench scenarios\` lists all that do`;
}

function failure(mistakes: readonly Mistake[]): MqbenchError {
  return scenarioError(mistakes, `\`mqbench schema\` prints every key; ${exampleScenario()} is a short example`);
}

interface Parsed {
  readonly data: ScenarioFile | undefined;
  readonly issues: readonly z.core.$ZodIssue[];
}

function parseFile(value: unknown): Parsed {
  const parsed = scenarioSchema.safeParse(value, { error: issueInWords, reportInput: true });
  return parsed.success ? { data: parsed.data, issues: [] } : { data: undefined, issues: parsed.error.issues };
}

/** An axis that changes nothing would compare a case with itself. */
function checkAxes(
  document: ScenarioDocument,
  base: ScenarioFile,
  sweep: NonNullable<ScenarioFile["sweep"]>,
): readonly Mistake[] {
  const mistakes: Mistake[] = [];
  const report: Report = (path, text) => void mistakes.push({ place: document.placeOf(path), path, text });
  const groups = Array.isArray(base.sensors) ? base.sensors : [base.sensors];
  const statesQos = ({ qos, messages = [] }: (typeof groups)[number]): boolean =>
    qos !== undefined || (messages.length > 0 && messages.every((message) => message.qos !== undefined));
  if ("qos" in sweep && groups.some(statesQos))
    report(["sweep", "qos"], "sweep.qos changes nothing for a group that states its own qos: leave it out there");
  for (const key of ["name", "trials", "sweep", "thresholds", "$schema"])
    if (key in sweep) report(["sweep", key], `${key} cannot be swept`);
  for (const [axis, values] of Object.entries(sweep)) {
    const isHidden = new Set(values.map(shownValue)).size < new Set(values).size;
    const repeated = values.find((value, index) => values.indexOf(value) < index);
    if (isHidden)
      report(
        ["sweep", axis],
        `values of sweep.${axis} differ only in what is not shown (user, password, query): their cases could not be told apart`,
      );
    if (repeated !== undefined)
      report(["sweep", axis], `sweep.${axis} has ${shownValue(repeated)} twice: it would be compared with itself`);
  }
  const cases = Object.values(sweep).reduce((product, { length }) => product * length, 1);
  if (cases > mostCases)
    report(["sweep"], `sweep has ${formatCount(cases)} cases, more than ${formatCount(mostCases)}`);
  return mistakes;
}

/** Names of options, where they differ from the names inside. */
const urlKeys: Readonly<Record<string, string>> = {
  isVerified: "insecure",
  metricsUrls: "metrics",
  pids: "broker-pid",
  serverName: "server-name",
};

function withUrlBroker(scenario: Scenario, urlBroker: Partial<UrlSpec>): Scenario {
  const given = Object.keys(urlBroker);
  if (given.length === 0) return scenario;
  if (scenario.broker.kind === "url") return { ...scenario, broker: { ...scenario.broker, ...urlBroker } };
  throw new MqbenchError(
    "usage",
    `${scenario.broker.name} is started by mqbench: ${given.map((key) => urlKeys[key] ?? key).join(", ")} cannot be given`,
    {
      hint: "these are for a broker given by URL: --broker mqtt://127.0.0.1:1883",
    },
  );
}

/** The scenario of one combination of the axes; undefined where it has mistakes, which are added to the list. */
function resolveCase(
  document: ScenarioDocument,
  source: Readonly<Record<string, unknown>>,
  axes: Axes,
  { mistakes, devices }: { readonly mistakes: Mistake[]; readonly devices: DeviceFiles },
): Scenario | undefined {
  const swept = structuredClone(source);
  for (const [axis, value] of Object.entries(axes)) {
    const path = ["sweep", axis];
    const place = document.placeOf(path);
    if (setIn(swept, toPath(axis), value, { place, path, text: `sweep.${axis}` })) continue;
    mistakes.push({ place, path, text: `sweep.${axis} names nothing that could hold a value` });
    return undefined;
  }
  const { data, issues } = parseFile(swept);
  // The file itself is sound: what is wrong here comes from the axis.
  const place = document.placeOf(["sweep"]);
  for (const issue of describeIssues(document, issues))
    mistakes.push({ ...issue, place, text: `case ${caseId(axes)}: ${issue.text}` });
  if (data === undefined) return undefined;
  const report: Report = (path, text) => void mistakes.push({ place: document.placeOf(path), path, text });
  return resolveScenario(data, { file: document.file, files: devices, report });
}

/** Writes a value at a path, making what is missing on the way; false where something else stands in the way. */
function setIn(target: unknown, path: Path, value: unknown, axis: Mistake): boolean {
  const [first, ...rest] = path;
  if (first === undefined || !isRecord(target)) return false;
  const step = Array.isArray(target) ? placeInList(target, first) : first;
  if (typeof step === "object") throw scenarioError([{ ...axis, text: `${axis.text}: ${step.problem}` }]);
  // Not an own key of anything: writing it would reach every object there is.
  if (step === "__proto__") return false;
  if (rest.length === 0) {
    target[step] = value;
    return true;
  }
  if (!Object.hasOwn(target, step) || target[step] === null) target[step] = {};
  return setIn(target[step], rest, value, axis);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
