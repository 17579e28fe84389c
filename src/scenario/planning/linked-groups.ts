/** The groups of a scenario whose clients go through the link. Pure. */
import type { GroupLink } from "../keys/link.ts";
import { clientsName, connectingGroups } from "../messages/message-kinds.ts";
import type { Scenario } from "../scenario.ts";

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
    ...connectingGroups(sensors).map(([group, of]) => {
      return { role: "sensor" as const, group, route: group, name: clientsName(of), link: of.link };
    }),
    ...subscribers.map(({ name, link }, group) => {
      return { role: "subscriber" as const, group, route: sensors.length + group, name, link };
    }),
  ];
  return all.flatMap(({ link, ...each }) => (link === null ? [] : [{ ...each, link }]));
}
