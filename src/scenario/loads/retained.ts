/** The retained experiment as a scenario states it: one retained message a sensor, and subscribers that come afterwards. Pure. */
import { formatCount, formatCounted } from "../../format.ts";
import { z } from "zod";
import { count } from "../keys/count.ts";
import { durationNs, periodNs } from "../keys/unit-values.ts";
import { asStated } from "./load-row.ts";
import type { LoadRow } from "./load-row.ts";
import { keptSessions } from "./phased.ts";
import { findStepMistakes, stepTraits, summariseGroup } from "./stepwise.ts";

/** Pairs of QoS wait twice for a message to settle. */
const pairWaits = 18 * 2;
/** For an answer that never comes: of a PUBLISH once at QoS 1 and once at QoS 2, and of one that clears, which ends the trial. */
const unansweredWaits = 3;
/** Of the checks of what is retained, those that wait for messages to come; in MQTT 5 three more wait for none. */
const checksOf = { "3.1.1": { due: 5, all: 5 }, "5": { due: 6, all: 9 } } as const;

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
  // A broker that loses is waited for each time.
  timeNs: ({ subscribers, protocol, connect }, { timeoutNs, settleNs }) => {
    const { due, all } = checksOf[protocol];
    const groups = subscribers.length;
    return (
      unansweredWaits * connect.timeoutNs +
      pairWaits * settleNs +
      (groups + due) * timeoutNs +
      (groups + all) * 2 * settleNs
    );
  },
  heldBySubscriber: () => 0,
  alsoSends: () => [],
  summarise: (scenario) =>
    summariseGroup(scenario, ({ count: topics, payload, qos }) => [
      `${formatCounted(topics, "retained message")} of ${formatCount(payload.bytes)} B`,
      `QoS ${qos}`,
    ]),
  leaves: (scenario) => ({ ...keptSessions(scenario), retained: true }),
  whyNoMetric: () => null,
};
