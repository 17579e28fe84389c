/** The link of a trial: which clients go through it, and where each group connects to. */
import { linkedEndpoint, startLink } from "../../../link/link.ts";
import type { Link } from "../../../link/link.ts";
import type { LinkPath } from "../../../link/link-messages.ts";
import type { Endpoint } from "../../../mqtt/transport/endpoint.ts";
import type { GroupLink } from "../../../scenario/keys/link.ts";
import { largestPublishBytes } from "../../../scenario/largest-packet.ts";
import type { Scenario } from "../../../scenario/scenario.ts";

export interface TrialLink {
  /** null: every client connects to the broker itself. */
  readonly link: Link | null;
  /** By group, the sensors' before the subscribers', then by instance of the broker. */
  readonly routes: readonly (readonly Endpoint[])[];
}

export interface TrialLinkOptions {
  readonly scenario: Scenario;
  /** Of the broker, by instance. */
  readonly endpoints: readonly Endpoint[];
  readonly prefix: string;
  readonly epoch: bigint;
}

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

/** One path of the link for each linked group and instance, in this order. */
export async function openTrialLink({ scenario, endpoints, prefix, epoch }: TrialLinkOptions): Promise<TrialLink> {
  const direct = [...scenario.sensors, ...scenario.subscribers].map(() => endpoints);
  const groups = linkedGroups(scenario);
  if (groups.length === 0) return { link: null, routes: direct };
  const paths = groups.flatMap(({ link }) => endpoints.map((target) => pathTo(target, link)));
  const link = await startLink({
    paths,
    seed: scenario.seed,
    protocol: scenario.protocol,
    largestPublishBytes: largestPublishBytes(scenario, true),
    prefix,
    epoch,
  });
  const place = new Map(groups.map(({ route }, index) => [route, index * endpoints.length]));
  const routes = direct.map((own, route) => {
    const first = place.get(route);
    if (first === undefined) return own;
    return own.map((target, instance) => linkedEndpoint(target, link.ports[first + instance] ?? 0));
  });
  return { link, routes };
}

function pathTo(target: Endpoint, { delayNs, jitterNs, bytesPerSecond, bufferBytes }: GroupLink): LinkPath {
  return {
    settings: { delayNs, jitterNs, bytesPerSecond, bufferBytes },
    target: { host: target.host, port: target.port },
    isMqtt: target.protocol === "mqtt",
  };
}
