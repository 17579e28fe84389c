/** One side of a comparison: a result, or a committed baseline of exact figures. Pure. */
import { createHash } from "node:crypto";
import { metricInfo } from "../metrics/catalogue.ts";
import type { MetricName } from "../metrics/catalogue.ts";
import type { Baseline } from "../result/baseline.ts";
import { isEndedByThreshold } from "../result/early-end.ts";
import type { Environment, ResultCase, RunResult, Trial } from "../result/schema.ts";
import { axesOf } from "../scenario/sweep.ts";
import { validTrials } from "./cost.ts";
import { exactMetrics, wholeFigureOf } from "./figure.ts";
import { withEffect } from "./scenario-difference.ts";

export interface Side {
  readonly scenario: string;
  readonly commit: string | null;
  /** null of a baseline: it has no times. */
  readonly environment: Environment | null;
  /** Prefix of the run, and of the one it was interleaved with. */
  readonly run: string | null;
  /** Of the run as a whole. */
  readonly warnings: readonly string[];
  readonly pairedWith: string | null;
  readonly cases: readonly SideCase[];
  /** Cases of which no trial is valid and whole: nothing may be said of them. */
  readonly withoutTrials: readonly string[];
  /** Why the broker cannot run a case, in words, by case. */
  readonly unsupported: ReadonlyMap<string, string>;
}

export interface SideCase {
  readonly id: string;
  readonly axes: Readonly<Record<string, string | number | boolean>>;
  readonly broker: string;
  /** Resolved; null of a baseline that has none. */
  readonly scenario: Readonly<Record<string, unknown>> | null;
  /** Valid ones that came to their end. */
  readonly trials: readonly Trial[];
  /** By metric, from the least to the most over the trials. */
  readonly exact: ReadonlyMap<MetricName, ExactFigure>;
}

export interface ExactFigure {
  readonly min: number;
  readonly max: number;
}

/** What it warns of as a whole, such as `--insecure`; that trials were made again is told with them. */
export function warningsOfRun({ warnings }: RunResult): readonly string[] {
  return warnings.filter(({ code }) => code !== "repeated").map(({ text }) => text);
}

export function sideOfResult(result: RunResult): Side {
  const cases = result.cases.filter(({ unsupported }) => unsupported === null).map((each) => sideCase(result, each));
  return {
    scenario: String(result.scenario["name"]),
    commit: result.environment.commit,
    environment: result.environment,
    run: result.run,
    pairedWith: result.pairedWith,
    warnings: warningsOfRun(result),
    cases: cases.filter(({ trials }) => trials.length > 0),
    withoutTrials: cases.filter(({ trials }) => trials.length === 0).map(({ id }) => id),
    unsupported: new Map(
      result.cases.flatMap(({ id, unsupported }) => (unsupported === null ? [] : [[id, unsupported] as const])),
    ),
  };
}

function sideCase(result: RunResult, { id, axes, scenario }: ResultCase): SideCase {
  // What a threshold ended counts fewer messages than another run, by no change of anything.
  const trials = validTrials(result, id).filter((trial) => !isEndedByThreshold(trial));
  const exact = exactOf(scenario, (metric) =>
    trials.flatMap((trial) => wholeFigureOf(trial, { metric, statistic: null }) ?? []),
  );
  return { id, axes, broker: trials[0]?.broker.name ?? "", scenario, trials, exact };
}

type ValuesOf = (metric: MetricName) => readonly number[];

/** `valuesOf`: over the trials. `scenario`: null: what it fixes is not known, and taken to be all. */
function exactOf(scenario: SideCase["scenario"], valuesOf: ValuesOf): SideCase["exact"] {
  const isCertain = scenario === null || isPlanned(scenario);
  const isMixCertain = scheduleKinds(scenario)?.includes("closed") !== true;
  return new Map(
    exactMetrics.flatMap((metric): (readonly [MetricName, ExactFigure])[] => {
      const values = valuesOf(metric);
      const { isWhole, better } = metricInfo(metric);
      const isFixed = isWhole ? isCertain || better !== "neither" : isCostFixed(metric, isMixCertain, valuesOf);
      return values.length > 0 && isFixed ? [[metric, { min: Math.min(...values), max: Math.max(...values) }]] : [];
    }),
  );
}

/** A share that is of bytes. */
const bytesOf: Readonly<Partial<Record<MetricName, MetricName>>> = {
  overheadPerMessage: "wireBytesPerMessage",
  overheadPerDelivery: "wireBytesPerDelivery",
};

/**
 * Whether a mean cost is the same in every run. What a connection had in flight when it was lost is sent again, and how much that is
 * hangs on chance; so does in a closed loop how many messages are of each group or size: there the mean is the cost of each of them,
 * which is whole, or a mix. Random gaps are the seed's, and the same in every run.
 */
function isCostFixed(metric: MetricName, isMixCertain: boolean, valuesOf: ValuesOf): boolean {
  if (valuesOf("dropped").some((dropped) => dropped > 0)) return false;
  return isMixCertain || valuesOf(bytesOf[metric] ?? metric).every(Number.isInteger);
}

/** Whether the number of messages is decided before they are sent: not in a closed loop, nor with random gaps. */
export function isPlanned(scenario: Readonly<Record<string, unknown>> | null): boolean {
  return scheduleKinds(scenario)?.every((kind) => kind === "even" || kind === "burst") === true;
}

/** Of the groups of sensors; undefined: nothing says. */
function scheduleKinds(scenario: SideCase["scenario"]): readonly unknown[] | undefined {
  const sensors = scenario?.["sensors"];
  return Array.isArray(sensors) ? sensors.map((group: unknown) => keyOf(keyOf(group, "schedule"), "kind")) : undefined;
}

function keyOf(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null
    ? Object.entries(value).find(([each]) => each === key)?.[1]
    : undefined;
}

export function sideOfBaseline({ scenario, cases }: Baseline): Side {
  return {
    scenario,
    commit: null,
    environment: null,
    run: null,
    pairedWith: null,
    warnings: [],
    withoutTrials: [],
    unsupported: new Map(),
    cases: Object.entries(cases).map(([id, { broker, scenario: resolved = null, metrics }]) => ({
      id,
      axes: axesOf(id),
      broker,
      scenario: resolved,
      trials: [],
      exact: exactOf(resolved, (metric) => (metrics[metric] === undefined ? [] : [metrics[metric]])),
    })),
  };
}

/** A name for a case as it was resolved: 12 hexadecimal digits that change with any key of it. */
export function caseHash({ scenario }: ResultCase): string {
  return createHash("sha256").update(JSON.stringify(scenario)).digest("hex").slice(0, 12);
}

/** What is the same in every valid trial. */
export function baselineOf(result: RunResult): Baseline {
  const { scenario, cases } = sideOfResult(result);
  return {
    scenario,
    cases: Object.fromEntries(
      cases
        .filter(({ exact }) => exact.size > 0)
        .map(({ id, broker, scenario: resolved, exact }) => [
          id,
          {
            broker,
            ...(resolved !== null && { scenario: withEffect(resolved) }),
            metrics: Object.fromEntries(
              [...exact].flatMap(([metric, { min, max }]) => (min === max ? [[metric, min]] : [])),
            ),
          },
        ]),
    ),
  };
}
