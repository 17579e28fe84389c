/** The figures of one run by case, over its valid trials: what a dashboard or a history keeps of it. Pure. */
import { metricInfo } from "../metrics/catalogue.ts";
import type { Better, Unit } from "../metrics/metric-info.ts";
import { median } from "../metrics/statistics.ts";
import type { RunResult, Trial } from "../result/schema.ts";
import { validTrials } from "./cost.ts";
import { medianInterval } from "./ranks/effect.ts";
import { boundedFigureOf, comparedFigures, exactMetrics, nameOf, wholeFigureOf } from "./figure.ts";
import type { FigureName } from "./figure.ts";

export interface SummaryFigure extends FigureName {
  readonly name: string;
  readonly unit: Unit;
  readonly better: Better;
  readonly isExact: boolean;
  /** The median over the trials. */
  readonly value: number;
  /** 95 %; null with fewer than six trials, and of exact figures. */
  readonly interval: readonly [low: number, high: number] | null;
  readonly trials: number;
}

export interface CaseSummary {
  readonly id: string;
  readonly trials: number;
  readonly valid: number;
  readonly figures: readonly SummaryFigure[];
  /** Figures that are only lower bounds in a trial, since not everything ended: no point of a trend. */
  readonly bounds: readonly string[];
}

/** Figures without a better direction are left out: nobody could say whether a change of them is good. */
export function summariseRun(result: RunResult): readonly CaseSummary[] {
  const wanted = [...comparedFigures, ...exactMetrics.map((metric) => ({ metric, statistic: null }))].filter(
    ({ metric }) => metricInfo(metric).better !== "neither",
  );
  return result.cases.map(({ id }) => {
    const trials = validTrials(result, id);
    return {
      id,
      trials: result.trials.filter((trial) => trial.case === id).length,
      valid: trials.length,
      bounds: wanted.filter((figure) => isBound(trials, figure)).map(nameOf),
      figures: wanted.flatMap((figure): SummaryFigure[] => {
        const values = trials.map((trial) => wholeFigureOf(trial, figure)).filter((value) => value !== null);
        if (values.length === 0 || isBound(trials, figure)) return [];
        const { unit, better, metricClass } = metricInfo(figure.metric);
        const isExact = metricClass === "exact";
        return [
          {
            ...figure,
            name: nameOf(figure),
            unit,
            better,
            isExact,
            value: median(values),
            interval: isExact ? null : medianInterval(values),
            trials: values.length,
          },
        ];
      }),
    };
  });
}

function isBound(trials: readonly Trial[], figure: FigureName): boolean {
  return trials.some((trial) => boundedFigureOf(trial, figure)?.isAtLeast === true);
}

/** `qos=2 publishLatency.p99, ...`; empty where every figure is known. */
export function boundsOf(cases: readonly CaseSummary[]): string {
  return cases.flatMap(({ id, bounds }) => bounds.map((name) => (id === "" ? name : `${id} ${name}`))).join(", ");
}
