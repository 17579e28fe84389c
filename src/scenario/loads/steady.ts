/** Sensors that send by a schedule: the load where a scenario names none. Pure. */
import { formatNumber } from "../../format.ts";
import { z } from "zod";
import type { Schedule, ScenarioBase, SensorGroup } from "../base.ts";
import { clientsName, connectingGroups, kindsOn } from "../messages/message-kinds.ts";
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
    const levels = [...new Set(sensors.map(({ qos }) => qos))].toSorted((a, b) => a - b);
    return [
      ...describeGroups(sensors),
      `QoS ${[levels.slice(0, -1).join(", "), ...levels.slice(-1)].filter((text) => text !== "").join(" and ")}`,
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

/** One text. */
function describeGroups(sensors: readonly SensorGroup[]): readonly string[] {
  const connecting = connectingGroups(sensors);
  const isNamed = connecting.length > 1;
  const texts = connecting.map(([carrier, group]) => {
    const name = clientsName(group);
    const kinds = kindsOn(sensors, carrier).map(([, kind]) => kind);
    const paces = kinds.map((kind) => (kinds.length > 1 ? `${kind.name} ${paceText(kind)}` : paceText(kind)));
    const pace = paces.join(" + ");
    return `${countGroup({ ...group, name }, isNamed)} × ${paces.length > 1 ? `(${pace})` : pace}`;
  });
  return [texts.join(" + ")];
}

/** `0.2 msg/s × 64 B`, of one sensor. */
function paceText(group: SensorGroup): string {
  const { payload, schedule, window } = group;
  const pace =
    schedule.kind === "closed" ? `closed loop, window ${window}` : `${rateText(schedule, group.count)} msg/s`;
  const size = `${payload.template?.isVarying === true ? "at most " : ""}${payload.bytes} B`;
  return `${pace} × ${size}`;
}
