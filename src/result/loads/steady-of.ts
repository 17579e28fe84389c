/** What a trial kept of a load of messages on a schedule. */
import type { Trial } from "../schema.ts";

export type SteadySection = Extract<Trial["load"], { readonly kind: "steady" }>;

/** null where the trial ran another kind of load. */
export function steadyOf({ load }: Pick<Trial, "load">): SteadySection | null {
  return load.kind === "steady" ? load : null;
}
