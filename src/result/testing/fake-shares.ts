/** Shared subscriptions of a trial, for tests. */
import { steadyOf } from "../loads/steady-of.ts";
import type { Trial } from "../schema.ts";
import type { SharesSection } from "../sections/shares-section.ts";

/** One of 100 messages and two members, of which one left with what it had not received. */
export function shareLeft(lost: number): SharesSection[number] {
  return {
    name: "w",
    subscriptions: 1,
    members: 2,
    expected: 100,
    delivered: 100 - lost,
    lost,
    again: 0,
    spread: { least: 60, median: 60, most: 60 },
    left: [{ client: "c1", by: "disconnect", afterNs: 4e8, delivered: 40 - lost }],
  };
}

export function withShares(trial: Trial, shares: SharesSection): Trial {
  const load = steadyOf(trial);
  return load === null ? trial : { ...trial, load: { ...load, shares } };
}
