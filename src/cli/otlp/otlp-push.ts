/** `--otlp`: pushes a run to a collector while it goes, a second at a time, and at its end what the result has. */
import type { RunOptions } from "../../engine/run.ts";
import { messageOf } from "../../errors.ts";
import { formatCount, formatCounted } from "../../format.ts";
import type { RunResult } from "../../result/schema.ts";
import type { Plan, PlannedTrial } from "../../scenario/planning/plan.ts";
import { hideSecrets } from "../../secrets.ts";
import { LiveFeed } from "../live/live-feed.ts";
import { parseOtlpHeaders, parseOtlpUrl, requireOwn } from "./otlp-address.ts";
import { otlpRequest } from "./otlp-metrics.ts";
import type { OverTrial } from "./otlp-metrics.ts";
import { OtlpRefusal, postOtlp } from "./otlp-post.ts";
import type { OtlpAnswer } from "./otlp-post.ts";
import type { RunWatcher } from "../run-watcher.ts";

export interface OtlpOptions {
  /** The name of the scenario. */
  readonly name: string;
  readonly plan: Plan;
  /** Sends one body; rejects with why it was not taken, with an `OtlpRefusal` where it never will be. */
  readonly post: (body: string) => Promise<OtlpAnswer>;
  /** ms since 1970. */
  readonly wallMs: () => number;
  readonly note: (text: string) => void;
}

/** A collector that does not answer keeps no run from its end longer. */
const pushTimeoutMs = 5000;

/** `given`: its URL. Throws where it is none, or not this machine's and that is not allowed. */
export async function beginOtlp(
  given: string,
  { isRemoteAllowed, ...options }: Omit<OtlpOptions, "post" | "wallMs"> & { readonly isRemoteAllowed: boolean },
): Promise<OtlpPush> {
  const url = parseOtlpUrl(given);
  const { OTEL_EXPORTER_OTLP_METRICS_HEADERS: own, OTEL_EXPORTER_OTLP_HEADERS: all } = process.env;
  const headers = parseOtlpHeaders(own ?? all ?? "");
  await requireOwn(url, isRemoteAllowed);
  const target = { url, headers, timeoutMs: pushTimeoutMs };
  return new OtlpPush({ ...options, wallMs: () => Date.now(), post: async (body) => await postOtlp(target, body) });
}

export class OtlpPush implements RunWatcher {
  readonly #options: OtlpOptions;
  readonly #feed: LiveFeed;
  #result: RunResult | null = null;
  /** Trials that are over and that no push has carried yet. */
  #over: OverTrial[] = [];
  #isTrialRefused = false;
  #told = 0;
  #planned: PlannedTrial | undefined;
  #fromMs: number;
  /** One push at a time: a slow collector gets fewer seconds, never older ones after newer ones. */
  #pushing: Promise<void> | null = null;
  #pushes = 0;
  #failures: string[] = [];
  #answers: OtlpAnswer[] = [];

  constructor(options: OtlpOptions) {
    this.#options = options;
    this.#feed = new LiveFeed({ name: options.name, plan: options.plan, tell: () => undefined });
    this.#fromMs = options.wallMs();
  }

  follow(result: RunResult): void {
    this.#result = result;
    this.#feed.follow(result);
  }

  progress(progress: Parameters<RunOptions["onProgress"]>[0]): void {
    if (progress.planned !== this.#planned) {
      this.#planned = progress.planned;
      this.#fromMs = this.#options.wallMs() - progress.elapsedNs / 1e6;
    }
    this.#feed.progress(progress);
    this.#pushing ??= this.#push();
  }

  saved(): void {
    const toMs = this.#options.wallMs();
    const trials = this.#result?.trials ?? [];
    this.#over.push(...trials.slice(this.#told).map((trial) => ({ trial, fromMs: this.#fromMs, toMs })));
    this.#told = trials.length;
    this.#feed.saved();
    this.#pushing ??= this.#push();
  }

  /** What no push has carried is pushed; says what was never taken, and what was rejected. */
  async end(): Promise<void> {
    await this.#pushing;
    if (this.#over.length > 0) await this.#push();
    for (const text of this.#notes()) this.#options.note(`warning: --otlp: ${text}`);
  }

  #notes(): readonly string[] {
    const notes: string[] = [];
    const [failure] = this.#failures;
    const isMissing = this.#isTrialRefused || this.#over.length > 0;
    const lost = isMissing ? "; trials that are over are missing there" : "";
    if (failure !== undefined)
      notes.push(
        `${formatCount(this.#failures.length)} of ${formatCounted(this.#pushes, "push was", "pushes were")} not taken: ${failure}${lost}`,
      );
    const rejecting = this.#answers.filter(({ rejected }) => rejected > 0);
    const rejected = rejecting.reduce((sum, each) => sum + each.rejected, 0);
    const said = this.#answers.find((each) => each.said !== "")?.said;
    if (rejected > 0)
      notes.push(
        `the collector rejected ${formatCounted(rejected, "figure")}, in ${formatCount(rejecting.length)} of ${formatCounted(this.#pushes, "push", "pushes")}${said === undefined ? "" : `: ${said}`}`,
      );
    else if (said !== undefined) notes.push(`the collector warns: ${said}`);
    const strange = this.#answers.filter(({ isCollector }) => !isCollector).length;
    if (strange > 0)
      notes.push(
        `what answers there is no collector: ${strange} of ${this.#answers.length} answers were neither empty nor a JSON object`,
      );
    return notes;
  }

  async #push(): Promise<void> {
    const { name, wallMs, post } = this.#options;
    const { running } = this.#feed;
    const over = [...this.#over];
    this.#pushes += 1;
    try {
      const whose = { run: this.#result?.run ?? "", scenario: hideSecrets(name) };
      const now = running === null ? null : { ...running, fromMs: this.#fromMs };
      const answer = await post(JSON.stringify(otlpRequest(whose, now, over, wallMs())));
      this.#answers.push({ ...answer, said: hideSecrets(answer.said) });
      this.#settle(over);
    } catch (error) {
      this.#failures.push(hideSecrets(messageOf(error)));
      if (error instanceof OtlpRefusal) {
        this.#isTrialRefused ||= over.length > 0;
        this.#settle(over);
      }
    } finally {
      this.#pushing = null;
    }
  }

  /** Trials that are not to be pushed again. */
  #settle(trials: readonly OverTrial[]): void {
    this.#over = this.#over.filter((each) => !trials.includes(each));
  }
}
