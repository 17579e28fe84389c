/** Messages that a broker does not take for their size, as its CONNACK says (MQTT 5). Pure. */
import { formatCount } from "../../format.ts";
import { publishBytes, statedPropertyBytes, topicAliasBytes } from "../../mqtt/wire/cost-model.ts";
import { firstSensors, topicsOf } from "../fleet.ts";
import { rowOf } from "../loads.ts";
import type { Scenario } from "../scenario.ts";

/** Why a broker whose CONNACK allows packets of so many bytes (MQTT 5, section 3.2.2.3.6) cannot take the messages, in words; null: it can, or no sensor publishes by its schedule. */
export function whyTooLarge(scenario: Scenario, maximumPacketBytes: number): string | null {
  if (!Number.isFinite(maximumPacketBytes) || !rowOf(scenario.load).traits.isScheduled) return null;
  const topics = topicsOf(scenario);
  const first = firstSensors(scenario);
  for (const [index, { name, payload, qos, properties, topicAlias = false }] of scenario.sensors.entries()) {
    const own = topics.slice(first[index], first[index + 1]);
    const topicBytes = Math.max(...own.map((topic) => Buffer.byteLength(topic)));
    const propertyBytes = statedPropertyBytes(properties) + (topicAlias ? topicAliasBytes : 0);
    const { protocol } = scenario;
    const bytes = publishBytes({ protocol, topicBytes, payloadBytes: payload.bytes, qos, propertyBytes });
    if (bytes > maximumPacketBytes)
      return `allows packets of at most ${formatCount(maximumPacketBytes)} bytes (Maximum Packet Size of its CONNACK), and a PUBLISH of ${name} has up to ${formatCount(bytes)}`;
  }
  return null;
}
