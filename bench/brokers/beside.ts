/** Two passes of the comparison beside each other: which of two brokers a figure is lower for, by both, and what one says alone. Pure. */
import { tableOf } from "./cells.ts";
import type { ComparedBroker } from "./page.ts";
import { reachesOf } from "./reaches.ts";
import type { Reach } from "./reaches.ts";

/** Of the first of two brokers against the second. not compared: one of them does not have the figure, or no interval of it. */
export type Verdict = "lower" | "higher" | "no difference seen" | "not compared";

/** What differs by less is not told of as a difference: as little is a machine's own from one hour to the next. */
const leastDifference = 0.05;

export function verdictOf(one: Reach | undefined, other: Reach | undefined): Verdict {
  if (one === undefined || other === undefined) return "not compared";
  if (isBelow(one, other)) return "lower";
  return isBelow(other, one) ? "higher" : "no difference seen";
}

/** The intervals do not touch, and what they are of is far enough apart. */
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

export function changedVerdicts(first: Pass, second: Pass): readonly PairVerdict[] {
  return pairVerdicts(first, second).filter(isChanged);
}

function isChanged({ verdicts: [here, there] }: PairVerdict): boolean {
  return here !== there;
}

/** Each pass says the opposite of the other. */
function isContradicted({ verdicts }: PairVerdict): boolean {
  return verdicts.includes("lower") && verdicts.includes("higher");
}

function isDifference({ verdicts: [here, there] }: PairVerdict): boolean {
  return here === there && here !== "no difference seen";
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
  const drifts = driftRows(first, second);
  const [here, there] = folders;
  return `${[
    "# Two passes beside each other",
    `Written by \`${command}\`: \`${here}\` is the first pass, \`${there}\` the second.`,
    `A figure is lower for one of two brokers where its 95 % interval ends below that of the other begins and the means differ by ${leastDifference * 100} % or more. Of a capacity, the rate that failed for the one is below what the other sustained; of guarantees, the number of broken steps counts. What only one pass says is no verdict to cite.`,
    changed.length === 0
      ? `**No verdict changed**, of ${all.length}.`
      : `**Verdicts that changed: ${changed.length} of ${all.length}**, of which the passes contradict each other in ${changed.filter(isContradicted).length}.`,
    seenAgainText(all),
    tableOf(
      ["figure", "pairs", "a difference in both", "none seen in both", "in one pass alone", "contradicted"],
      [...new Set(all.map(({ figure }) => figure))].map((figure) => countsOf(figure, all)),
    ),
    `## What changed\n\n${changed.length === 0 ? "Nothing." : changedTable(changed)}`,
    `## The machine from one pass to the next\n\nA broker against itself, by the same rule: where it differs, so may two brokers for no other reason.\n\n${drifts.length === 0 ? "No broker differs from itself." : tableOf(["figure", "broker", "first pass", "second pass"], drifts)}`,
  ].join("\n\n")}\n`;
}

/** How much of what one pass sees the other sees, too. */
function seenAgainText(all: readonly PairVerdict[]): string {
  const isSeen = (verdict: Verdict): boolean => verdict === "lower" || verdict === "higher";
  const inBoth = all.filter(isDifference).length;
  const [first, second] = ([0, 1] as const).map((pass) => all.filter(({ verdicts }) => isSeen(verdicts[pass])).length);
  return `Differences seen: ${first} by the first pass, ${second} by the second, ${inBoth} by both.`;
}

function countsOf(figure: string, all: readonly PairVerdict[]): readonly string[] {
  const own = all.filter((each) => each.figure === figure);
  const contradicted = own.filter(isContradicted).length;
  const counts = [
    own.length,
    own.filter(isDifference).length,
    own.filter((each) => !isChanged(each) && !isDifference(each)).length,
    own.filter(isChanged).length - contradicted,
    contradicted,
  ];
  return [figure, ...counts.map(String)];
}

function changedTable(changed: readonly PairVerdict[]): string {
  return tableOf(
    ["figure", "broker", "its two passes", "against", "its two passes", "first pass", "second pass"],
    changed.map(({ figure, brokers: [one, other], verdicts: [here, there], texts: [own, others] }) => [
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
      return verdict === "lower" || verdict === "higher" ? [[figure, broker.title, reach.text, other?.text ?? ""]] : [];
    });
  });
}
