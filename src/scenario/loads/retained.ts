/** The retained experiment as a scenario states it: one retained message a sensor, and subscribers that come afterwards. Pure. */
import { z } from "zod";
import { count } from "../keys/count.ts";
import { durationNs, periodNs } from "../keys/unit-values.ts";
import { asStated } from "./load-row.ts";
import type { LoadRow } from "./load-row.ts";
import { keptSessions } from "./phased.ts";
import { findStepMistakes, stepTraits, summariseGroup } from "./stepwise.ts";

/** Times of settling: pairs of QoS wait twice, checks once. */
const waits = 18 * 2 + 9;

const schema = z.strictObject({
  kind: z.literal("retained"),
  checked: count.default(10).describe("topics on which replacing, clearing and subscribing again are checked"),
  timeout: periodNs.default(10e9).describe("most time from SUBSCRIBE to the last retained message"),
  settle: durationNs.default(300e6).describe("how long messages that should not come are waited for"),
});

export interface RetainedLoad {
  readonly kind: "retained";
  /** Topics on which replacing, clearing and subscribing again are checked. */
  readonly checkedTopics: number;
  readonly timeoutNs: number;
  readonly settleNs: number;
}

export const retained: LoadRow<typeof schema, RetainedLoad> = {
  schema,
  traits: stepTraits("who subscribes"),
  resolve: ({ kind, checked, timeout, settle }) => ({
    kind,
    checkedTopics: checked,
    timeoutNs: timeout,
    settleNs: settle,
  }),
  adapt: () => asStated,
  findMistakes: (scenario) => findStepMistakes("retained", scenario, true),
  // Who publishes has left when they subscribe, one group after the other.
  connections: ({ subscribers }) => Math.max(...subscribers.map(({ count: clients }) => clients)) + 3,
  // Twice more for each group.
  timeNs: ({ subscribers }, { timeoutNs, settleNs }) =>
    waits * settleNs + subscribers.length * (timeoutNs + 2 * settleNs),
  heldBySubscriber: () => 0,
  summarise: (scenario) =>
    summariseGroup(scenario, ({ count: topics, payload, qos }) => [
      `${topics.toLocaleString("en")} retained messages of ${payload.bytes.toLocaleString("en")} B`,
      `QoS ${qos}`,
    ]),
  leaves: (scenario) => ({ ...keptSessions(scenario), retained: true }),
  whyNoMetric: () => null,
};
