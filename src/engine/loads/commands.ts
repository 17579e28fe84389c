/** The commands load, run step by step. */
import type { CommandsLoad } from "../../scenario/loads/command-keys.ts";
import type { SteppedLoad } from "../stepwise/stepped-load.ts";
import { CommandsExperiment } from "./commands/commands-experiment.ts";

export const commands: SteppedLoad<CommandsLoad> = {
  runs: "in steps",
  make: (bench, load) => new CommandsExperiment(bench, load),
};
