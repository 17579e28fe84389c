/** The churn load, run step by step. */
import type { ChurnLoad } from "../../scenario/loads/churn.ts";
import type { SteppedLoad } from "../stepwise/stepped-load.ts";
import { ChurnExperiment } from "./churn/churn-experiment.ts";

export const churn: SteppedLoad<ChurnLoad> = {
  runs: "in steps",
  make: (bench, load) => new ChurnExperiment(bench, load),
};
