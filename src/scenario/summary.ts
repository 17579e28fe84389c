/** A case in one line of words. Pure. */
import { stepRules } from "./loads/hold.ts";
import type { HoldLoad, Scenario, SensorGroup } from "./scenario.ts";
import { isStepwise, summariseStepwise } from "./loads/stepwise.ts";

/** `10,000 sensors × 0.2 msg/s × 64 B, QoS 2, MQTT 3.1.1`. */
export function summarise(scenario: Scenario): string {
  const groups = scenario.sensors.map((group) => describeGroup(group, scenario.load.kind, scenario.sensors.length > 1));
  const levels = [...new Set(scenario.sensors.map(({ qos }) => qos))];
  if (scenario.load.kind === "hold") return summariseHold(scenario, scenario.load);
  if (isStepwise(scenario.load)) return summariseStepwise(scenario, scenario.load);
  return [
    groups.join(" + "),
    ...(scenario.load.kind === "idle" ? ["idle"] : [`QoS ${levels.join(" and ")}`]),
    `MQTT ${scenario.protocol}`,
    ...(scenario.client === "native" ? [] : [`client ${scenario.client}`]),
    ...(scenario.load.kind === "steady" && scenario.pacing === "precise" ? ["precise pacing"] : []),
  ].join(", ");
}

/** `up to 20,000 messages delivered, PUBACK withheld, 64 B, QoS 1, spread over 50 clients, MQTT 3.1.1`. */
function summariseHold({ sensors, protocol }: Scenario, load: HoldLoad): string {
  const [group] = sensors;
  const upTo = `up to ${(load.levels.at(-1) ?? 0).toLocaleString("en")} ${stepRules[load.step].holds}`;
  if (group === undefined || load.step === "connection") return [upTo, `MQTT ${protocol}`].join(", ");
  const { count, payload, qos } = group;
  return [
    upTo,
    `${payload.bytes.toLocaleString("en")} B`,
    `QoS ${qos}`,
    `spread over ${count.toLocaleString("en")} clients`,
    `MQTT ${protocol}`,
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
