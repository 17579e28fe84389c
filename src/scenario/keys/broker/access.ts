/** Whom a broker that mqbench starts lets in, and what each may do. */
import { z } from "zod";
import type { Access } from "../../../broker/facts/access.ts";
import { isEncryptedBroker } from "../../../broker/facts/broker-spec.ts";
import type { ScenarioBase, SensorGroup, SubscriberGroup } from "../../base.ts";
import { loginsOf } from "../../fleet.ts";
import { clientsName, connectingGroups } from "../../messages/message-kinds.ts";
import type { KeyMistake } from "../../loads/load-row.ts";
import { rowOf } from "../../loads.ts";
import type { Scenario } from "../../scenario.ts";
import { show } from "../unit-values.ts";

const aclLine = z.string().regex(/^(?:user|(?:topic|pattern)(?: (?:read|write|readwrite|deny))?) [^\p{Control}]+$/u, {
  error: ({ input }) =>
    `must be a line of mosquitto's access list, such as "pattern write plants/%u/#", "user reader" or "topic read plants/#", got ${show(input)}`,
});

export const accessSchema = z
  .strictObject({
    by: z
      .enum(["certificate", "password"])
      .describe(
        "certificate: the common name of a client's is its user name; password: user names and passwords of the scenario's clients",
      ),
    acl: z
      .array(aclLine)
      .default([])
      .describe(
        "lines of the broker's access list; %u is the user name, %c the client id; none: each may do everything",
      ),
  })
  .optional()
  .describe("lets in the scenario's own clients only; default: it is open to all");

export function resolveAccess(input: z.output<typeof accessSchema>): Access | null {
  return input ?? null;
}

/** Of what the scenario's clients need to be let in. */
export function findAccessMistakes(scenario: Scenario): readonly KeyMistake[] {
  const { broker, load } = scenario;
  if (broker.kind === "url" || broker.access === null) return [];
  const found: KeyMistake[] = [];
  if (rowOf(load).traits.isProbe)
    found.push([
      "broker",
      `broker.access lets in the scenario's clients, and load ${load.kind} connects its own: leave it out`,
    ]);
  if (broker.access.by === "certificate" && !isEncryptedBroker(broker))
    found.push(["broker", "broker.access by certificate needs TLS: add `transport: tls` or `transport: wss`"]);
  for (const [role, group] of groupsOf(scenario)) {
    const lack = broker.access.by === "certificate" ? whyNoCertificate(group) : whyNoPassword(group);
    if (lack !== undefined) found.push([role, `${group.name} cannot be let in: ${lack}`]);
  }
  return found;
}

function groupsOf({ sensors, subscribers }: Pick<ScenarioBase, "sensors" | "subscribers">) {
  return [
    ...connectingGroups(sensors).map(([, group]) => ["sensors", { ...group, name: clientsName(group) }] as const),
    ...subscribers.map((group) => ["subscribers", group] as const),
  ];
}

function whyNoCertificate({ tls }: SensorGroup | SubscriberGroup): string | undefined {
  if (tls?.kind === "minted") return undefined;
  return "broker.access by certificate needs one that is made for the run: add `tls: { mint: { name: … } }`";
}

function whyNoPassword(group: SensorGroup | SubscriberGroup): string | undefined {
  const { username, password } = group.identity;
  if (username === null || password === null) return "broker.access by password needs `username` and `password`";
  const isSplit = loginsOf([group]).some((login) => login.username?.includes(":") === true);
  return isSplit ? "a user name has a colon, at which the broker's file of passwords ends it" : undefined;
}
