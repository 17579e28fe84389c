/** The hold load, run in shards. */
import type { HoldLoad } from "../../scenario/loads/hold-steps.ts";
import type { ShardedLoad } from "../trial/sharded-load.ts";
import { conductHold } from "./hold/conduct-hold.ts";
import { describeHold } from "./hold/hold-result.ts";

export const hold: ShardedLoad<HoldLoad> = {
  runs: "in shards",
  isTimed: false,
  isCountedByKernel: false,
  phase: "hold",
  conduct: conductHold,
  describe: describeHold,
};
