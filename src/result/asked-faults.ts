/** How a result tells a fault that the scenario asks for from one that it does not: by the end of its words. */

export const asTheScenarioAsks = ", as the scenario asks";

/** `causes`: how many connections were lost, by cause. */
export function lostUnasked(causes: Readonly<Record<string, number>>): number {
  return Object.entries(causes).reduce(
    (sum, [cause, count]) => (cause.endsWith(asTheScenarioAsks) ? sum : sum + count),
    0,
  );
}
