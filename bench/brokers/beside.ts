/** Two passes of the comparison beside each other: which of two brokers a figure is lower for, by both, and what one tells alone. Pure. */
import { tableOf } from "./cells.ts";
import type { ComparedBroker } from "./page.ts";
import { reachesOf } from "./reaches.ts";
import type { Reach } from "./reaches.ts";

/**
 * Of the first of two brokers against the second. none: they cannot be told apart, which does not say that they are alike. not compared:
 * one of them does not have the figure, or too few trials of it.
 */
export type Verdict = "lower" | "higher" | "none" | "not compared";

/** What differs by less is not told of as a difference: as little is a machine's own from one hour to the next. */
const leastDifference = 0.05;

export function verdictOf(one: Reach | undefined, other: Reach | undefined): Verdict {
  if (one === undefined || other === undefined) return "not compared";
  if (isBelow(one, other)) return "lower";
  return isBelow(other, one) ? "higher" : "none";
}

/**
 * All of the one is below all of the other, and their middles are far enough apart. Of five trials against five the exact rank test has
 * 2 in 252 for that by chance; one trial that went badly opens no interval.
 */
function isBelow(one: Reach, other: Reach): boolean {
  return one.high < other.low && other.middle >= one.middle * (1 + leastDifference);
}

/** A figure of two brokers in both passes. */
export interface PairVerdict {
  readonly figure: string;
  readonly brokers: readonly [string, string];
  readonly verdicts: readonly [first: Verdict, second: Verdict];
  /** `first pass, second pass` of either broker. */
  readonly texts: readonly [string, string];
}

type Pass = readonly ComparedBroker[];

/** Every pair of brokers at every figure that one of the passes compares them by. */
export function pairVerdicts(first: Pass, second: Pass): readonly PairVerdict[] {
  const passes = [first, second].map((pass) => new Map(pass.map((broker) => [broker.title, reachesOf(broker)])));
  const titles = [...new Set([...first, ...second].map(({ title }) => title))];
  const pairs = titles.flatMap((one, at) => titles.slice(at + 1).map((other) => [one, other] as const));
  const figures = [...new Set(passes.flatMap((pass) => [...pass.values()].flatMap((reaches) => [...reaches.keys()])))];
  return figures.flatMap((figure) =>
    pairs.flatMap((brokers): PairVerdict[] => {
      const [here, there] = passes.map((pass) => brokers.map((title) => pass.get(title)?.get(figure)));
      const verdicts = [verdictOf(here?.[0], here?.[1]), verdictOf(there?.[0], there?.[1])] as const;
      if (verdicts.every((verdict) => verdict === "not compared")) return [];
      const textOf = (at: 0 | 1): string => `${here?.[at]?.text ?? "–"}, ${there?.[at]?.text ?? "–"}`;
      return [{ figure, brokers, verdicts, texts: [textOf(0), textOf(1)] }];
    }),
  );
}

/** What the one pass tells and the other turns round. */
export function changedVerdicts(first: Pass, second: Pass): readonly PairVerdict[] {
  return pairVerdicts(first, second).filter(isChanged);
}

function isChanged({ verdicts }: PairVerdict): boolean {
  return verdicts.includes("lower") && verdicts.includes("higher");
}

function isOfBoth({ verdicts: [here, there] }: PairVerdict): boolean {
  return here === there && isTold(here);
}

function isOfOne({ verdicts }: PairVerdict): boolean {
  return verdicts.filter(isTold).length === 1;
}

function isTold(verdict: Verdict): boolean {
  return verdict === "lower" || verdict === "higher";
}

export interface BesideFacts {
  readonly first: Pass;
  readonly second: Pass;
  readonly folders: readonly [string, string];
  readonly command: string;
}

export function besideText({ first, second, folders, command }: BesideFacts): string {
  const all = pairVerdicts(first, second);
  const changed = all.filter(isChanged);
  const ofOne = all.filter(isOfOne);
  const drifts = driftRows(first, second);
  const [here, there] = folders;
  const figures = [...new Set(all.map(({ figure }) => figure))];
  return `${[
    "# Two passes beside each other",
    `Written by \`${command}\`: \`${here}\` is the first pass, \`${there}\` the second.`,
    `A verdict says that a figure is lower for one of two brokers: each of its trials is below each of the other's (of five against five that is 2 in 252 by chance, by the exact rank test), and the medians differ by ${leastDifference * 100} % or more. Of bytes a held message the 95 % intervals do not touch; of a capacity, the rate that failed for the one is below what the other sustained; of guarantees, the number of broken steps counts. Where there is no verdict two brokers cannot be told apart here, which does not say that they are alike. A verdict is changed where the other pass turns it round; what only one pass tells is none to cite.`,
    changed.length === 0
      ? `**No verdict changed**, of ${all.length} pairs of figures.`
      : `**Verdicts that changed: ${changed.length}**, of ${all.length} pairs of figures.`,
    toldAgainText(all),
    tableOf(
      ["figure", "pairs", "told by both", "by neither", "by one pass alone", "changed"],
      figures.map((figure) => countsOf(figure, all)),
    ),
    ...(changed.length === 0 ? [] : [`## What changed\n\n${verdictTable(changed)}`]),
    `## What one pass tells alone\n\n${ofOne.length === 0 ? "Nothing." : verdictTable(ofOne)}`,
    `## The machine from one pass to the next\n\nA broker against itself, by the same rule: where it differs, so may two brokers for no other reason.\n\n${drifts.length === 0 ? "No broker differs from itself." : tableOf(["figure", "broker", "first pass", "second pass"], drifts)}`,
  ].join("\n\n")}\n`;
}

/** How much of what one pass tells the other tells, too. */
function toldAgainText(all: readonly PairVerdict[]): string {
  const inBoth = all.filter(isOfBoth).length;
  const [first, second] = ([0, 1] as const).map((pass) => all.filter(({ verdicts }) => isTold(verdicts[pass])).length);
  return `Verdicts told: ${first} by the first pass, ${second} by the second, ${inBoth} by both.`;
}

function countsOf(figure: string, all: readonly PairVerdict[]): readonly string[] {
  const own = all.filter((each) => each.figure === figure);
  const neither = own.filter(({ verdicts }) => !verdicts.some(isTold));
  const counts = [own, own.filter(isOfBoth), neither, own.filter(isOfOne), own.filter(isChanged)];
  return [figure, ...counts.map(({ length }) => String(length))];
}

function verdictTable(pairs: readonly PairVerdict[]): string {
  return tableOf(
    ["figure", "broker", "its two passes", "against", "its two passes", "first pass", "second pass"],
    pairs.map(({ figure, brokers: [one, other], verdicts: [here, there], texts: [own, others] }) => [
      figure,
      one,
      own,
      other,
      others,
      here,
      there,
    ]),
  );
}

function driftRows(first: Pass, second: Pass): readonly (readonly string[])[] {
  return first.flatMap((broker) => {
    const again = second.find(({ title }) => title === broker.title);
    const others = again === undefined ? undefined : reachesOf(again);
    return [...reachesOf(broker)].flatMap(([figure, reach]) => {
      const other = others?.get(figure);
      const verdict = verdictOf(reach, other);
      return isTold(verdict) ? [[figure, broker.title, reach.text, other?.text ?? ""]] : [];
    });
  });
}
