/** The agents of a run, which host the shards of its trials one trial after the other. */
import { isLoopbackAddress } from "../broker/facts/host.ts";
import { MqbenchError } from "../errors.ts";
import { findAgentShortage } from "../scenario/planning/agent-limits.ts";
import { placeOnMachines } from "../scenario/planning/placement.ts";
import type { Placement } from "../scenario/planning/placement.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { HostedShards, HostedTrial, ShardHosts } from "../engine/trial/shard-hosts.ts";
import { HostedByAgents } from "./hosted-by-agents.ts";
import type { Part } from "./hosted-by-agents.ts";
import type { KnownAgent } from "./known-agent.ts";
import { ownKernel } from "./own-facts.ts";

/** Told so long ahead, or so many round trips, every agent knows when to begin. */
const leastLeadNs = 500e6;
const leadRoundTrips = 10;

export class AgentHosts implements ShardHosts {
  readonly #agents: readonly KnownAgent[];
  readonly #leave: () => Promise<void>;

  /** `leave`: tells all of them that the run is over. */
  constructor(agents: readonly KnownAgent[], leave: () => Promise<void>) {
    this.#agents = agents;
    this.#leave = leave;
  }

  check(): void {
    for (const { whyLost } of this.#agents) if (whyLost !== null) throw whyLost;
  }

  place(scenario: Scenario): Placement {
    return placeOnMachines(
      scenario,
      this.#agents.map(({ facts }) => facts.machine),
    );
  }

  async begin(trial: HostedTrial): Promise<HostedShards> {
    const { scenario, placement, epoch } = trial;
    const perAgent = placement.shards / this.#agents.length;
    for (const agent of this.#agents) {
      checkReach(agent, trial);
      const { from, machine } = agent.facts;
      const sources = from.length > 0 ? from : placement.sources;
      const shortage = findAgentShortage(scenario, { ...placement, sources, perAgent }, machine);
      if (shortage !== undefined)
        throw new MqbenchError("invalid", `agent ${agent.name}: ${shortage.problem}`, { hint: shortage.hint });
    }
    const parts = await Promise.all(
      this.#agents.map(async (agent, place): Promise<Part> => {
        const clock = await agent.readClock();
        if (clock === null) throw agent.whyLost ?? new Error("an agent is lost without a reason");
        return { agent, shards: [place * perAgent, (place + 1) * perAgent], clock };
      }),
    );
    await Promise.all(parts.map(async (part) => await handOut(part, trial)));
    const longestNs = Math.max(...parts.map(({ clock }) => clock.roundTripNs));
    const leadNs = Math.max(leastLeadNs, longestNs * leadRoundTrips);
    const isOneKernel = this.#agents.every(({ facts }) => facts.kernel === ownKernel());
    return new HostedByAgents({ scenario, epoch, parts, shards: placement.shards, leadNs, isOneKernel });
  }

  async end(): Promise<void> {
    await this.#leave();
  }
}

/** A broker that listens on loopback is reached from its own machine alone. */
function checkReach({ name, facts }: KnownAgent, { routes }: HostedTrial): void {
  const local = routes.flat().find(({ host }) => isLoopbackAddress(host));
  if (local === undefined || facts.kernel === ownKernel()) return;
  const problem = `agent ${name} is on another machine or in another network (${facts.host}), and cannot reach ${local.host}:${local.port}, which is this one's loopback`;
  throw new MqbenchError("invalid", problem, {
    hint: "give the broker's URL as the agents reach it: --broker mqtt://HOST --allow-remote; a broker that mqbench starts, and the link, serve agents of this machine only",
  });
}

async function handOut({ agent, shards, clock }: Part, trial: HostedTrial): Promise<void> {
  const { scenario, prefix, runTag, routes, secrets, payloads, epoch, epochUs, isTimed } = trial;
  const { from } = agent.facts;
  const placement = from.length > 0 ? { ...trial.placement, sources: from } : trial.placement;
  const part = { scenario, prefix, runTag, routes, secrets, payloads, epoch, epochUs, placement, isTimed };
  const answer = await agent.ask({ kind: "slice", slice: { ...part, shards, offsetNs: clock.offsetNs } }, "slice");
  if (answer === null) throw agent.whyLost ?? new Error("an agent is lost without a reason");
  if (answer.refused !== null)
    throw new MqbenchError("invalid", `agent ${agent.name} refuses: ${answer.refused}`, {
      hint: "`mqbench agent --allow-remote` on that machine allows it: only to brokers that you may load",
    });
}
