/** A case in one line of words. Pure. */
import { rowOf } from "./loads.ts";
import type { Scenario } from "./scenario.ts";

/** `10,000 sensors × 0.2 msg/s × 64 B, QoS 2, MQTT 3.1.1`. */
export function summarise(scenario: Scenario): string {
  return rowOf(scenario.load).summarise(scenario, scenario.load);
}
