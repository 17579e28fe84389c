/** The thresholds of a scenario file, and what makes one pass by never being asked, or fail whatever is measured. */
import { whyNotApplicable } from "../../applicability.ts";
import type { ScenarioDocument } from "../../document/document.ts";
import type { Mistake } from "../../document/mistake.ts";
import type { Path } from "../../document/path.ts";
import { nearest } from "../../document/nearest.ts";
import { rowOf } from "../../loads.ts";
import type { ResolvedCase } from "../../planning/plan.ts";
import { whyTooFewSamples } from "../../planning/planned-samples.ts";
import type { ScenarioFile } from "../../schema.ts";
import { shownValue } from "../../sweep.ts";
import type { Axes } from "../../sweep.ts";
import { groupProblem } from "./threshold-group.ts";
import { parseThreshold } from "./thresholds.ts";
import type { Threshold } from "./thresholds.ts";
import { whyAtEndOnly } from "../../while-running.ts";

/** The thresholds, also of a file that has other mistakes: all are said at once. */
export function parseThresholds(
  document: ScenarioDocument,
  source: unknown,
  base: ScenarioFile | null,
  mistakes: Mistake[],
): readonly Threshold[] {
  const entries: readonly unknown[] =
    isRecord(source) && Array.isArray(source["thresholds"]) ? source["thresholds"] : [];
  return entries.flatMap((entry, index) => {
    const text = isRecord(entry) ? entry["check"] : entry;
    if (typeof text !== "string") return [];
    const path: Path = isRecord(entry) ? ["thresholds", index, "check"] : ["thresholds", index];
    const place = document.placeOf(path);
    const parsed = parseThreshold(text, "option" in place ? null : place);
    if (typeof parsed === "string") {
      mistakes.push({ place, path, text: parsed });
      return [];
    }
    // The axes of a file with other mistakes are unknown, and so is when this would end the run.
    const stated = base?.thresholds[index];
    const abortAfterNs = typeof stated === "object" ? stated.abortAfter : null;
    const threshold = { ...parsed, abortAfterNs };
    const problem =
      base === null ? undefined : (axisProblem(threshold, base.sweep ?? {}) ?? abortProblem(threshold, base));
    if (problem !== undefined) mistakes.push({ place, path, text: problem });
    return [threshold];
  });
}

/** A threshold that no case can be held against would pass by never being asked. */
export function idleThresholds(
  document: ScenarioDocument,
  thresholds: readonly Threshold[],
  cases: readonly ResolvedCase[],
): readonly Mistake[] {
  return thresholds.flatMap((threshold, index) => {
    const reasons = cases
      .filter(({ axes }) => appliesTo(threshold, axes))
      .map(({ scenario }) => whyNotApplicable(threshold, scenario));
    if (reasons.length === 0 || reasons.includes(null)) return [];
    const path = ["thresholds", index];
    const text = `${threshold.text} applies in no case: ${[...new Set(reasons)].join(", ")}; leave it out`;
    return [{ place: document.placeOf(path), path, text }];
  });
}

/** A threshold on a group that does not exist, or on what groups do not have, would never be checked. */
export function findGroupMistakes(
  document: ScenarioDocument,
  thresholds: readonly Threshold[],
  { axes, scenario }: Pick<ResolvedCase, "axes" | "scenario">,
): readonly Mistake[] {
  return thresholds.flatMap((threshold, index) => {
    const problem = appliesTo(threshold, axes) ? groupProblem(threshold, scenario) : undefined;
    const path = ["thresholds", index];
    return problem === undefined ? [] : [{ place: document.placeOf(path), path, text: problem }];
  });
}

/** A percentile that the planned messages are too few for fails whatever is measured. */
export function findTooFewSamples(
  document: ScenarioDocument,
  thresholds: readonly Threshold[],
  cases: readonly ResolvedCase[],
): readonly Mistake[] {
  return thresholds.flatMap((threshold, index) => {
    const found = cases.flatMap(({ id, axes, scenario }) => {
      const why = appliesTo(threshold, axes) ? whyTooFewSamples(threshold, scenario) : undefined;
      return why === undefined ? [] : [{ id, why }];
    });
    const [first, ...others] = found;
    if (first === undefined) return [];
    const more = others.length === 0 ? "" : ` (and in ${others.length} more)`;
    const of = first.id === "" ? "" : ` in case ${first.id}${more}`;
    const path = ["thresholds", index];
    return [{ place: document.placeOf(path), path, text: `${threshold.text}${of}: ${first.why}` }];
  });
}

function abortProblem(threshold: Threshold, { load }: ScenarioFile): string | undefined {
  if (threshold.abortAfterNs === null) return undefined;
  if (rowOf(load).traits.course !== "phases")
    return `under load ${load.kind} no threshold ends a run: leave abortAfter out`;
  return whyAtEndOnly(threshold);
}

/** A threshold on a case that does not exist would never be checked. */
function axisProblem({ axes }: Threshold, sweep: NonNullable<ScenarioFile["sweep"]>): string | undefined {
  for (const [axis, value] of Object.entries(axes)) {
    const values = sweep[axis];
    if (values === undefined) return `no axis ${axis} is swept${nearest(axis, Object.keys(sweep))}`;
    if (!values.some((each) => String(each) === value))
      return `no case has ${axis}=${shownValue(value)}: the sweep has ${values.map(shownValue).join(", ")}`;
  }
  return undefined;
}

export function appliesTo({ axes }: Threshold, of: Axes): boolean {
  return Object.entries(axes).every(([axis, value]) => String(of[axis]) === value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
