/** The handshake matrix as a scenario states it: one exchange a sensor at each step of each handshake, with a fault there. Pure. */
import { formatCount, formatCounted } from "../../format.ts";
import { z } from "zod";
import type { ScenarioBase } from "../base.ts";
import { fleetSize } from "../fleet.ts";
import { durationNs, periodNs } from "../keys/unit-values.ts";
import { rows } from "./handshake-rows.ts";
import { asStated } from "./load-row.ts";
import type { KeyMistake, LoadRow } from "./load-row.ts";
import { findStepMistakes, stepTraits, summariseGroup } from "./stepwise.ts";

const schema = z.strictObject({
  kind: z.literal("handshake"),
  withhold: durationNs.default(5e9).describe("how long an answer is withheld on a living connection"),
  timeout: periodNs.default(10e9).describe("most time for a row's exchanges to end once their sessions are resumed"),
  settle: durationNs.default(300e6).describe("how long deliveries that should not come are waited for"),
});

export interface HandshakeLoad {
  readonly kind: "handshake";
  readonly withholdNs: number;
  readonly timeoutNs: number;
  readonly settleNs: number;
}

export const handshake: LoadRow<typeof schema, HandshakeLoad> = {
  schema,
  traits: stepTraits("nobody"),
  resolve: ({ kind, withhold, timeout, settle }) => ({
    kind,
    withholdNs: withhold,
    timeoutNs: timeout,
    settleNs: settle,
  }),
  // The matrix has a subscriber of its own for every sensor, and waits for what is resent.
  adapt: () => ({ ...asStated, hasSubscribers: false, resendsSoon: true }),
  findMistakes(scenario) {
    const found: KeyMistake[] = [...findStepMistakes("handshake", scenario, false)];
    if (scenario.sensors.some(({ qos }) => qos !== 0))
      found.push(["qos", "load handshake runs every QoS by itself: leave out qos"]);
    return found;
  },
  // A publisher and a subscriber for each exchange.
  connections: (scenario: ScenarioBase) => fleetSize(scenario).sensors * 2,
  // A broker that loses is waited for twice: until the fault's packet is there, and until the exchanges have ended.
  timeNs: (_, { timeoutNs, settleNs, withholdNs }) =>
    rows.reduce((sum, { fault }) => sum + 2 * timeoutNs + settleNs + (fault === "withheld" ? withholdNs : 0), 0),
  heldBySubscriber: () => 0,
  alsoSends: () => [],
  summarise: (scenario) =>
    summariseGroup(scenario, ({ count, payload }) => [
      `${formatCounted(count, "exchange")} for each step`,
      `${formatCount(payload.bytes)} B`,
    ]),
  leaves: () => ({ sessions: true, retained: false }),
  whyNoMetric: () => null,
};
