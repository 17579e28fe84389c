/** The idle load, run in shards: connections that only keep themselves alive. */
import type { Scenario } from "../../scenario/scenario.ts";
import type { IdleLoad } from "../../scenario/loads/idle.ts";
import type { DescribedLoad } from "../account/described-load.ts";
import type { Observations } from "../account/observations.ts";
import { reconcileConnections } from "../account/reconcile.ts";
import type { ShardedLoad } from "../trial/sharded-load.ts";
import { conductSteady } from "./steady/conduct-steady.ts";
import { describeAsked } from "./steady/unanswered.ts";

export const idle: ShardedLoad<IdleLoad> = {
  runs: "in shards",
  isTimed: true,
  isCountedByKernel: false,
  phase: "measure",
  conduct: async (stage) => await conductSteady(stage, true),
  describe: (scenario, _, observed) => describeIdle(scenario, observed),
};

function describeIdle(scenario: Scenario, observed: Observations): DescribedLoad {
  const { totals, series, start, reports } = observed;
  const { measure } = observed.loaded;
  const asked = describeAsked(observed);
  const held = series.column("open", "measure").at(-1) ?? 0;
  const [before, after] = [start.generator.rssBytes, measure?.to.generator.rssBytes ?? null];
  const isKnown = before !== null && after !== null && held > 0;
  return {
    section: {
      kind: "idle",
      heldConnections: held,
      pings: totals.all("pings"),
      generatorBytesPerConnection: isKnown ? Math.max(0, (after - before) / held) : null,
      ...asked.section,
      ledger: reconcileConnections(scenario, reports),
    },
    metrics: {},
    faults: asked.faults,
    warnings: asked.warnings,
  };
}
