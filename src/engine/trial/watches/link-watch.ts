/** Follows the link of a trial: what it adds by itself, the faults that the scenario asks for, and what it did. */
import type { FiredRule } from "../../../link/link-messages.ts";
import type { Link } from "../../../link/link.ts";
import type { Endpoint } from "../../../mqtt/transport/endpoint.ts";
import type { Ledger } from "../../../mqtt/wire/ledger.ts";
import type { Scenario } from "../../../scenario/scenario.ts";
import { planFaults } from "../../account/faults/link-faults.ts";
import type { LinkFaults } from "../../account/faults/link-faults.ts";
import { pingMedianNs } from "./link-probe.ts";
import type { ObservedLink } from "../../account/faults/link-result.ts";
import { pingsOf } from "../../../scenario/planning/link-pings.ts";
import { linkedGroups } from "../../../scenario/planning/linked-groups.ts";

export interface LinkWatchOptions {
  readonly link: Link;
  readonly scenario: Scenario;
  readonly prefix: string;
  /** Where clients connect to, by group, then by instance. */
  readonly routes: readonly (readonly Endpoint[])[];
  /** Endpoints of the broker itself, by instance. */
  readonly endpoints: readonly Endpoint[];
  /** Counts what its probes send and receive. */
  readonly ledger: Ledger;
}

export class LinkWatch {
  readonly #options: LinkWatchOptions;
  readonly #faults: LinkFaults;
  readonly #fired: FiredRule[] = [];
  #ownRoundTripNs: readonly (number | null)[] = [];
  #loadFromNs: number | null = null;

  constructor(options: LinkWatchOptions) {
    this.#options = options;
    this.#faults = planFaults(options.scenario);
    options.link.onFired((fired) => this.#fired.push(fired));
  }

  /** Probes the link before anything else goes through it. One group after the other: probes side by side would delay each other. */
  async probe(): Promise<void> {
    const found: (number | null)[] = [];
    for (const { route, link } of linkedGroups(this.#options.scenario)) {
      const { routes, endpoints } = this.#options;
      const [through] = routes[route] ?? [];
      const [beside] = endpoints;
      if (through === undefined || beside === undefined) continue;
      const pings = pingsOf(link);
      const [linked, direct] = [await this.#ping(through, pings), await this.#ping(beside, pings)];
      found.push(linked === null || direct === null ? null : linked - direct - 2 * link.delayNs);
    }
    this.#ownRoundTripNs = found;
    // What the probe sent is not of the run.
    await this.#options.link.report();
  }

  /** Sets the rules and plans the cuts of a load that begins at `fromNs`. */
  async beginFaults(fromNs: number): Promise<void> {
    const { link, prefix } = this.#options;
    this.#loadFromNs = fromNs;
    const { cuts, rules } = this.#faults;
    if (rules.length > 0) await link.setRules(rules.map((rule) => ({ ...rule, clientId: prefix + rule.clientId })));
    if (cuts.length > 0) await link.plan(cuts, fromNs);
  }

  /** No cut is made any more. */
  async endFaults(): Promise<void> {
    const { link, prefix } = this.#options;
    await link.cancelPlan();
    await link.clearRules(this.#faults.rules.map(({ clientId }) => prefix + clientId));
  }

  async describe(): Promise<ObservedLink> {
    return {
      report: await this.#options.link.report(),
      faults: this.#faults,
      fired: this.#fired,
      ownRoundTripNs: this.#ownRoundTripNs,
      loadFromNs: this.#loadFromNs,
    };
  }

  async #ping(endpoint: Endpoint, pings: number): Promise<number | null> {
    const { prefix, scenario, ledger } = this.#options;
    const { protocol, connect } = scenario;
    const timeoutMs = connect.timeoutNs / 1e6;
    return await pingMedianNs({ endpoint, clientId: `${prefix}ping`, protocol, pings, timeoutMs, ledger });
  }
}
