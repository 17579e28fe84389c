/** The cases that charts and tables show side by side, each with a name of its own. Pure. */
import { validTrials } from "../../analysis/cost.ts";
import type { ResultCase, RunResult, Trial } from "../../result/schema.ts";
import { escapeTerminal } from "../escape.ts";
import { scenarioName } from "../summary.ts";

export interface ShownCase {
  /** Of its own among all that are shown. */
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
const mostInChart = 8;

/** Every case with a valid trial; of several results each case says whose it is. */
export function shownCases(results: readonly RunResult[]): readonly ShownCase[] {
  const runs = runLabels(results);
  return results.flatMap((result, index) =>
    result.cases.flatMap((of): ShownCase[] => {
      const [first, ...others] = validTrials(result, of.id);
      if (first === undefined) return [];
      const run = escapeTerminal(runs[index] ?? "");
      const name = escapeTerminal(of.id === "" ? scenarioName(result) : of.id);
      return [{ label: run === "" ? name : `${run} ${name}`, run, name, of, trials: [first, ...others] }];
    }),
  );
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

/** Commit where it is known: that is what runs are compared by. Numbered where that does not tell them apart. */
function runLabels(results: readonly RunResult[]): readonly string[] {
  if (results.length < 2) return [""];
  const labels = results.map(({ run, startedAt, environment: { commit } }) => {
    const when = startedAt.slice(0, 16).replace("T", " ");
    return `${when} ${commit === null ? run : commit.slice(0, 7)}`;
  });
  return labels.map((label, index) =>
    labels.filter((other) => other === label).length === 1 ? label : `${label} (${index + 1})`,
  );
}
