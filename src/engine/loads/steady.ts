/** The steady load, run in shards. */
import type { SteadyLoad } from "../../scenario/loads/steady.ts";
import type { ShardedLoad } from "../trial/sharded-load.ts";
import { conductSteady } from "./steady/conduct-steady.ts";
import { describeSteady } from "./steady/steady-result.ts";

export const steady: ShardedLoad<SteadyLoad> = {
  runs: "in shards",
  isTimed: true,
  isCountedByKernel: true,
  phase: "measure",
  conduct: conductSteady,
  describe: (scenario, _, observed) => describeSteady(scenario, observed),
};
