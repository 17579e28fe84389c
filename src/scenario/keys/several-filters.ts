/** What is wrong with several filters of one subscriber. Pure. */
import { expandText } from "../devices/expand-text.ts";
import type { SubscriberGroup } from "../base.ts";
import { topicsOf } from "../fleet.ts";
import { rowOf } from "../loads.ts";
import type { EmptyGroup } from "../nothing-to-measure.ts";
import type { Scenario } from "../scenario.ts";
import { matchReceivers } from "./topic-filter.ts";

export function findFilterMistakes(scenario: Scenario): readonly EmptyGroup[] {
  const several = [...scenario.subscribers.entries()].filter(([, { topics }]) => topics.length > 1);
  if (several.length === 0) return [];
  const published = topicsOf(scenario);
  return several.flatMap(([group, of]) => {
    const at = { role: "subscribers", group, key: ["topics"] } as const;
    const text = whyNotSeveral(scenario, of) ?? whatOverlaps(of, published) ?? whatMatchesNothing(of, published);
    return text === undefined ? [] : [{ ...at, text }];
  });
}

function whyNotSeveral({ load }: Scenario, { share }: SubscriberGroup): string | undefined {
  if (rowOf(load).traits.course !== "phases")
    return `are filters of one connection, which load ${load.kind} has one of: make them groups, each with its topic`;
  // MQTT 5, section 4.8.2: one name with two filters is two subscriptions.
  return share === null ? undefined : "of a shared subscription are one each: make them groups, each with its topic";
}

/** MQTT 3.1.1, section 3.3.5: a message that two subscriptions of a client match may come once, or once for each. */
function whatOverlaps(of: SubscriberGroup, published: readonly string[]): string | undefined {
  const filters = Array.from({ length: of.count }, (_, number) => expandAll(of, number));
  const ownerOf = filters.flatMap((each, number) => each.map(() => number));
  const matches = matchReceivers(filters.flat(), published);
  for (const [sensor, places] of matches.entries()) {
    const owners = places.map((place) => ownerOf[place]);
    const twice = places.findIndex((_, at) => owners.indexOf(owners[at]) < at);
    if (twice === -1) continue;
    const [first = "", second = ""] = [owners.indexOf(owners[twice]), twice].map(
      (at) => filters.flat()[places[at] ?? -1],
    );
    return `match ${published[sensor]} twice, by ${first} and ${second}: a broker may deliver it once or twice`;
  }
  return undefined;
}

function whatMatchesNothing(of: SubscriberGroup, published: readonly string[]): string | undefined {
  for (const topic of of.topics) {
    const filters = Array.from({ length: of.count }, (_, number) => expandText(topic, of, number));
    if (!matchReceivers(filters, published).some((places) => places.length > 0))
      return `have ${topic}, which matches no topic that a sensor publishes to`;
  }
  return undefined;
}

function expandAll(of: SubscriberGroup, number: number): readonly string[] {
  return of.topics.map((topic) => expandText(topic, of, number));
}
