/** Who a client of the scenario's is in a load that is driven step by step: its id, its login, its way to the broker. */
import type { StepClientOptions } from "../../mqtt/client/step-client.ts";
import { routeOf, statedClientId } from "../../scenario/fleet.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { loginsOf } from "../shard/identity/logins.ts";
import { ownContext } from "../shard/identity/own-context.ts";
import type { BenchOptions, Way } from "./bench-options.ts";

/** A client's place in the fleet. */
export interface Place {
  /** Its group's number among all groups, the sensors' before the subscribers'. */
  readonly route: number;
  readonly numberInGroup: number;
}

export interface StepIdentity {
  /** null: mqbench names it. */
  readonly clientId: string | null;
  readonly login: StepClientOptions["login"];
}

export type Role = "sensors" | "subscribers";

/** A client of a bench. */
export interface Member {
  readonly role: Role;
  readonly clientId: string;
  readonly way: Way;
  readonly login?: StepIdentity["login"];
  /** Left out: it is none of the scenario's. */
  readonly place?: Place;
}

type Sources = Pick<BenchOptions, "scenario" | "secrets" | "openTo">;

export function identityAt(sources: Sources, place: Place): StepIdentity {
  const owner = ownerAt(sources, place);
  const { group, numberInGroup } = owner;
  return {
    clientId: group === undefined ? null : statedClientId(group, numberInGroup),
    login: loginsOf(owner, Date.now),
  };
}

/** The way with the client's own certificate, where its group states one. */
export function ownWay(sources: Sources, place: Place, way: Way): Way {
  const owner = ownerAt(sources, place);
  if (owner.group?.tls == null) return way;
  return ownContext({ endpoint: way.endpoint, open: way.open }, owner, sources.openTo);
}

/** The places of a role's clients, in their order. */
export function placesOf(scenario: Scenario, role: "sensor" | "subscriber"): readonly Place[] {
  const groups = role === "sensor" ? scenario.sensors : scenario.subscribers;
  return groups.flatMap(({ count }, group) =>
    Array.from({ length: count }, (_, numberInGroup) => ({ route: routeOf(scenario, role, group), numberInGroup })),
  );
}

function ownerAt({ scenario, secrets }: Sources, { route, numberInGroup }: Place) {
  const { sensors, subscribers } = scenario;
  return { group: [...sensors, ...subscribers][route], numberInGroup, secrets: secrets[route] };
}
