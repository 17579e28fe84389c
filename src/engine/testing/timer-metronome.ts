/** A metronome of timers: for tests that own the time. */
import type { StartMetronome } from "../pacing/metronome.ts";

export function timerMetronome(now: () => number): StartMetronome {
  return (ring) => {
    let dueNs = Number.NaN;
    let timer: NodeJS.Timeout | undefined;
    return {
      aim(nextNs) {
        if (nextNs === dueNs) return;
        dueNs = nextNs;
        clearTimeout(timer);
        timer = setTimeout(ring, Math.max(0, (nextNs - now()) / 1e6));
      },
      end: () => clearTimeout(timer),
    };
  };
}
