/** The faults that a scenario asks of its link, for every client by its id without the run's prefix. Pure. */
import { planCuts } from "../../../link/cut-plan.ts";
import type { PlannedCut } from "../../../link/cut-plan.ts";
import type { PacketRule } from "../../../link/packet-rules.ts";
import { clientId, copiesOf } from "../../../scenario/fleet.ts";
import type { Scenario } from "../../../scenario/scenario.ts";
import { linkedGroups } from "../../../scenario/planning/linked-groups.ts";
import type { LinkedGroup } from "../../../scenario/planning/linked-groups.ts";

export interface LinkFaults {
  /** Cuts in the order of their times, since the load began. */
  readonly cuts: readonly PlannedCut[];
  readonly rules: readonly PacketRule[];
}

/** A client that was cut has so long to come back before it is cut again. */
const spacingNs = 2e9;

export function planFaults(scenario: Scenario): LinkFaults {
  const groups = linkedGroups(scenario);
  const cuts = groups.flatMap((group) => cutsOf(scenario, group));
  const rules = groups.flatMap((group) => rulesOf(scenario, group));
  return {
    cuts: cuts.toSorted((a, b) => a.atNs - b.atNs),
    rules: rules.map((rule, id) => ({ ...rule, id })),
  };
}

function cutsOf(scenario: Scenario, group: LinkedGroup): readonly PlannedCut[] {
  const { cut } = group.link;
  const { warmupNs, measureNs } = scenario.phases;
  const clients = clientsOf(scenario, group);
  if (cut?.kind === "at") {
    const { atNs, manner } = cut;
    return clients.map((client) => ({ client, atNs: warmupNs + atNs, manner }));
  }
  if (cut?.kind !== "random") return [];
  const { ratePerSecond, manner } = cut;
  const { seed } = scenario;
  return planCuts({ clients, ratePerSecond, manner, fromNs: warmupNs, toNs: warmupNs + measureNs, spacingNs, seed });
}

function rulesOf(scenario: Scenario, group: LinkedGroup): readonly PacketRule[] {
  const { cut } = group.link;
  if (cut?.kind !== "packet") return [];
  const { packet, direction, nth, when, manner } = cut;
  return clientsOf(scenario, group).map((client) => ({
    id: 0,
    clientId: client,
    packet,
    direction,
    nth,
    when,
    manner,
  }));
}

function clientsOf(scenario: Scenario, { role, group }: LinkedGroup): readonly string[] {
  const count =
    role === "sensor"
      ? (scenario.sensors[group]?.count ?? 0)
      : (scenario.subscribers[group]?.count ?? 0) * copiesOf(scenario);
  return Array.from({ length: count }, (_, number) => clientId("", role === "sensor" ? "s" : "r", group, number));
}
