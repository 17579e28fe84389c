/** The idle load: connections that only keep themselves alive. */
import { noneUnended, noneUnfinished, nothingOwed, nothingSent } from "../shard/shard-load.ts";
import type { ShardLoad } from "../shard/shard-load.ts";

export const idle: ShardLoad = {
  start: () => undefined,
  stop: () => undefined,
  opened: () => undefined,
  sent: () => undefined,
  acknowledged: () => undefined,
  refused: () => undefined,
  abandoned: () => undefined,
  waiting: 0,
  oldestUnfinishedNs: null,
  gaps: null,
  unended: noneUnended,
  owes: nothingOwed,
  unfinished: noneUnfinished,
  sentBySensor: () => nothingSent,
};
