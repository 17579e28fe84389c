/** Connections that send nothing but PINGREQ. Pure. */
import { z } from "zod";
import type { LoadRow } from "./load-row.ts";
import { asking, askingNs, clientWords, countGroup, phased } from "./phased.ts";

const schema = z.strictObject({ kind: z.literal("idle") });

export type IdleLoad = z.output<typeof schema>;

export const idle: LoadRow<typeof schema, IdleLoad> = {
  ...phased,
  schema,
  traits: { course: "phases", isScheduled: false, mustReach: "nobody", isProbe: false },
  resolve: (input) => input,
  timeNs: (scenario, load) => phased.timeNs(scenario, load) + askingNs(scenario),
  alsoSends: () => [asking],
  /** `10,000 sensors, idle, MQTT 3.1.1`. */
  summarise(scenario) {
    const { sensors } = scenario;
    const groups = sensors.map((group) => countGroup(group, sensors.length > 1)).join(" + ");
    return [groups, "idle", ...clientWords(scenario)].join(", ");
  },
};
