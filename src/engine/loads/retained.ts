/** The retained load, run step by step. */
import type { RetainedLoad as Settings } from "../../scenario/loads/retained.ts";
import type { SteppedLoad } from "../stepwise/stepped-load.ts";
import { RetainedLoad } from "./retained/retained-load.ts";

export const retained: SteppedLoad<Settings> = {
  runs: "in steps",
  make: (bench, load) => new RetainedLoad(bench, load),
};
