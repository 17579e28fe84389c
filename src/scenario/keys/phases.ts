/** How long the phases of a trial last that the scenario decides. */
import { z } from "zod";
import { durationNs, periodNs } from "./unit-values.ts";

export const phasesSchema = z
  .strictObject({
    warmup: durationNs.default(5e9),
    measure: periodNs.default(30e9),
    drain: durationNs.default(10e9),
  })
  .prefault({});

export interface PhaseTimes {
  readonly warmupNs: number;
  readonly measureNs: number;
  readonly drainNs: number;
}

export function resolvePhases({ warmup, measure, drain }: z.output<typeof phasesSchema>): PhaseTimes {
  return { warmupNs: warmup, measureNs: measure, drainNs: drain };
}
