/** The will experiment as a scenario states it: all sensors die at once, one way after the other. Pure. */
import { formatCount, formatCounted } from "../../format.ts";
import { z } from "zod";
import type { ScenarioBase } from "../base.ts";
import { fleetSize } from "../fleet.ts";
import { durationNs, periodNs } from "../keys/unit-values.ts";
import { asStated } from "./load-row.ts";
import type { KeyMistake, LoadRow } from "./load-row.ts";
import { findStepMistakes, stepTraits, summariseGroup } from "./stepwise.ts";

/** How a sensor dies. */
const deaths = [
  "reset",
  "half-open",
  "protocol error",
  "takeover",
  "disconnect",
  "disconnect with will",
  "resumed in time",
] as const;
export type Death = (typeof deaths)[number];

const schema = z.strictObject({
  kind: z.literal("will"),
  deaths: z
    .array(z.enum(deaths))
    .min(1)
    .default([...deaths])
    .describe("how all sensors die at once, one way after the other; the last two exist in MQTT 5 only"),
  delay: durationNs.default(0).describe("MQTT 5 will delay, in whole seconds"),
  timeout: periodNs.default(10e9).describe("most time from death to the last will, beyond keepalive and delay"),
  settle: durationNs.default(1e9).describe("how long wills that should not come, or come twice, are waited for"),
});

export interface WillLoad {
  readonly kind: "will";
  readonly deaths: readonly Death[];
  readonly delaySeconds: number;
  readonly timeoutNs: number;
  readonly settleNs: number;
}

interface DeathRule {
  /** Whether the specification has the will published (3.1.2.5). */
  readonly isDue: boolean;
  readonly version5Only: boolean;
  /** Only where a will is delayed is there a time to come back in. */
  readonly needsDelay: boolean;
}

export const deathRules: Readonly<Record<Death, DeathRule>> = {
  reset: { isDue: true, version5Only: false, needsDelay: false },
  "half-open": { isDue: true, version5Only: false, needsDelay: false },
  "protocol error": { isDue: true, version5Only: false, needsDelay: false },
  takeover: { isDue: true, version5Only: false, needsDelay: false },
  disconnect: { isDue: false, version5Only: false, needsDelay: false },
  "disconnect with will": { isDue: true, version5Only: true, needsDelay: false },
  "resumed in time": { isDue: false, version5Only: true, needsDelay: true },
};

export const will: LoadRow<typeof schema, WillLoad> = {
  schema,
  traits: stepTraits("who subscribes"),
  resolve: (input) => ({
    kind: input.kind,
    deaths: input.deaths,
    delaySeconds: Math.ceil(input.delay / 1e9),
    timeoutNs: input.timeout,
    settleNs: input.settle,
  }),
  adapt: () => asStated,
  findMistakes(scenario, load) {
    const found: KeyMistake[] = [...findStepMistakes("will", scenario, true)];
    if (load.delaySeconds > 0 && scenario.protocol !== "5")
      found.push(["load", 'a will delay exists in MQTT 5 only: add `protocol: "5"`']);
    if (existing(scenario, load).length === 0) {
      const why = load.deaths.map((death) => `${death}: ${whyNoDeath(death, scenario, load)}`).join(", ");
      found.push(["load", `none of load.deaths exists here: ${why}`]);
    }
    return found;
  },
  // Each sensor may be taken over, and a late subscriber comes.
  connections(scenario) {
    const { sensors, subscribers } = fleetSize(scenario);
    return sensors * 2 + subscribers + 1;
  },
  timeNs(scenario, load) {
    const { delaySeconds, timeoutNs, settleNs } = load;
    const isRetained = scenario.sensors.some(({ retain }) => retain);
    return existing(scenario, load).reduce((sum, death) => {
      const { isDue } = deathRules[death];
      // A broker that loses is waited for each time; the retained wills are looked for afterwards.
      const dueNs = isDue ? timeoutNs : 0;
      const silentNs = death === "half-open" ? silenceNs(scenario) + lateSilenceNs : 0;
      const lookNs = isRetained ? dueNs + 2 * settleNs : 0;
      return sum + dueNs + silentNs + 2 * (settleNs + delaySeconds * 1e9) + lookNs;
    }, 0);
  },
  heldBySubscriber: () => 0,
  alsoSends: () => [],
  summarise: (scenario, { delaySeconds }) =>
    summariseGroup(scenario, ({ count, payload, retain, qos }) => [
      formatCounted(count, "sensor dies", "sensors die"),
      `${retain ? "retained " : ""}wills of ${formatCount(payload.bytes)} B`,
      ...(delaySeconds > 0 ? [`delayed by ${delaySeconds} s`] : []),
      `QoS ${qos}`,
    ]),
  leaves: ({ sensors }) => ({ sessions: true, retained: sensors.some(({ retain }) => retain) }),
  whyNoMetric(metric, scenario, load) {
    const hasUnwanted = existing(scenario, load).some((death) => !deathRules[death].isDue);
    return metric === "willsUnwanted" && !hasUnwanted ? "a will is due after every death of this load" : null;
  },
};

/** Why a death does not exist in a scenario, in words; null: it does. */
export function whyNoDeath(
  death: Death,
  { protocol }: Pick<ScenarioBase, "protocol">,
  { delaySeconds }: WillLoad,
): string | null {
  const rule = deathRules[death];
  if (rule.version5Only && protocol !== "5") return "MQTT 5 only";
  return rule.needsDelay && delaySeconds === 0 ? "needs a will delay" : null;
}

function existing(scenario: ScenarioBase, load: WillLoad): readonly Death[] {
  return load.deaths.filter((death) => whyNoDeath(death, scenario, load) === null);
}

/** A broker looks for silent clients only now and then: mosquitto each 5 s. */
export const lateSilenceNs = 10e9;

/** How long a broker may take to find that a client is silent: one and a half times the keepalive (3.1.2.10), and what it is late. */
export function silenceNs({ keepaliveSeconds }: Pick<ScenarioBase, "keepaliveSeconds">): number {
  return keepaliveSeconds * 1.5e9;
}
