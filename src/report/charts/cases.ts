/** The cases that charts and tables show side by side, each with a name of its own. Pure. */
import { validTrials } from "../../analysis/cost.ts";
import type { ResultCase, RunResult, Trial } from "../../result/schema.ts";
import { shortName } from "../case-names.ts";
import { escapeTerminal } from "../escape.ts";
import { allGroups, hasGroups } from "../parts/groups-text.ts";
import { scenarioName } from "../summary.ts";

export interface ShownRun {
  /** A name of its own among all that are shown; empty when there is one. */
  readonly label: string;
  readonly result: RunResult;
}

export interface ShownCase {
  /** A name of its own among all that are shown; says so where its figures blend several groups of sensors. */
  readonly label: string;
  /** Which result it is of; empty when there is one. */
  readonly run: string;
  /** Its name within its result. */
  readonly name: string;
  readonly of: ResultCase;
  /** Valid ones; at least one. */
  readonly trials: readonly [Trial, ...Trial[]];
}

/** More in one chart would not be told apart. */
const mostInChart = 6;

/** By start, commit, broker, and scenario where it differs: that is what runs are compared by. Numbered where these do not tell them apart. */
export function shownRuns(results: readonly RunResult[]): readonly ShownRun[] {
  const isOneScenario = new Set(results.map(scenarioName)).size === 1;
  const labels = results.map((result) => {
    const { run, startedAt, environment, trials } = result;
    const parts = [
      startedAt.slice(0, 16).replace("T", " "),
      environment.commit === null ? run : environment.commit.slice(0, 7),
      ...(isOneScenario ? [] : [scenarioName(result)]),
      ...new Set(trials.map(({ broker }) => broker.name)),
    ];
    return escapeTerminal(parts.join(" "));
  });
  return results.map((result, index) => {
    const label = labels[index] ?? "";
    const isOwn = labels.filter((other) => other === label).length === 1;
    return { label: results.length === 1 ? "" : isOwn ? label : `${label} (${index + 1})`, result };
  });
}

/** Every case with a valid trial; of several results each case says whose it is. */
export function shownCases(runs: readonly ShownRun[]): readonly ShownCase[] {
  return runs.flatMap(({ label: run, result }) =>
    result.cases.flatMap((of): ShownCase[] => {
      const [first, ...others] = validTrials(result, of.id);
      if (first === undefined) return [];
      const name = caseLabel(result, of);
      const blend = hasGroups(first) ? [allGroups] : [];
      const label = [run === "" ? name : `${run} ${name}`, ...blend].join(", ");
      return [{ label, run, name, of, trials: [first, ...others] }];
    }),
  );
}

/** The name of a case within its result: the scenario's, where nothing is swept. */
export function caseLabel(result: RunResult, { id }: ResultCase): string {
  return escapeTerminal(id === "" ? scenarioName(result) : shortName(result.cases, id));
}

/** As many charts as it takes: one for a few cases, otherwise one for each set of cases that differ in QoS alone. */
export function chartGroups(cases: readonly ShownCase[]): readonly (readonly ShownCase[])[] {
  if (cases.length === 0) return [];
  if (cases.length <= mostInChart) return [cases];
  const groups = new Map<string, ShownCase[]>();
  for (const each of cases) {
    const { qos: _, ...others } = each.of.axes;
    const key = JSON.stringify(others);
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  const chosen = groups.size === cases.length ? [[...cases]] : [...groups.values()];
  return chosen.flatMap((group) =>
    Array.from({ length: Math.ceil(group.length / mostInChart) }, (_, at) =>
      group.slice(at * mostInChart, (at + 1) * mostInChart),
    ),
  );
}
