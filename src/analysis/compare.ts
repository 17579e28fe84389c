/** What changed between two runs, by case and figure: exact ones by equality, the others by their trials. Pure. */
import type { Better, Unit } from "../metrics/metric-info.ts";
import { metricInfo } from "../metrics/catalogue.ts";
import type { MetricInfo, MetricName } from "../metrics/catalogue.ts";
import { median } from "../metrics/statistics.ts";
import { noiseMultiple } from "./calibrate.ts";
import { judgeDifference, measureDifference } from "./ranks/compare-samples.ts";
import type { Difference, Judgement, Samples } from "./ranks/compare-samples.ts";
import { outliersOf } from "./ranks/effect.ts";
import { environmentDifferences } from "./environment-match.ts";
import {
  boundedFigureOf,
  comparedFigures,
  exactMetrics,
  figureOf,
  minEffectOf,
  nameOf,
  whyNotWhole,
  wholeFigureOf,
} from "./figure.ts";
import type { FigureName } from "./figure.ts";
import { matchCases } from "./match-cases.ts";
import type { CasePair } from "./match-cases.ts";
import { scenarioDifferences } from "./scenario-difference.ts";
import { isPlanned } from "./side.ts";
import type { ExactFigure, Side, SideCase } from "./side.ts";
import { fewestTrialsFor, holm, leastP, significanceLevel } from "./ranks/significance.ts";
import type { TestName } from "./ranks/significance.ts";

export interface CompareOptions {
  /** Beside the exact ones; what is compared when nobody says otherwise. */
  readonly figures?: readonly FigureName[];
  /** Times of different environments, too. */
  readonly isForced?: boolean;
  /** What a calibration says: the coefficient of variation of a figure in a case on this machine, as a share. */
  readonly noiseOf?: (caseId: string, figure: FigureName) => number | null;
}

export interface Comparison {
  readonly scenario: string;
  readonly base: Side;
  readonly head: Side;
  /** Between the environments, in words; times are compared only when there are none. */
  readonly environmentDifferences: readonly string[];
  readonly isTimingRefused: boolean;
  /** Whether trial n of both was run in one round. */
  readonly isPaired: boolean;
  /** Tests that no result of so few trials could pass; null: there are enough. */
  readonly tooFew: TooFew | null;
  readonly cases: readonly ComparedCase[];
  /** Cases of one side alone. */
  readonly onlyBase: readonly string[];
  readonly onlyHead: readonly string[];
}

export interface TooFew {
  readonly test: TestName;
  /** The fewest of a side, or pairs, that a figure has; and of the other side, which may have more. */
  readonly trials: number;
  readonly beside: number;
  /** Tests that are made at once. */
  readonly tests: number;
  /** The fewest trials of the side that has fewer, or pairs, that could pass one among so many. */
  readonly needed: number;
}

export interface ComparedCase {
  readonly id: string;
  /** Between the scenarios of both, in words. */
  readonly scenarioDifferences: readonly string[];
  readonly exact: readonly ComparedExact[];
  readonly measured: readonly ComparedFigure[];
}

export interface ComparedExact {
  readonly metric: MetricName;
  readonly unit: Unit;
  /** null: it does not exist there. */
  readonly base: ExactFigure | null;
  readonly head: ExactFigure | null;
  /** changed: of what has no better direction; new and gone: of what one side alone has. */
  readonly verdict: "same" | "regressed" | "improved" | "changed" | "new" | "gone";
}

export interface ComparedFigure extends FigureName {
  readonly name: string;
  readonly unit: Unit;
  readonly better: Better;
  /** Medians over the trials; null: that side does not have it. */
  readonly base: number | null;
  readonly head: number | null;
  /** Whose figures are only lower bounds in some trial, since not everything ended. */
  readonly bounds: { readonly base: boolean; readonly head: boolean };
  readonly minEffect: number;
  /** Trials beyond Tukey's fences, of both sides: kept, and said. */
  readonly outliers: number;
  readonly outcome:
    /** `set by the scenario`: a rate at which every message came through is the one that was asked for. */
    | { readonly kind: "not compared" | "set by the scenario"; readonly why: string }
    | {
        readonly kind: "compared";
        readonly difference: Difference;
        readonly adjustedP: number;
        readonly judgement: Judgement;
      };
}

