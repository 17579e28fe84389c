/** The link of a trial: which clients go through it, and where each group connects to. */
import { linkedEndpoint, startLink } from "../../../link/link.ts";
import type { Link } from "../../../link/link.ts";
import { protocols } from "../../../mqtt/transport/protocols.ts";
import type { LinkPath } from "../../../link/link-messages.ts";
import type { Endpoint } from "../../../mqtt/transport/endpoint.ts";
import type { GroupLink } from "../../../scenario/keys/link.ts";
import { largestPublishBytes } from "../../../scenario/planning/largest-packet.ts";
import type { Scenario } from "../../../scenario/scenario.ts";
import { linkedGroups } from "../../../scenario/planning/linked-groups.ts";

export interface TrialLink {
  /** null: every client connects to the broker itself. */
  readonly link: Link | null;
  /** Where clients connect to, by group (the sensors' before the subscribers'), then by instance of the broker. */
  readonly routes: readonly (readonly Endpoint[])[];
}

export interface TrialLinkOptions {
  readonly scenario: Scenario;
  /** Endpoints of the broker, by instance. */
  readonly endpoints: readonly Endpoint[];
  readonly prefix: string;
  readonly epoch: bigint;
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
    isMqtt: !protocols[target.protocol].isFramed,
  };
}
