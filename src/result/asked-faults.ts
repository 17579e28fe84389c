/** How a result tells a fault that the scenario asks for from one that it does not: by the end of its words, or by what left. */
import { steadyOf } from "./loads/steady-of.ts";
import type { Trial } from "./schema.ts";

export const asTheScenarioAsks = ", as the scenario asks";

/** `causes`: how many connections were lost, by cause. */
export function lostUnasked(causes: Readonly<Record<string, number>>): number {
  return Object.entries(causes).reduce(
    (sum, [cause, count]) => (cause.endsWith(asTheScenarioAsks) ? sum : sum + count),
    0,
  );
}

/** Deliveries that never came of shared subscriptions of which a member left, as the scenario asks. */
export function lostToLeavers(trial: Pick<Trial, "load">): number {
  const shares = steadyOf(trial)?.shares ?? [];
  return shares.reduce((sum, { left, lost }) => (left.length === 0 ? sum : sum + lost), 0);
}
