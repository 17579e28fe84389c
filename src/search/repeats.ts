/** Rounds of an interleaved comparison that are made again: a trial that is not valid leaves its partner without one to be compared with. */
import { isCutShort } from "../result/early-end.ts";
import type { RunResult, Trial } from "../result/schema.ts";
import type { PlannedTrial } from "../scenario/planning/plan.ts";

/** Repeats of one round: a machine that is not quiet after so many is none to compare on. */
const mostRepeats = 2;

export class Repeats {
  /** Trials in the order they run; a round that is made again comes last. */
  readonly queue: PlannedTrial[];
  readonly #rounds: readonly (readonly PlannedTrial[])[];
  readonly #states = new Map<readonly PlannedTrial[], RoundState>();

  /** `trials` stand side beside side: two make a round. */
  constructor(trials: readonly PlannedTrial[]) {
    this.queue = [...trials];
    this.#rounds = trials.flatMap((first, index) => {
      const second = trials[index + 1];
      return index % 2 === 0 && second !== undefined ? [[first, second]] : [];
    });
  }

  /** Looks at every trial, and says whether its round is made again because of it. */
  look(planned: PlannedTrial, trial: Trial): boolean {
    const round = this.#rounds.find((each) => each.includes(planned));
    if (round === undefined) return false;
    const { seen, repeats } = this.#states.get(round) ?? { seen: 0, repeats: 0 };
    // Where both of a round are at fault it is made again once.
    const isAsked = repeats > Math.floor(seen / 2);
    const isRepeated = !trial.valid && !isCutShort(trial) && !isAsked && repeats < mostRepeats;
    this.#states.set(round, { seen: seen + 1, repeats: repeats + (isRepeated ? 1 : 0) });
    if (isRepeated) this.queue.push(...round);
    return isRepeated;
  }
}

interface RoundState {
  readonly seen: number;
  readonly repeats: number;
}

/** Takes the place of a trial that was made before; that one is kept beside. */
export function keepTrial(result: RunResult, trial: Trial): void {
  const place = result.trials.findIndex((each) => each.case === trial.case && each.trial === trial.trial);
  const before = result.trials[place];
  if (before === undefined) result.trials.push(trial);
  else {
    const [kept, aside] = isCutShort(trial) ? [before, trial] : [trial, before];
    result.trials[place] = kept;
    result.setAside = [...(result.setAside ?? []), aside];
  }
}
