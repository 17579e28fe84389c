/** The pings through a link and beside it, by which a trial learns what the link adds by itself: how many, and how long they take. Pure. */
import type { GroupLink } from "../keys/link.ts";
import type { Scenario } from "../scenario.ts";
import { linkedGroups } from "./linked-groups.ts";

/** About a second of pings through a link, within these numbers. */
const fewestPings = 5;
const mostPings = 50;
/** A round trip to a broker that has nothing else to do, at the longest. */
const besideNs = 1e6;
/** Round trips of a probe that are no ping: TLS, WebSocket, CONNECT, and the end of the connection. */
const otherRoundTrips = 4;

/** As many through it as beside it. */
export function pingsOf({ delayNs }: GroupLink): number {
  return Math.min(mostPings, Math.max(fewestPings, Math.round(1e9 / (2 * delayNs + besideNs))));
}

/** The longest time of all probes of a trial, which come one after the other. */
export function linkProbesNs(scenario: Scenario): number {
  const { timeoutNs } = scenario.connect;
  return linkedGroups(scenario).reduce((sum, { link }) => {
    const roundTrips = pingsOf(link) + otherRoundTrips;
    const throughNs = roundTrips * (2 * (link.delayNs + link.jitterNs) + besideNs);
    return sum + Math.min(throughNs, timeoutNs) + Math.min(roundTrips * besideNs, timeoutNs);
  }, 0);
}
