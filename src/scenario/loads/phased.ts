/** What steady and idle share: clients that pass through the phases side by side. Pure. */
import { formatCount, formatCounted } from "../../format.ts";
import type { z } from "zod";
import type { ScenarioBase, SensorGroup } from "../base.ts";
import { fleetSize } from "../fleet.ts";
import { asStated } from "./load-row.ts";
import type { LoadRow } from "./load-row.ts";

/** The rest of a row. */
export const phased: Pick<
  LoadRow<z.ZodType, unknown>,
  "adapt" | "findMistakes" | "connections" | "timeNs" | "heldBySubscriber" | "alsoSends" | "leaves" | "whyNoMetric"
> = {
  adapt: () => asStated,
  findMistakes: () => [],
  connections: allClients,
  timeNs: ({ phases }) => phases.warmupNs + phases.measureNs + phases.drainNs,
  heldBySubscriber: () => 0,
  alsoSends: () => [],
  leaves: keptSessions,
  whyNoMetric: () => null,
};

/** What is sent so that a broker that owes nothing shows that it is there. */
export const asking = "when measure is over: PINGREQ on every connection";

/** The longest wait for that. */
export function askingNs({ connect }: ScenarioBase): number {
  return connect.timeoutNs;
}

export function allClients(scenario: ScenarioBase): number {
  const { sensors, subscribers } = fleetSize(scenario);
  return sensors + subscribers;
}

/** What kept sessions leave: with MQTT 5 they end by their expiry. */
export function keptSessions({ session, protocol }: ScenarioBase): { sessions: boolean; retained: boolean } {
  return { sessions: !session.clean && protocol === "3.1.1", retained: false };
}

/** `10,000 sensors`, by its name where there are several groups. */
export function countGroup({ name, count }: SensorGroup, isNamed: boolean): string {
  return isNamed ? `${formatCount(count)} ${name}` : formatCounted(count, "sensor");
}

/** The words that close the line of a case. */
export function clientWords({ protocol, client }: ScenarioBase): readonly string[] {
  return [`MQTT ${protocol}`, ...(client === "native" ? [] : [`client ${client}`])];
}
