/** A case in one line of words. Pure. */
import type { Scenario, SensorGroup } from "./scenario.ts";

/** `10,000 sensors × 0.2 msg/s × 64 B, QoS 2, MQTT 3.1.1`. */
export function summarise(scenario: Scenario): string {
  const groups = scenario.sensors.map((group) => describeGroup(group, scenario.load.kind, scenario.sensors.length > 1));
  const levels = [...new Set(scenario.sensors.map(({ qos }) => qos))];
  return [
    groups.join(" + "),
    ...(scenario.load.kind === "idle" ? ["idle"] : [`QoS ${levels.join(" and ")}`]),
    `MQTT ${scenario.protocol}`,
    ...(scenario.client === "native" ? [] : [`client ${scenario.client}`]),
  ].join(", ");
}

function describeGroup(
  { name, count, payload, schedule, window }: SensorGroup,
  load: Scenario["load"]["kind"],
  isNamed: boolean,
): string {
  const who = `${count.toLocaleString("en")} ${isNamed ? name : "sensors"}`;
  if (load === "idle") return who;
  const pace =
    schedule.kind === "closed"
      ? `closed loop, window ${window}`
      : `${Number((1e9 / schedule.periodNs).toPrecision(3))} msg/s`;
  return `${who} × ${pace} × ${payload.bytes} B`;
}
