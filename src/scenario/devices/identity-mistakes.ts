/** What is wrong with the identities of a whole scenario: ids that two clients have, and keys that leave no room for them. Pure. */
import { formatCount } from "../../format.ts";
import type { ScenarioBase } from "../base.ts";
import type { Path } from "../document/path.ts";
import { clientsName, connectingGroups } from "../messages/message-kinds.ts";
import { columnsIn, expandText } from "./expand-text.ts";
import type { Identified, Identity } from "./identity.ts";

export interface IdentityMistake {
  readonly role: "sensors" | "subscribers";
  /** Its number among the groups of the role. */
  readonly group: number;
  /** Within the group. */
  readonly key: Path;
  /** What follows the key in a sentence. */
  readonly text: string;
}

interface NamedGroup extends Identified {
  readonly role: IdentityMistake["role"];
  readonly group: number;
  readonly name: string;
  readonly count: number;
}

const mostBytes = 65_535;

/** Of what the clients' ids depend on: MQTT has no two clients of one id, a second takes the connection of the first [MQTT-3.1.4-2]. */
export function findIdentityMistakes(
  scenario: Pick<ScenarioBase, "broker" | "client" | "protocol" | "sensors" | "subscribers">,
): readonly IdentityMistake[] {
  const groups: readonly NamedGroup[] = [
    ...connectingGroups(scenario.sensors).map(([group, each]) => ({
      ...each,
      name: clientsName(each),
      role: "sensors" as const,
      group,
    })),
    ...scenario.subscribers.map((each, group) => ({ ...each, role: "subscribers" as const, group })),
  ];
  const isCut = [...scenario.sensors, ...scenario.subscribers].some(({ link }) => link?.cut != null);
  const owners = new Map<string, string>();
  return groups.flatMap((group): readonly IdentityMistake[] => {
    const found = (key: keyof Identity, text: string): IdentityMistake => ({
      role: group.role,
      group: group.group,
      key: [key],
      text,
    });
    const { clientId, username, password, jwt } = group.identity;
    const problem = clientId === null ? undefined : whyNotUnique(clientId, group, owners);
    return [
      ...(problem === undefined ? [] : [found("clientId", problem)]),
      ...(isCut && clientId !== null ? [found("clientId", "hides who is cut: leave it out, or cut")] : []),
      ...((password !== null || jwt !== undefined) && username === null && !namesUsers(scenario)
        ? [found("password", "has no user name beside it: add `username`")]
        : []),
    ];
  });
}

/** Whether a password may come without a user name, or one is stated for all: 3.1.1 has none without [MQTT-3.1.2-22], and MQTT.js sends none. */
function namesUsers({ broker, client, protocol }: Pick<ScenarioBase, "broker" | "client" | "protocol">): boolean {
  return broker.kind === "url" || (protocol === "5" && client === "native");
}

/** Adds the group's ids to `owners`. */
function whyNotUnique(clientId: string, group: NamedGroup, owners: Map<string, string>): string | undefined {
  // Told already: rows or columns are missing.
  if (columnsIn(clientId).some((name) => group.devices?.columns.get(name)?.ends.length !== group.count))
    return undefined;
  for (let number = 0; number < group.count; number += 1) {
    const id = expandText(clientId, group, number);
    const own = `client ${formatCount(number + 1)} of ${group.name}`;
    const owner = owners.get(id);
    if (owner !== undefined) return `gives ${own} the id of ${owner}: ${JSON.stringify(id)}`;
    if (Buffer.byteLength(id) > mostBytes) return `gives ${own} an id of more than 65,535 bytes`;
    owners.set(id, own);
  }
  return undefined;
}
