/** Whether a metric can exist in a scenario: publish latency does not at QoS 0, nor a delivery without a receiver. Pure. */
import { metricInfo } from "../metrics/catalogue.ts";
import type { MetricName } from "../metrics/catalogue.ts";
import { identityBytes } from "../mqtt/wire/payload.ts";
import { saysWhichMessage } from "./payloads/payload.ts";
import type { Scenario } from "./scenario.ts";
import { rowOf } from "./loads.ts";
import type { Threshold } from "./keys/thresholds/thresholds.ts";

/** Why a threshold has nothing to be held against there, in words; null: it has. */
export function whyNotApplicable(
  { metric, group }: Pick<Threshold, "metric" | "group">,
  scenario: Scenario,
): string | null {
  return whyNoMetric(metric, group === null ? scenario : ofGroup(scenario, group));
}

/** The scenario as if no other group were: what can exist in one group. Sensors that listen receive all the same. */
export function ofGroup(scenario: Scenario, name: string): Scenario {
  const listening = scenario.sensors.flatMap(({ listen, ...of }) =>
    listen === null || of.name === name
      ? []
      : [{ ...of, topics: [listen.topic], qos: listen.qos, subscriptionId: null, share: null, leave: null }],
  );
  return {
    ...scenario,
    // The only one: it is on its own connections.
    sensors: scenario.sensors
      .filter((group) => group.name === name)
      .map((group) => ({ ...group, device: { name, carrier: 0 } })),
    subscribers: [...scenario.subscribers, ...listening],
  };
}

/** Why the metric cannot exist there, in words; null: it can. */
export function whyNoMetric(metric: MetricName, scenario: Scenario): string | null {
  const { load, sensors } = scenario;
  const info = metricInfo(metric);
  if (!info.loads.includes(load.kind)) return `load ${load.kind} does not measure it`;
  if (info.needs === "link" && sensors.every(({ link }) => link === null)) return "no sensor has a link";
  if (info.needs === "return" && scenario.session.reconnect === null)
    return "no client comes back: session.reconnect is not set";
  if (info.needs === "identity" && sensors.some(({ payload }) => !saysWhichMessage(payload)))
    return `a payload under ${identityBytes} bytes does not say which message it is`;
  const why = rowOf(load).whyNoMetric(metric, scenario, load);
  if (why !== null) return why;
  const published = Math.max(...sensors.map(({ qos }) => qos));
  if (info.qosOf === "none") return null;
  if (info.qosOf === "sensors") return published >= info.minQos ? null : `it exists from QoS ${info.minQos} on`;
  const received = [...scenario.subscribers, ...sensors.flatMap(({ listen }) => (listen === null ? [] : [listen]))];
  if (received.length === 0) return "nobody subscribes";
  const delivered = Math.min(published, Math.max(...received.map(({ qos }) => qos)));
  return delivered >= info.minQos ? null : `it exists from QoS ${info.minQos} on`;
}
