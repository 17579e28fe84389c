/** The groups of a scenario whose clients go through the link. Pure. */
import type { GroupLink } from "../../../scenario/keys/link.ts";
import type { Scenario } from "../../../scenario/scenario.ts";

/** A group that goes through the link; `route` is its number among all groups. */
export interface LinkedGroup {
  readonly route: number;
  readonly role: "sensor" | "subscriber";
  /** Among the sensors' or the subscribers' groups. */
  readonly group: number;
  readonly name: string;
  readonly link: GroupLink;
}

export function linkedGroups({ sensors, subscribers }: Scenario): readonly LinkedGroup[] {
  const all = [
    ...sensors.map(({ name, link }, group) => ({ role: "sensor" as const, group, name, link })),
    ...subscribers.map(({ name, link }, group) => ({ role: "subscriber" as const, group, name, link })),
  ];
  return all.flatMap(({ link, ...each }, route) => (link === null ? [] : [{ ...each, route, link }]));
}
