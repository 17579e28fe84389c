/** What the broker's CONNACKs of MQTT 5 imposed on the clients, and what of the scenario came to nothing by it. Pure. */
import { formatCount } from "../../../format.ts";
import type { AgreedSection } from "../../../result/sections/connecting-section.ts";
import type { Note } from "../../../result/schema.ts";
import { firstSensors } from "../../../scenario/fleet.ts";
import type { Scenario } from "../../../scenario/scenario.ts";
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
