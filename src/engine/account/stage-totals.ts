/** What was counted in each stage of a rate that changes: the looks at the shards are put where most of the time between them lies. */
import type { Snapshot } from "../../metrics/recorder.ts";
import type { StagesSection } from "../../result/sections/stages-section.ts";
import { dueBySensor } from "../../scenario/planning/plan.ts";
import { stagesOf } from "../../scenario/rates/rate-stages.ts";
import type { RateStage } from "../../scenario/rates/rate-stages.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { Totals } from "./totals.ts";

export class StageTotals {
  readonly #scenario: Scenario;
  readonly #startNs: number;
  readonly #stages: readonly (RateStage & { readonly totals: Totals })[];
  /** When each shard was looked at last. */
  readonly #lookedNs = new Map<number, number>();

  /** `startNs`: when the load begins, since the trial began. */
  constructor(scenario: Scenario, startNs: number) {
    this.#scenario = scenario;
    this.#startNs = startNs;
    this.#stages = stagesOf(scenario).map((stage) => ({ ...stage, totals: new Totals(scenario.sensors.length + 1) }));
  }

  /** Where one stage ends and the next begins, since the trial began: a look is due there. */
  get boundariesNs(): readonly number[] {
    return this.#stages.slice(1).map(({ fromNs }) => this.#startNs + fromNs);
  }

  /** What a shard counted since it was looked at before. */
  add(snapshot: Snapshot, shard: number, atNs: number): void {
    const middleNs = ((this.#lookedNs.get(shard) ?? atNs) + atNs) / 2 - this.#startNs;
    this.#lookedNs.set(shard, atNs);
    this.#stages.find(({ fromNs, toNs }) => middleNs >= fromNs && middleNs < toNs)?.totals.add(snapshot);
  }

  /** Empty where no stage has a name. */
  toResult(): StagesSection {
    const { phases } = this.#scenario;
    return this.#stages.map(({ name, fromNs, toNs, totals }) => {
      const due = dueBySensor(this.#scenario, fromNs, toNs)?.reduce((sum, each) => sum + each, 0) ?? null;
      const latency = (metric: "publishLatency" | "endToEndLatency"): StagesSection[number]["publishLatency"] => {
        const histogram = totals.merged(metric);
        if (histogram === undefined) return null;
        const known = (percentile: number): number | null =>
          histogram.isKnown(percentile) ? histogram.percentile(percentile) : null;
        return { count: histogram.count, p50Ns: known(50), p99Ns: known(99) };
      };
      return {
        name,
        fromNs: fromNs - phases.warmupNs,
        toNs: toNs - phases.warmupNs,
        planned: due,
        sent: totals.measured("sent"),
        acknowledged: totals.measured("acknowledged"),
        delivered: totals.measured("delivered"),
        publishLatency: latency("publishLatency"),
        endToEndLatency: latency("endToEndLatency"),
      };
    });
  }
}
