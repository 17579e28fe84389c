/** The will load, run step by step. */
import type { WillLoad as Settings } from "../../scenario/loads/will.ts";
import type { SteppedLoad } from "../stepwise/stepped-load.ts";
import { WillLoad } from "./will/will-load.ts";

export const will: SteppedLoad<Settings> = { runs: "in steps", make: (bench, load) => new WillLoad(bench, load) };
