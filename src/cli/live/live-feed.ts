/** Turns the progress that a run makes anyway into what the live page is told, and keeps what a page opened later must see. */
import type { SeriesRow } from "../../engine/account/series.ts";
import type { StepProgress } from "../../engine/stepwise/stepwise-trial.ts";
import type { Progress } from "../../engine/trial/trial.ts";
import { isMetricName, metricInfo } from "../../metrics/catalogue.ts";
import { escapeTerminal } from "../../report/escape.ts";
import type { RunResult, Trial } from "../../result/schema.ts";
import type { Plan, PlannedTrial } from "../../scenario/planning/plan.ts";
import { summarise } from "../../scenario/summary.ts";
import { hideSecrets } from "../../secrets.ts";
import { leftNs, trialText } from "../progress.ts";
import type { EndedTrial, LiveEvents, LiveRow, LiveState, LiveTrial } from "./live-events.ts";

/** An hour of seconds. */
const mostRows = 3600;
/** Steps may follow each other faster than anybody reads. */
const stepEveryNs = 0.5e9;

export interface FeedOptions {
  /** The name of the scenario. */
  readonly name: string;
  readonly plan: Plan;
  readonly tell: <Name extends keyof LiveEvents>(name: Name, data: LiveEvents[Name]) => void;
}

export class LiveFeed {
  readonly #options: FeedOptions;
  readonly #ended: EndedTrial[] = [];
  #rows: LiveRow[] = [];
  #planned: PlannedTrial | undefined;
  #trial: LiveTrial | undefined;
  #now: LiveRow | null = null;
  #lastStepNs = Number.NEGATIVE_INFINITY;

  #result: RunResult | null = null;

  constructor(options: FeedOptions) {
    this.#options = options;
  }

  /** The run has begun. `result`: grows while it goes. */
  follow(result: RunResult): void {
    this.#result = result;
  }

  get state(): LiveState {
    const [rows, ended] = [this.#rows, this.#ended];
    return { run: this.#result?.run ?? "", scenario: shown(this.#options.name), now: this.#now, rows, ended };
  }

  /** The trial that runs; null: none has begun, or the last is over. */
  get running(): { readonly planned: PlannedTrial; readonly row: LiveRow } | null {
    return this.#planned === undefined || this.#now === null ? null : { planned: this.#planned, row: this.#now };
  }

  progress(progress: Progress | StepProgress): void {
    const trial = this.#enter(progress.planned);
    const second = Math.round(progress.elapsedNs / 1e8) / 10;
    if ("title" in progress) {
      if (progress.elapsedNs - this.#lastStepNs < stepEveryNs) return;
      this.#lastStepNs = progress.elapsedNs;
      return this.#tellRow({ trial, second, phase: shown(progress.title), leftNs: null, values: {}, counts: {} });
    }
    const { phase, row, counts, planned } = progress;
    const known = Object.fromEntries(
      Object.entries(counts).flatMap(([name, value]) =>
        value !== undefined && isOf(planned, name) ? [[name, value] as const] : [],
      ),
    );
    const left = leftNs(this.#options.plan, progress);
    this.#tellRow({ trial, second, phase, leftNs: left, values: existing(row, known), counts: known });
    this.#rows.push(...(this.#now === null ? [] : [this.#now]));
    if (this.#rows.length > mostRows) this.#rows.shift();
  }

  /** Trials that are in the result and were not told yet. */
  saved(): void {
    const { plan, tell } = this.#options;
    for (const trial of this.#result?.trials.slice(this.#ended.length) ?? []) {
      const planned = plan.trials.find((each) => each.case.id === trial.case && each.trial === trial.trial);
      if (planned === undefined) throw new Error(`no trial ${trial.trial} of ${trial.case} was planned`);
      const ended = describeEnded(trialText(plan, planned), trial);
      this.#ended.push(ended);
      tell("ended", ended);
    }
    this.#planned = undefined;
  }

  #enter(planned: PlannedTrial): LiveTrial {
    if (planned === this.#planned && this.#trial !== undefined) return this.#trial;
    this.#planned = planned;
    this.#rows = [];
    this.#lastStepNs = Number.NEGATIVE_INFINITY;
    const { scenario, connections } = planned.case;
    const title = shown(trialText(this.#options.plan, planned));
    this.#trial = { title, summary: shown(summarise(scenario)), connections };
    return this.#trial;
  }

  #tellRow(row: LiveRow): void {
    this.#now = row;
    this.#options.tell("row", row);
  }
}

/** The rates of a count that does not exist here, as acknowledgements at QoS 0, do not either. */
function existing(row: SeriesRow, counts: LiveRow["counts"]): LiveRow["values"] {
  const rates = { offered: "intended", sent: "sent", acknowledged: "acknowledged", delivered: "delivered" };
  const absent = Object.entries(rates).flatMap(([rate, count]) => (count in counts ? [] : [[rate, null] as const]));
  return { ...row, ...Object.fromEntries(absent) };
}

/** Whether the load of a trial measures it. */
function isOf({ case: { scenario } }: PlannedTrial, name: string): boolean {
  return isMetricName(name) && metricInfo(name).loads.includes(scenario.load.kind);
}

function describeEnded(title: string, { valid, invalidBecause, thresholds, metrics }: Trial): EndedTrial {
  // Of a trial that is not valid nothing is judged.
  const failed = thresholds.filter(({ outcome }) => outcome === "failed").map(({ text }) => `failed: ${text}`);
  const because = valid ? failed : invalidBecause.map(({ text }) => text);
  const counts = Object.entries(metrics).flatMap(([name, metric]) =>
    metric.kind === "value" && metric.unit === "count" && isMetricName(name) && metricInfo(name).isCount
      ? [[name, metric.value] as const]
      : [],
  );
  return { title: shown(title), valid, because: because.map(shown), counts: Object.fromEntries(counts) };
}

/** Texts of others stay texts, and secrets stay out. */
function shown(text: string): string {
  return escapeTerminal(hideSecrets(text));
}