export function compare(base: Side, head: Side, options: CompareOptions = {}): Comparison {
  const differences =
    base.environment === null || head.environment === null
      ? []
      : environmentDifferences(base.environment, head.environment);
  const isPaired = base.run !== null && base.run === head.pairedWith;
  const isTimingRefused = differences.length > 0 && options.isForced !== true;
  const { pairs, onlyBase, onlyHead } = matchCases(base.cases, head.cases);
  const measured = pairs.map((pair) => measureCase(pair, isPaired, isTimingRefused, options));
  const { figures, tooFew } = judgeAll(measured);
  return {
    scenario: head.scenario,
    base,
    head,
    environmentDifferences: differences,
    isTimingRefused,
    isPaired,
    tooFew,
    cases: pairs.map((pair, index) => ({
      id: pair.id,
      scenarioDifferences: scenarioDifferences(pair.base.scenario, pair.head.scenario),
      exact: compareExact(pair),
      measured: figures[index] ?? [],
    })),
    onlyBase: onlyBase.filter((id) => !head.withoutTrials.includes(id)),
    onlyHead: onlyHead.filter((id) => !base.withoutTrials.includes(id)),
  };
}

function compareExact({ base, head }: CasePair): readonly ComparedExact[] {
  return exactMetrics.flatMap((metric): ComparedExact[] => {
    const [from, to] = [base.exact.get(metric) ?? null, head.exact.get(metric) ?? null];
    if (from === null && to === null) return [];
    const info = metricInfo(metric);
    return [{ metric, unit: info.unit, base: from, head: to, verdict: judgeExact(from, to, info) }];
  });
}

/** The verdict on an exact figure: where one direction is better the worst trial counts; where none is, any difference. */
function judgeExact(
  base: ExactFigure | null,
  head: ExactFigure | null,
  { better }: MetricInfo,
): ComparedExact["verdict"] {
  if (base === null) return "new";
  if (head === null) return "gone";
  if (better === "neither") return base.min === head.min && base.max === head.max ? "same" : "changed";
  const worseBy = better === "higher" ? base.min - head.min : head.max - base.max;
  return worseBy === 0 ? "same" : worseBy > 0 ? "regressed" : "improved";
}

type MeasuredFigure = ComparedFigure & { readonly difference: Difference | string };

function measureCase(
  { id, base, head }: CasePair,
  isPaired: boolean,
  isTimingRefused: boolean,
  { figures = comparedFigures, noiseOf }: CompareOptions,
): readonly MeasuredFigure[] {
  return figures.flatMap((figure): MeasuredFigure[] => {
    const samples = samplesOf(base, head, figure, isPaired);
    // A committed baseline has no trials, and so no figures that vary.
    const missing = missingIn(base, figure) ?? missingIn(head, figure);
    const isNowhere = samples.base.length === 0 && samples.head.length === 0 && missing === undefined;
    if (base.trials.length === 0 || isNowhere) return [];
    const noise = noiseOf?.(id, figure) ?? 0;
    const { unit, better } = metricInfo(figure.metric);
    const isGiven = isSetByScenario(figure, base) && isSetByScenario(figure, head);
    const difference = isTimingRefused
      ? "the environments differ"
      : isGiven
        ? "every message came through"
        : (missing ?? measureDifference(samples));
    return [
      {
        ...figure,
        name: nameOf(figure),
        unit,
        better,
        base: samples.base.length === 0 ? null : median(samples.base),
        head: samples.head.length === 0 ? null : median(samples.head),
        bounds: { base: hasBounds(base, figure), head: hasBounds(head, figure) },
        minEffect: Math.max(minEffectOf(figure), noiseMultiple * noise),
        outliers: outliersOf(samples.base).length + outliersOf(samples.head).length,
        outcome: {
          kind: isGiven && !isTimingRefused ? "set by the scenario" : "not compared",
          why: typeof difference === "string" ? difference : "",
        },
        difference,
      },
    ];
  });
}

/** Of a trial whose figure is not of every message: it is no sample. */
function missingIn({ trials }: SideCase, figure: FigureName): string | undefined {
  return trials.map((trial) => whyNotWhole(trial, figure)).find((why) => why !== undefined);
}

