/** When the next turn of sending comes: one metronome for all sensors of a shard. */
import type { Metronome, StartMetronome } from "../../pacing/metronome.ts";

/** What waits for something else than a due time is looked at again after so long. */
const lookAgainMs = 1;

export class TurnTimer {
  /** null: nothing is due by time. */
  readonly #metronome: Metronome | null;
  readonly #turn: () => void;
  #isImmediate = false;
  #isTimed = false;

  /** `start`: null where nothing is due by time. */
  constructor(start: StartMetronome | null, turn: () => void) {
    this.#turn = turn;
    this.#metronome = start?.(turn) ?? null;
  }

  /** When the next message is due; after no more than a millisecond while something waits (`isBusy`); at once where a wait would only cost time. */
  arm(nextNs: number, isBusy: boolean, isAtOnce: boolean): void {
    if (isAtOnce) return this.#armNow();
    if (isBusy && !this.#isTimed) {
      this.#isTimed = true;
      setTimeout(() => {
        this.#isTimed = false;
        this.#turn();
      }, lookAgainMs);
    }
    if (nextNs === Number.POSITIVE_INFINITY) return;
    if (this.#metronome?.aim(nextNs) === false) this.#armNow();
  }

  end(): void {
    this.#metronome?.end();
  }

  #armNow(): void {
    if (this.#isImmediate) return;
    this.#isImmediate = true;
    setImmediate(() => {
      this.#isImmediate = false;
      this.#turn();
    });
  }
}
