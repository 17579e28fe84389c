/** A machine's noise from runs of the same thing: how much each figure varies, and the smallest change it lets through. Pure. */
import { coefficientOfVariation } from "simple-statistics";
import type { RunResult } from "../result/schema.ts";
import { detectableChange } from "./compare-samples.ts";
import { validTrials } from "./cost.ts";
import { comparedFigures, boundedFigureOf, minEffectOf, nameOf } from "./figure.ts";

export interface Noise {
  readonly case: string;
  readonly name: string;
  readonly trials: number;
  /** Standard deviation ÷ mean over the trials. */
  readonly variation: number;
  /** The least change that counts on this machine. */
  readonly minEffect: number;
  /** Found eight times out of ten with as many trials a side as were made here. */
  readonly detectable: number;
}

/** `sides` ran the same thing in each other's turn; their trials count as one sample. */
export function noiseOf(sides: readonly RunResult[]): readonly Noise[] {
  const cases = sides[0]?.cases ?? [];
  return cases.flatMap(({ id }) => {
    const trials = sides.flatMap((side) => validTrials(side, id));
    return comparedFigures.flatMap((figure): Noise[] => {
      const found = trials.map((trial) => boundedFigureOf(trial, figure)).filter((value) => value !== null);
      const values = found.map(({ value }) => value);
      // Of what is only known to be at least so long the spread is not known.
      if (found.some(({ isAtLeast }) => isAtLeast) || values.length < 2 || values.some((value) => value <= 0))
        return [];
      const variation = coefficientOfVariation(values);
      const minEffect = Math.max(minEffectOf(figure), noiseMultiple * variation);
      const logError = variation * Math.sqrt(2 / (values.length / sides.length));
      const detectable = detectableChange(minEffect, logError);
      return [{ case: id, name: nameOf(figure), trials: values.length, variation, minEffect, detectable }];
    });
  });
}

/** A change below twice the noise is not worth a build. */
export const noiseMultiple = 2;
