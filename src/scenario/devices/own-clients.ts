/** What a load that says itself who connects when has no use for; a probe, whose clients are its own, neither for ids, credentials and certificates. Pure. */
import type { SensorGroup, SubscriberGroup } from "../base.ts";
import type { KeyMistake } from "../loads/load-row.ts";
import { rowOf } from "../loads.ts";
import type { Scenario } from "../scenario.ts";
import type { IdentityMistake } from "./identity-mistakes.ts";

/** At the key of each group that states one. */
export function findForeignIdentities(scenario: Scenario): readonly IdentityMistake[] {
  const { load, sensors, subscribers } = scenario;
  if (!rowOf(load).traits.isProbe) return [];
  const text = `is of clients that load ${load.kind} does not have: it connects its own, with ids of theirs and the broker's URL's credentials; leave it out`;
  const groups = [
    ...sensors.map((of, group) => ({ role: "sensors" as const, of, group })),
    ...subscribers.map((of, group) => ({ role: "subscribers" as const, of, group })),
  ];
  return groups.flatMap(({ role, of, group }) => statedOf(of).map((key) => ({ role, group, key: [key], text })));
}

/** At the key of the scenario. */
export function findForeignKeys(scenario: Scenario): readonly KeyMistake[] {
  if (!isSteps(scenario)) return [];
  const { load, connect, session } = scenario;
  const found: KeyMistake[] = [];
  if (connect.from.length > 0)
    found.push(["connect", `connect.from is not for load ${load.kind}, whose clients the kernel gives an address`]);
  if (session.reconnect !== null)
    found.push(["session", `session.reconnect is not for load ${load.kind}, which says itself who comes back when`]);
  return found;
}

function isSteps({ load }: Scenario): boolean {
  return rowOf(load).traits.course === "steps";
}

function statedOf({ identity, tls }: SensorGroup | SubscriberGroup): readonly string[] {
  const { clientId, username, password, jwt } = identity;
  return [
    ...(clientId === null ? [] : ["clientId"]),
    ...(username === null ? [] : ["username"]),
    ...(password === null && jwt === undefined ? [] : ["password"]),
    ...(tls === null ? [] : ["tls"]),
  ];
}
