/** The largest PUBLISH that a broker may send to a client of a scenario: beyond it a stream is taken for broken. Pure. */
import { statedPropertyBytes, publishBytes } from "../../mqtt/wire/cost-model.ts";
import type { Scenario } from "../scenario.ts";

/** Who subscribes to nothing is sent nothing; a little, for a broker that greets. */
const withoutSubscription = 64 * 1024;
/** Others may publish to the same topics: their messages are counted, not refused. */
const strangers = 1024 * 1024;
/** Properties that a broker of MQTT 5 may add, and a topic as long as one can be. */
const aroundPayload = 128 * 1024;
/** Section 2.2.3. */
const largestThereIs = 268_435_460;

export function largestPublishBytes(scenario: Scenario, isReceiver: boolean): number {
  if (!isReceiver) return withoutSubscription;
  const own = scenario.sensors.map(({ payload, qos, properties }) =>
    publishBytes({
      protocol: scenario.protocol,
      topicBytes: 0,
      payloadBytes: payload.bytes,
      qos,
      propertyBytes: statedPropertyBytes(properties),
    }),
  );
  return Math.min(largestThereIs, Math.max(strangers, aroundPayload + Math.max(...own)));
}

/** Whether the clients of a route subscribe: the sensors' groups come before the subscribers'. */
export function receivesOn({ sensors }: Scenario, route: number): boolean {
  return route >= sensors.length || sensors[route]?.listen !== null;
}
