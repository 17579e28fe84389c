/** How each of several cases looks beside the others, and what it is called there: by its level, its broker, its side. Pure. */
import { sensorsLevel } from "../../analysis/cost.ts";
import type { ResultCase, RunResult } from "../../result/schema.ts";
import { caseLabel } from "./cases.ts";
import type { ShownCase } from "./cases.ts";
import { brokerLook, levelLook, plainLook, sideLook } from "./palette.ts";
import type { Look } from "./palette.ts";

/** What tells a case from the others. */
interface Told {
  /** A name of its own among all that are shown. */
  readonly label: string;
  /** Which result it is of; empty when there is one. */
  readonly run: string;
  /** Its name within its result. */
  readonly name: string;
  readonly of: ResultCase;
  readonly broker: string;
}

export interface Named {
  readonly name: string;
  readonly look: Look;
}

/** One a case, in their order. */
export function looksOfCases(cases: readonly ShownCase[]): readonly Named[] {
  return looksOf(cases.map((each) => ({ ...each, broker: each.trials[0].broker.name })));
}

/** Every case that the broker can run, also those without a valid trial. */
export function namedCases(result: RunResult): readonly (Named & { readonly id: string })[] {
  const told = result.cases
    .filter(({ unsupported }) => unsupported === null)
    .map((of): Told => {
      const name = caseLabel(result, of);
      const broker = result.trials.find((trial) => trial.case === of.id)?.broker.name ?? "";
      return { label: name, run: "", name, of, broker };
    });
  return looksOf(told).map((named, index) => ({ ...named, id: told[index]?.of.id ?? "" }));
}

function looksOf(cases: readonly Told[]): readonly Named[] {
  const runs = [...new Set(cases.map(({ run }) => run))];
  if (runs.length > 1) return cases.map(({ label, run }) => ({ name: label, look: runLook(runs, run) }));
  const levels = cases.map(({ of }) => sensorsLevel(of));
  const brokers = cases.map(({ of, broker }) => String(of.axes["broker"] ?? broker));
  if (isDistinct(levels) && !levels.includes(null))
    return cases.map(({ name, of }, index) => ({
      name: isSweptAlone(cases, of.axes, "qos") ? `QoS ${levels[index]}` : name,
      look: levelLook(levels[index] ?? 0),
    }));
  const looks = brokers.map(brokerLook);
  if (isDistinct(brokers) && !looks.includes(undefined))
    return cases.map(({ name, of }, index) => ({
      name: isSweptAlone(cases, of.axes, "broker") ? (brokers[index] ?? name) : name,
      look: looks[index] ?? plainLook(index),
    }));
  return cases.map(({ name, of }, index) => ({
    name: isSweptAlone(cases, of.axes, "broker") ? (brokers[index] ?? name) : name,
    look: plainLook(index),
  }));
}

/** The look of one of several results: two are sides, more are told apart as any things are. */
export function runLook(runs: readonly string[], run: string): Look {
  const index = runs.indexOf(run);
  return runs.length === 2 ? sideLook(index === 0 ? 0 : 1) : plainLook(index);
}

function isDistinct(values: readonly unknown[]): boolean {
  return new Set(values).size === values.length;
}

/** Whether the cases differ in that key alone. */
function isSweptAlone(cases: readonly Told[], axes: ResultCase["axes"], end: string): boolean {
  const differing = Object.keys(axes).filter((key) => new Set(cases.map(({ of }) => of.axes[key])).size > 1);
  return differing.length === 1 && differing[0]?.split(".").at(-1) === end;
}
