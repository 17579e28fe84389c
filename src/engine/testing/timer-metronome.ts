/** A metronome of timers, for tests that own the time or need it no better than a timer has it. */
import type { StartMetronome } from "../pacing/metronome.ts";

export function timerMetronome(now: () => number): StartMetronome {
  return (ring) => {
    let dueNs = Number.NaN;
    let timer: NodeJS.Timeout | undefined;
    const wait = (): void => {
      timer = setTimeout(
        () => {
          // A timer may be a part of a millisecond early.
          if (now() < dueNs) wait();
          else ring();
        },
        Math.max(0, Math.ceil((dueNs - now()) / 1e6)),
      );
    };
    return {
      aim(nextNs) {
        if (nextNs !== dueNs) {
          dueNs = nextNs;
          clearTimeout(timer);
          wait();
        }
        return now() < nextNs;
      },
      end: () => clearTimeout(timer),
    };
  };
}
