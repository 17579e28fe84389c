/** The retained load, run step by step. */
import type { RetainedLoad } from "../../scenario/loads/retained.ts";
import type { SteppedLoad } from "../stepwise/stepped-load.ts";
import { RetainedExperiment } from "./retained/retained-experiment.ts";

export const retained: SteppedLoad<RetainedLoad> = {
  runs: "in steps",
  make: (bench, load) => new RetainedExperiment(bench, load),
};
