/** The broker's restart in a trial: made at its time, and what became of it. */
import type { RestartOrder, RestartStep } from "../../../broker/running-broker.ts";
import type { BrokerRestart } from "../../../scenario/keys/broker/broker-restart.ts";
import type { Scenario } from "../../../scenario/scenario.ts";
import type { ObservedRestart } from "../../account/faults/restart-result.ts";

export interface RestartWatchOptions {
  readonly scenario: Scenario;
  readonly restart: ((order: RestartOrder) => Promise<void>) | null;
  /** Nanoseconds since the trial began. */
  readonly now: () => number;
  /** Resolves after so long, or when the signal aborts. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
  /** It takes clients again. */
  readonly onReady: () => void;
}

export class RestartWatch {
  readonly #options: RestartWatchOptions;
  readonly #cancelled = new AbortController();
  readonly #reachedNs = new Map<RestartStep | "told", number>();
  #loadFromNs = 0;

  constructor(options: RestartWatchOptions) {
    this.#options = options;
  }

  /** Makes it at its time, of a load that begins at `loadFromNs`; resolves when nothing is left to do. Never rejects. */
  async begin(loadFromNs: number): Promise<void> {
    this.#loadFromNs = loadFromNs;
    if (this.#options.scenario.brokerRestart !== null) await this.#make(this.#options.scenario.brokerRestart);
  }

  /** It is not made any more; one that has begun goes on. */
  cancel(): void {
    this.#cancelled.abort();
  }

  /** null: the scenario asks for none. */
  describe(): ObservedRestart | null {
    const { brokerRestart, phases } = this.#options.scenario;
    if (brokerRestart === null) return null;
    const since = (step: RestartStep | "told"): number | null => {
      const atNs = this.#reachedNs.get(step);
      return atNs === undefined ? null : Math.round((atNs - this.#loadFromNs) / 1e6) / 1e3;
    };
    return {
      plannedAtSeconds: (phases.warmupNs + brokerRestart.atNs) / 1e9,
      downSeconds: brokerRestart.downNs / 1e9,
      manner: brokerRestart.manner,
      toldAtSeconds: since("told"),
      endedAtSeconds: since("ended"),
      startedAtSeconds: since("started"),
      readyAtSeconds: since("ready"),
      toldNs: this.#reachedNs.get("told") ?? null,
      readyNs: this.#reachedNs.get("ready") ?? null,
    };
  }

  async #make({ atNs, downNs, manner }: BrokerRestart): Promise<void> {
    const { scenario, restart, now, wait, onReady } = this.#options;
    const { signal } = this.#cancelled;
    const waitNs = this.#loadFromNs + scenario.phases.warmupNs + atNs - now();
    await wait(Math.max(0, waitNs / 1e6), signal);
    if (signal.aborted) return;
    this.#reachedNs.set("told", now());
    await restart?.({
      downMs: downNs / 1e6,
      isKilled: manner === "kill",
      onStep: (step) => {
        this.#reachedNs.set(step, now());
        if (step === "ready") onReady();
      },
    });
  }
}
