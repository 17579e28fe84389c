/** What a run shows while it runs: a few redrawn lines on a terminal, otherwise a line every 10 seconds. */
import type { WriteStream } from "node:tty";
import type { StepProgress } from "../engine/stepwise/stepwise-trial.ts";
import type { Progress } from "../engine/trial/trial.ts";
import { formatBytes, formatCount, formatDuration, formatNs, formatPercent } from "../report/format.ts";
import { hideSecrets } from "../secrets.ts";
import { oneLine, withoutCommands } from "../visible-text.ts";
import type { Plan, PlannedTrial } from "../scenario/planning/plan.ts";

const lineEveryNs = 10e9;

/** Erases to the end of the line; to the end of the screen. */
const eraseRest = "\u001B[K";
const eraseBelow = "\u001B[J";
/** Their beginning is worth a line. */
const longPhases: ReadonlySet<string> = new Set(["measure", "hold"]);

/** What of a stream is used. */
type Screen = Pick<WriteStream, "isTTY" | "columns"> & { write(text: string): boolean };

export class ProgressView {
  readonly #stream: Screen;
  readonly #plan: Plan;
  readonly #isDrawn: boolean;
  #drawn = 0;
  #lastLineNs = Number.NEGATIVE_INFINITY;
  #trial: PlannedTrial | undefined;
  #phase: Progress["phase"] | undefined;

  constructor(stream: Screen, plan: Plan) {
    this.#stream = stream;
    this.#plan = plan;
    // A dumb terminal has no cursor to move.
    this.#isDrawn = stream.isTTY && process.env["TERM"] !== "dumb";
  }

  update(progress: Progress | StepProgress): void {
    if ("title" in progress) return this.#step(progress);
    if (this.#isDrawn) return this.#redraw(progressLines(this.#plan, progress));
    const isBegun = progress.planned !== this.#trial;
    const isMeasuring = progress.phase !== this.#phase && longPhases.has(progress.phase);
    if (isBegun || isMeasuring) this.#lastLineNs = Number.NEGATIVE_INFINITY;
    this.#trial = progress.planned;
    this.#phase = progress.phase;
    if (progress.elapsedNs - this.#lastLineNs < lineEveryNs) return;
    this.#lastLineNs = progress.elapsedNs;
    this.#line(progressLine(this.#plan, progress));
  }

  /** A line that stays. */
  note(text: string): void {
    this.end();
    this.#line(text);
  }

  /** Takes the drawn lines away. */
  end(): void {
    if (this.#drawn > 0) this.#stream.write(`${this.#up()}${eraseBelow}`);
    this.#drawn = 0;
  }

  /** Shows the progress of a load that is driven step by step. */
  #step({ planned, title, elapsedNs }: StepProgress): void {
    const line = `${trialText(this.#plan, planned)}: ${title}, ${Math.round(elapsedNs / 1e9)} s`;
    if (this.#isDrawn) return this.#redraw([line]);
    if (planned !== this.#trial) this.#lastLineNs = Number.NEGATIVE_INFINITY;
    this.#trial = planned;
    if (elapsedNs - this.#lastLineNs < lineEveryNs) return;
    this.#lastLineNs = elapsedNs;
    this.#line(line);
  }

  #redraw(lines: readonly string[]): void {
    const width = this.#stream.columns;
    // Line by line: a screen erased whole flickers, and some terminals keep what they erase.
    const text = lines.map((line) => `${lineText(line).slice(0, width - 1)}${eraseRest}\n`).join("");
    this.#stream.write(`${this.#up()}${text}${eraseBelow}`);
    this.#drawn = lines.length;
  }

  #line(text: string): void {
    this.#stream.write(`${lineText(text)}\n`);
  }

  /** Moves to the first of the drawn lines, from wherever in a line a typed ^C left the cursor. */
  #up(): string {
    return this.#drawn > 0 ? `\r\u001B[${this.#drawn}A` : "";
  }
}

/** Others publish to the trial's topics: what is delivered of theirs is said beside, and only then. */
function strangersText({ strangers }: Progress["row"], gap: string): string {
  return strangers === null || strangers === 0 ? "" : `${gap}strangers' ${rate(strangers)}`;
}

function lineText(text: string): string {
  return withoutCommands(oneLine(hideSecrets(text)));
}

export function progressLines(plan: Plan, progress: Progress): readonly string[] {
  const { row, phase, threadDelayP99Ns } = progress;
  const latency = (name: string, p50: number | null, p99: number | null): string =>
    p50 === null ? `${name} –` : `${name} p50 ${formatNs(p50)} p99 ${p99 === null ? "–" : formatNs(p99)}`;
  const process = (name: string, cpu: number | null, rss: number | null): string =>
    `${name} ${cpu === null ? "–" : `${formatPercent(cpu)} of a core`}, ${rss === null ? "–" : formatBytes(rss)}`;
  return [
    `${trialText(plan, progress.planned)}   ${phase}   ${formatDuration(progress.elapsedNs)}   at most ${formatDuration(leftNs(plan, progress))} left`,
    `connected ${formatCount(row.open ?? 0)}   sent ${rate(row.sent)}   acknowledged ${rate(row.acknowledged)}   delivered ${rate(row.delivered)}${strangersText(row, "   ")}   inflight ${formatCount(row.inflight ?? 0)}   waiting ${formatCount(row.waiting ?? 0)}`,
    `${latency("publish latency", row["publishLatency.p50"], row["publishLatency.p99"])}   ${latency("end-to-end", row["endToEndLatency.p50"], row["endToEndLatency.p99"])}`,
    `${process("broker", row.brokerCpu, row.brokerRss)}${row.brokerInflight === null ? "" : `, inflight ${formatCount(row.brokerInflight)}`}   ${process("mqbench", row.generatorCpu, row.generatorRss)}, event-loop delay p99 ${formatNs(threadDelayP99Ns)}`,
  ];
}

function progressLine(plan: Plan, progress: Progress): string {
  const { row, phase, elapsedNs } = progress;
  const counts =
    phase === "connect" || phase === "subscribe"
      ? `connected ${formatCount(row.open ?? 0)} of ${formatCount(progress.planned.case.connections)}`
      : `sent ${rate(row.sent)}, acknowledged ${rate(row.acknowledged)}, delivered ${rate(row.delivered)}${strangersText(row, ", ")}, inflight ${formatCount(row.inflight ?? 0)}`;
  return `${trialText(plan, progress.planned)}: ${phase} at ${Math.round(elapsedNs / 1e9)} s: ${counts}`;
}

/** `trial 2 of 9 (qos=1)`. */
export function trialText(plan: Plan, planned: PlannedTrial): string {
  const index = plan.trials.indexOf(planned) + 1;
  const of = `trial ${index} of ${plan.trials.length}`;
  return planned.case.id === "" ? of : `${of} (${planned.case.id})`;
}

/** The time that is left, as if every phase still to come took its whole time. */
export function leftNs(plan: Plan, { planned, elapsedNs }: Progress): number {
  const index = plan.trials.indexOf(planned);
  const later = plan.trials.slice(index + 1).reduce((sum, trial) => sum + trial.case.wallNs, 0);
  return Math.max(0, planned.case.wallNs - elapsedNs) + later;
}

function rate(perSecond: number | null): string {
  return perSecond === null ? "–" : `${formatCount(perSecond)}/s`;
}