function hasBounds({ trials }: SideCase, figure: FigureName): boolean {
  return trials.some((trial) => boundedFigureOf(trial, figure)?.isAtLeast === true);
}

/** What is only known to be at least so long can be told to be longer than the other side, and never to be shorter, or the same. */
function isCertain(verdict: Judgement["verdict"], { base, head }: ComparedFigure["bounds"]): boolean {
  if (base && head) return false;
  return head ? verdict === "regressed" : base ? verdict === "improved" : true;
}

function boundsInWords({ base, head }: ComparedFigure["bounds"]): string {
  const whose = base && head ? "both sides are" : head ? "head is" : "base is";
  return `${whose} only known to be at least that: not everything ended`;
}

function samplesOf(base: SideCase, head: SideCase, figure: FigureName, isPaired: boolean): Samples {
  const values = (side: SideCase): ReadonlyMap<number, number> =>
    new Map(
      side.trials.flatMap((trial) => {
        const value = wholeFigureOf(trial, figure);
        return value === null ? [] : [[trial.trial, value] as const];
      }),
    );
  const [from, to] = [values(base), values(head)];
  const pairs = [...from].flatMap(([trial, value]) => {
    const partner = to.get(trial);
    return partner === undefined ? [] : [[value, partner] as const];
  });
  return { base: [...from.values()], head: [...to.values()], pairs: isPaired ? pairs : null };
}

/** What keeps each rate below the one that is asked for, where anything does. */
const shortfalls: Readonly<Partial<Record<MetricName, readonly MetricName[]>>> = {
  acknowledgedRate: ["unsent", "refused", "unfinished"],
  deliveredRate: ["unsent", "refused", "unfinished", "lost"],
};

/** Whether a rate is no figure of the broker's: the messages are due by a schedule, and each of them came through in every trial. */
function isSetByScenario({ metric }: FigureName, side: SideCase): boolean {
  const accounts = shortfalls[metric];
  if (accounts === undefined || !isPlanned(side.scenario)) return false;
  return side.trials.every((trial) =>
    accounts.every((account) => (figureOf(trial, { metric: account, statistic: null }) ?? 0) === 0),
  );
}

/**
 * All tests of a comparison are made at once: the more there are, the less likely each must be by chance. What is the same in every
 * trial of both sides can never differ by chance, so it takes no place among them (Tarone 1990).
 */
function judgeAll(cases: readonly (readonly MeasuredFigure[])[]): {
  readonly figures: readonly (readonly ComparedFigure[])[];
  readonly tooFew: TooFew | null;
} {
  const differences = cases.flat().flatMap(({ difference }) => (typeof difference === "string" ? [] : [difference]));
  const tested = differences.filter(({ isConstant }) => !isConstant);
  const tests = tested.length;
  const adjusted = holm(tested.map(({ p }) => p));
  const figures = cases.map((measured) =>
    measured.map(({ difference, ...figure }): ComparedFigure => {
      if (typeof difference === "string") return figure;
      const adjustedP = adjusted[tested.indexOf(difference)] ?? 1;
      const { minEffect, better, bounds } = figure;
      const judgement = judgeDifference(difference, { adjustedP, tests, minEffect, better });
      if (!isCertain(judgement.verdict, bounds))
        return { ...figure, outcome: { kind: "not compared", why: boundsInWords(bounds) } };
      return { ...figure, outcome: { kind: "compared", difference, adjustedP, judgement } };
    }),
  );
  return { figures, tooFew: findTooFew(tested) };
}

/** The test that its trials leave the least to say, where it can say nothing: a figure that no outcome could call changed is not held. */
function findTooFew(tested: readonly Difference[]): TooFew | null {
  const [least] = tested.toSorted((a, b) => leastP(b.test, b.trials) - leastP(a.test, a.trials));
  const tests = tested.length;
  if (least === undefined || leastP(least.test, least.trials) * tests < significanceLevel) return null;
  const [trials, beside] = [Math.min(...least.trials), Math.max(...least.trials)];
  // Signed ranks need their pairs on both sides.
  const needed = fewestTrialsFor(least.test, significanceLevel / tests, beside);
  return { test: least.test, trials, beside, tests, needed };
}
