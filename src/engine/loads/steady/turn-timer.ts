/** When the next turn of sending comes: one timer for all sensors of a shard. */
import type { Scenario } from "../../../scenario/scenario.ts";

/** The pacer looks again after at most this long, so that a stop is noticed. */
const longestSleepMs = 100;
/** A timer of the event loop may be this late; what must leave precisely is awaited awake from then on. */
const timerSlackMs = 2;

export class TurnTimer {
  readonly #now: () => number;
  readonly #slackMs: number;
  readonly #turn: () => void;

  constructor(pacing: Scenario["pacing"], now: () => number, turn: () => void) {
    this.#now = now;
    this.#slackMs = pacing === "precise" ? timerSlackMs : 0;
    this.#turn = turn;
  }

  /** Until the next message is due; no more than a millisecond while something waits (`isBusy`); at once where a timer would only cost time. */
  arm(nextNs: number, isBusy: boolean, isAtOnce: boolean): void {
    const untilNextMs = Math.floor((nextNs - this.#now()) / 1e6);
    if (isAtOnce || (this.#slackMs > 0 && untilNextMs <= this.#slackMs)) {
      setImmediate(this.#turn);
      return;
    }
    setTimeout(this.#turn, isBusy ? 1 : Math.min(longestSleepMs, Math.max(1, untilNextMs - this.#slackMs)));
  }
}
