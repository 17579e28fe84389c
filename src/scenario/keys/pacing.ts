/** The key that says how precisely messages leave. */
import { z } from "zod";
import { pacings } from "./pacing-grid.ts";

export const pacing = z
  .enum(pacings)
  .default("economical")
  .describe(
    "the grid of the intended times: economical: whole milliseconds; precise: fifths of a millisecond, at the price of up to five times as many turns",
  );
