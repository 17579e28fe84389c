/** What the broker's CONNACKs of MQTT 5 imposed on the clients, and what of the scenario came to nothing by it. Pure. */
import { formatCount, formatCounted } from "../../../format.ts";
import type { AgreedSection } from "../../../result/sections/connecting-section.ts";
import type { Note } from "../../../result/schema.ts";
import { firstSensors } from "../../../scenario/fleet.ts";
import { findDiscarded } from "../../../scenario/properties/maximum-packet.ts";
import type { Scenario } from "../../../scenario/scenario.ts";
import type { Totals } from "../totals.ts";
import type { ShardReport } from "../../messages.ts";

/** Of CONNACKs that say different things, the most kinds that are kept apart. */
const mostKinds = 10;

/** The most frequent first; empty where nobody spoke MQTT 5. */
export function describeAgreed(reports: readonly Pick<ShardReport, "agreed">[]): AgreedSection {
  const kinds = new Map<string, AgreedSection[number]>();
  for (const { connections, ...imposed } of reports.flatMap(({ agreed }) => agreed)) {
    const key = JSON.stringify(imposed);
    kinds.set(key, { ...imposed, connections: (kinds.get(key)?.connections ?? 0) + connections });
  }
  return [...kinds.values()].toSorted((a, b) => b.connections - a.connections).slice(0, mostKinds);
}

/** By number. */
export function sensorsWithoutAlias(reports: readonly Pick<ShardReport, "withoutAlias">[]): ReadonlySet<number> {
  return new Set(reports.flatMap(({ withoutAlias }) => Array.from(withoutAlias)));
}

/** Groups that were to use topic aliases where the broker allows none. */
export function aliasWarnings(
  scenario: Scenario,
  reports: readonly Pick<ShardReport, "withoutAlias">[],
): readonly Note[] {
  const without = sensorsWithoutAlias(reports);
  if (without.size === 0) return [];
  const first = firstSensors(scenario);
  return scenario.sensors.flatMap(({ name, count, device }, group): readonly Note[] => {
    const [from, to] = [first[group] ?? 0, first[group + 1] ?? 0];
    const lacking = [...without].filter((sensor) => sensor >= from && sensor < to).length;
    if (lacking === 0) return [];
    const whose = lacking === count ? name : `${formatCount(lacking)} of ${formatCount(count)} ${name}`;
    const what = device === undefined ? "no topic alias" : "no topic alias, or fewer than a device has messages";
    const text = `the broker allows ${what} (Topic Alias Maximum 0 in its CONNACK, or none; MQTT 5, section 3.2.2.3.8): ${whose} sent the topic with every message`;
    return [{ code: "no-topic-alias", text }];
  });
}

/** Messages that subscribers take no packets of: none of these deliveries is expected. */
export function discardWarnings(scenario: Scenario): readonly Note[] {
  return findDiscarded(scenario).map(({ group, bytes, maximumPacketBytes }) => ({
    code: "beyond-maximum-packet",
    text: `deliveries of ${group.name} have up to ${formatCount(bytes)} bytes, and subscribers take packets of at most ${formatCount(maximumPacketBytes)}: the broker is to discard them (MQTT 5, [MQTT-3.1.2-25]), and none is expected there`,
  }));
}

/** A broker that does not keep to the Receive Maximum that subscribers ask for. */
export function quotaWarnings(
  scenario: Scenario,
  reports: readonly Pick<ShardReport, "beyondQuota">[],
): readonly Note[] {
  const messages = reports.reduce((sum, { beyondQuota }) => sum + beyondQuota.messages, 0);
  if (messages === 0) return [];
  const most = Math.max(...reports.map(({ beyondQuota }) => beyondQuota.most));
  const asked = scenario.subscribers.flatMap(({ name, asks }) =>
    asks?.receiveMaximum === undefined ? [] : [`${name} ${formatCount(asks.receiveMaximum)}`],
  );
  const text = `the broker does not keep to the Receive Maximum of CONNECT (${asked.join(", ")}; MQTT 5, [MQTT-3.3.4-9]): ${formatCounted(messages, "delivery", "deliveries")} at QoS 1 and 2 came beyond it, up to ${formatCount(most)} unacknowledged at once, warm-up included`;
  return [{ code: "receive-maximum-ignored", text }];
}

const breaches = [
  [
    "ownReturned",
    "no-local-ignored",
    "No Local (MQTT 5, [MQTT-3.8.3-3])",
    [
      "delivery came back to the sensor that had published it; it is in no other figure",
      "deliveries came back to the sensor that had published them; they are in no other figure",
    ],
  ],
  [
    "retainFlagChanged",
    "retain-as-published-ignored",
    "Retain As Published (MQTT 5, [MQTT-3.3.1-13])",
    [
      "delivery came with another RETAIN flag than it was published with",
      "deliveries came with another RETAIN flag than they were published with",
    ],
  ],
  [
    "retainedUnasked",
    "retain-handling-ignored",
    "Retain Handling 2 (MQTT 5, [MQTT-3.3.1-11])",
    [
      "delivery was a retained one from before the subscription",
      "deliveries were retained ones from before the subscription",
    ],
  ],
] as const;

/** A broker that does not keep to the options of subscriptions. */
export function optionWarnings(totals: Pick<Totals, "all">): readonly Note[] {
  return breaches.flatMap(([counter, code, option, what]) => {
    const count = totals.all(counter);
    const text = `the broker does not keep to ${option}: ${formatCounted(count, what[0], what[1])}, warm-up included`;
    return count === 0 ? [] : [{ code, text }];
  });
}
