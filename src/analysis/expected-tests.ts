/** How many figures a comparison will test, before there is a trial: too few for them are known before hours are spent. Pure. */
import { isHistogramName } from "../metrics/catalogue.ts";
import { whyNoMetric } from "../scenario/applicability.ts";
import { isExact } from "../scenario/planning/plan.ts";
import type { PlannedCase } from "../scenario/planning/plan.ts";
import { whyTooFewSamples } from "../scenario/planning/planned-samples.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { TooFew } from "./compare.ts";
import { comparedFigures } from "./figure.ts";
import type { FigureName } from "./figure.ts";
import { fewestTrialsFor, leastP, significanceLevel } from "./ranks/significance.ts";

/** What every trial of mqbench's own broker, or of a broker by URL, need not have: a gauge, a ping that was due, a process that is seen. */
const perhaps: ReadonlySet<FigureName["metric"]> = new Set([
  "pingRoundTrip",
  "brokerHeapPerHeld",
  "brokerRssPerHeld",
  "brokerStoredPerHeld",
]);

/** The scenario's own where the number of messages is planned and every message comes through. */
const rates: ReadonlySet<FigureName["metric"]> = new Set(["acknowledgedRate", "deliveredRate"]);

/** Pairs that can show no change among the figures that every trial of the cases has, at least; null: there are enough. */
export function tooFewPairs(
  cases: readonly Pick<PlannedCase, "scenario" | "unsupported">[],
  pairs: number,
  figures: readonly FigureName[] = comparedFigures,
): TooFew | null {
  const tests = cases
    .filter(({ unsupported }) => unsupported === null)
    .reduce((sum, { scenario }) => sum + figures.filter((figure) => isCertain(figure, scenario)).length, 0);
  if (tests === 0 || leastP("signed rank", [pairs, pairs]) * tests < significanceLevel) return null;
  const needed = fewestTrialsFor("signed rank", significanceLevel / tests);
  return { test: "signed rank", trials: pairs, beside: pairs, tests, needed };
}

function isCertain(figure: FigureName, scenario: Scenario): boolean {
  const { metric } = figure;
  if (perhaps.has(metric) || whyNoMetric(metric, scenario) !== null) return false;
  if (rates.has(metric)) return !isExact(scenario);
  if (!isHistogramName(metric)) return scenario.broker.kind === "managed";
  return whyTooFewSamples({ ...figure, group: null }, scenario) === undefined;
}
