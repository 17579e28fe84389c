/** The link of a trial in steps: the ways through it, and what it did. */
import type { Hurry } from "../../hurry.ts";
import type { Endpoint } from "../../mqtt/transport/endpoint.ts";
import type { Ledger } from "../../mqtt/wire/ledger.ts";
import type { LinkSection } from "../../result/sections/link-section.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { describeLink } from "../account/faults/link-result.ts";
import { Totals } from "../account/totals.ts";
import { LinkWatch } from "../trial/watches/link-watch.ts";
import { openTrialLink } from "../trial/watches/trial-link.ts";

export interface SteppedLinkOptions {
  readonly scenario: Scenario;
  readonly endpoints: readonly Endpoint[];
  readonly prefix: string;
  readonly epoch: bigint;
  /** Counts what its probes send and receive. */
  readonly ledger: Ledger;
}

export interface SteppedLink {
  /** Where the clients of each group connect to. */
  readonly routes: readonly Endpoint[];
  /** Resolves with words when it ends before it was told to; never otherwise. */
  readonly exited: Promise<string>;
  describe(): Promise<LinkSection>;
  stop(hurry: Hurry): Promise<void>;
}

/** null: no group has a link. The link has been probed. */
export async function openSteppedLink(options: SteppedLinkOptions): Promise<SteppedLink | null> {
  const { scenario, endpoints, prefix, ledger } = options;
  const { link, routes } = await openTrialLink(options);
  if (link === null) return null;
  const watch = new LinkWatch({ link, scenario, prefix, routes, endpoints, ledger });
  await watch.probe();
  return {
    routes: routes.flatMap(([first]) => (first === undefined ? [] : [first])),
    exited: link.exited,
    // Nothing of such a load is in the totals of shards: what they tell of a link stays out.
    describe: async () =>
      describeLink(scenario, new Totals(scenario.sensors.length + 1), prefix, await watch.describe()),
    stop: async (hurry) => await link.stop(hurry),
  };
}
