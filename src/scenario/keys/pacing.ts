/** How precisely messages leave: the grid that their intended times lie on, and when the sending thread is woken for them. */
import { z } from "zod";

const names = ["economical", "precise"] as const;
export type Pacing = (typeof names)[number];

/** Intended times are whole steps of this grid from the start of the load: what is due within a step is due at its beginning, and leaves in one turn. */
export const gridNsOf: Readonly<Record<Pacing, number>> = { economical: 1e6, precise: 200e3 };

export const pacing = z
  .enum(names)
  .default("economical")
  .describe(
    "the grid of the intended times: economical: whole milliseconds; precise: fifths of a millisecond, at the price of up to five times as many turns",
  );
