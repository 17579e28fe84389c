/** A machine's noise from runs of the same thing: how much each figure varies, and the smallest change it lets through. Pure. */
import { coefficientOfVariation } from "../metrics/statistics.ts";
import type { RunResult } from "../result/schema.ts";
import { validTrials } from "./cost.ts";
import { boundedFigureOf, comparedFigures, minEffectOf, nameOf } from "./figure.ts";
import type { FigureName } from "./figure.ts";
import { detectableChange, spreadOf } from "./ranks/power.ts";

export interface Noise {
  readonly case: string;
  readonly name: string;
  readonly trials: number;
  /** Standard deviation ÷ mean over the trials. */
  readonly variation: number;
  /** The least change that counts on this machine. */
  readonly minEffect: number;
  /** The change that eight of ten comparisons find, with as many trials a side as were made here; null: so few find none. */
  readonly detectable: number | null;
}

/** `sides` ran the same thing in each other's turn; their trials count as one sample. */
export function noiseOf(sides: readonly RunResult[]): readonly Noise[] {
  const samples = (sides[0]?.cases ?? []).flatMap(({ id }) =>
    comparedFigures.flatMap((figure): Sample[] => {
      const found = sides.map((side) => validTrials(side, id).flatMap((trial) => boundedFigureOf(trial, figure) ?? []));
      const bySide = found.map((side) => side.map(({ value }) => value));
      const values = bySide.flat();
      // Of what is only known to be at least so long the spread is not known.
      const isKnown = !found.flat().some(({ isAtLeast }) => isAtLeast) && values.every((value) => value > 0);
      return isKnown && values.length >= 2 ? [{ case: id, figure, bySide, values }] : [];
    }),
  );
  const tests = samples.filter(({ values }) => new Set(values).size > 1).length;
  return samples.map((sample) => describe(sample, tests));
}

interface Sample {
  readonly case: string;
  readonly figure: FigureName;
  readonly bySide: readonly (readonly number[])[];
  readonly values: readonly number[];
}

/** As it would be compared: two runs, all figures at once. */
function describe({ case: id, figure, bySide, values }: Sample, tests: number): Noise {
  const variation = coefficientOfVariation(values);
  const minEffect = Math.max(minEffectOf(figure), noiseMultiple * variation);
  const trials = Math.round(values.length / bySide.length);
  const spread = spreadOf(bySide.map((side) => side.map(Math.log)));
  const found = detectableChange(spread, { test: "Mann-Whitney", trials: [trials, trials], tests, minEffect });
  const detectable = Number.isFinite(found) ? found : null;
  return { case: id, name: nameOf(figure), trials: values.length, variation, minEffect, detectable };
}

/** A change below twice the noise is not worth a build. */
export const noiseMultiple = 2;
