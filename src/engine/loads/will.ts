/** The will load, run step by step. */
import type { WillLoad } from "../../scenario/loads/will.ts";
import type { SteppedLoad } from "../stepwise/stepped-load.ts";
import { WillExperiment } from "./will/will-experiment.ts";

export const will: SteppedLoad<WillLoad> = { runs: "in steps", make: (bench, load) => new WillExperiment(bench, load) };
