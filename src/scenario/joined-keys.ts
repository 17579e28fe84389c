/** Rules that join the load with other keys of a scenario. Pure. */
import { formatSeconds } from "../format.ts";
import { findForeignKeys } from "./devices/own-clients.ts";
import { rowOf } from "./loads.ts";
import { findAccessMistakes } from "./keys/broker/access.ts";
import { findMaximumPacketMistakes } from "./properties/maximum-packet.ts";
import { findShareMistakes } from "./keys/share.ts";
import type { KeyMistake } from "./loads/load-row.ts";
import type { Scenario } from "./scenario.ts";

export function findJoinedMistakes(scenario: Scenario): readonly KeyMistake[] {
  const { load } = scenario;
  const found = rowOf(load).findMistakes(scenario, load);
  return [
    ...found,
    ...findLinkMistakes(scenario),
    ...findForeignKeys(scenario),
    ...findRestartMistakes(scenario),
    ...findShareMistakes(scenario),
    ...findMaximumPacketMistakes(scenario),
    ...findAccessMistakes(scenario),
  ];
}

/** What the load leaves of a link. */
function findLinkMistakes({ load, sensors, subscribers }: Scenario): readonly KeyMistake[] {
  const links = [...sensors, ...subscribers].flatMap(({ link }) => (link === null ? [] : [link]));
  const { course, isProbe } = rowOf(load).traits;
  if (course === "phases" || links.length === 0) return [];
  if (isProbe) return [["load", `${load.kind} makes its own connections to the broker: leave out link`]];
  return links.some((link) => link.cut !== null)
    ? [["load", `${load.kind} needs connections that last: leave out cut`]]
    : [];
}

/** What the rest of a scenario must be for a restart to be measured. */
function findRestartMistakes(scenario: Scenario): readonly KeyMistake[] {
  const { brokerRestart, broker, load, session, phases } = scenario;
  if (brokerRestart === null) return [];
  const { atNs, downNs } = brokerRestart;
  const mistakes: KeyMistake[] = [];
  const find = (text: string): void => void mistakes.push(["brokerRestart", `brokerRestart ${text}`]);
  if (broker.kind === "url") find("needs a broker that mqbench starts, such as `broker: mosquitto`; a URL is not");
  if (rowOf(load).traits.course !== "phases")
    find(`needs a load that goes on while the broker is away: steady or idle, got ${load.kind}`);
  if (session.reconnect === null)
    find("ends every connection, and nobody comes back: add `session: { reconnect: { delay: 1s } }`");
  if (atNs + downNs >= phases.measureNs)
    find(
      `ends after measure: at and down are ${formatSeconds(atNs + downNs)} together, measure is ${formatSeconds(phases.measureNs)}`,
    );
  return mistakes;
}
