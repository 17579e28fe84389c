/** The steady load, run in shards. */
import { isOwedNothing } from "../../scenario/loads/steady.ts";
import type { SteadyLoad } from "../../scenario/loads/steady.ts";
import type { ShardedLoad } from "../trial/sharded-load.ts";
import { conductSteady } from "./steady/conduct-steady.ts";
import { describeSteady } from "./steady/steady-result.ts";

export const steady: ShardedLoad<SteadyLoad> = {
  runs: "in shards",
  isTimed: true,
  isCountedByKernel: true,
  phase: "measure",
  conduct: async (stage) => await conductSteady(stage, isOwedNothing(stage.scenario)),
  describe: (scenario, _, observed) => describeSteady(scenario, observed),
};
