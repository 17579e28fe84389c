/** What must be known of the latencies of a closed loop. Pure. */
import { formatNumber } from "../format.ts";

export interface JudgedClosedLoop {
  /** Some sensors send as soon as something completes; null: none. `longestGapNs` without an acknowledgement; null where there are none. */
  readonly closedLoop: { readonly longestGapNs: number | null } | null;
}

/** What slows a closed loop down keeps the next messages from being due: no percentile shows it. */
export function doubtClosedLoop({ closedLoop }: JudgedClosedLoop, doubt: (code: string, text: string) => void): void {
  if (closedLoop === null) return;
  const { longestGapNs } = closedLoop;
  const counts = "in a closed loop latencies count from the actual send, of as many messages as the broker let through";
  const longest = `the longest time in which nothing was acknowledged was ${formatNumber((longestGapNs ?? 0) / 1e6)} ms`;
  const gap = longestGapNs === null ? "" : `; ${longest}`;
  doubt("closed-loop", `${counts}: what a stall kept from being sent is in no percentile${gap}`);
}
