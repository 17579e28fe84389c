/** Sensors that send by a schedule: the load where a scenario names none. Pure. */
import { formatNumber } from "../../format.ts";
import { z } from "zod";
import type { Schedule, ScenarioBase, SensorGroup } from "../base.ts";
import type { LoadRow } from "./load-row.ts";
import { asking, askingNs, clientWords, countGroup, phased } from "./phased.ts";

const schema = z.strictObject({ kind: z.literal("steady") });

export type SteadyLoad = z.output<typeof schema>;

export const steady: LoadRow<typeof schema, SteadyLoad> = {
  ...phased,
  schema,
  traits: { course: "phases", isScheduled: true, mustReach: "what is due", isProbe: false },
  resolve: (input) => input,
  timeNs: (scenario, load) => phased.timeNs(scenario, load) + (isOwedNothing(scenario) ? askingNs(scenario) : 0),
  alsoSends: (scenario) => (isOwedNothing(scenario) ? [asking] : []),
  /** `10,000 sensors × 0.2 msg/s × 64 B, QoS 2, MQTT 3.1.1`. */
  summarise(scenario) {
    const { sensors, pacing } = scenario;
    const levels = [...new Set(sensors.map(({ qos }) => qos))];
    return [
      sensors.map((group) => describeGroup(group, sensors.length > 1)).join(" + "),
      `QoS ${levels.join(" and ")}`,
      ...clientWords(scenario),
      ...(pacing === "precise" ? ["precise pacing"] : []),
    ].join(", ");
  },
};

/** Nothing that is sent is acknowledged, and nobody receives it. */
export function isOwedNothing({ sensors, subscribers }: ScenarioBase): boolean {
  return subscribers.length === 0 && sensors.every(({ qos, listen }) => qos === 0 && listen === null);
}

/** Of one sensor; where it changes, from the least to the most. */
function rateText({ periodNs, course }: Exclude<Schedule, { kind: "closed" }>, count: number): string {
  if (course === undefined) return formatNumber(1e9 / periodNs);
  const rates = course.map(({ ratePerSecond }) => ratePerSecond / count);
  return `${formatNumber(Math.min(...rates))} to ${formatNumber(Math.max(...rates))}`;
}

function describeGroup(group: SensorGroup, isNamed: boolean): string {
  const { payload, schedule, window } = group;
  const pace =
    schedule.kind === "closed" ? `closed loop, window ${window}` : `${rateText(schedule, group.count)} msg/s`;
  const size = `${payload.template?.isVarying === true ? "at most " : ""}${payload.bytes} B`;
  return `${countGroup(group, isNamed)} × ${pace} × ${size}`;
}
