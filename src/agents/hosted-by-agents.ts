/** The shards of one trial, with agents. */
import { graces, patience } from "../hurry.ts";
import type { Hurry } from "../hurry.ts";
import type { AgentFigures, AgentsSection } from "../result/sections/agents-section.ts";
import { fleetSize, instancesOf } from "../scenario/fleet.ts";
import { sensorsOn, subscribersOn } from "../scenario/planning/placement.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Samples } from "../engine/account/series.ts";
import type { Totals } from "../engine/account/totals.ts";
import { ownUse } from "../engine/trial/watches/generator-probe.ts";
import type { HostedShards } from "../engine/trial/shard-hosts.ts";
import { WorkerPool } from "../engine/workers/worker-pool.ts";
import type { RunningWorker } from "../engine/workers/running-worker.ts";
import type { AgentSample } from "./agent-messages.ts";
import { AgentTally } from "./agent-tally.ts";
import { describeClock } from "./clock-offset.ts";
import type { ClockReading } from "./clock-offset.ts";
import type { KnownAgent } from "./known-agent.ts";

/** Time for an agent to end what it hosts. */
const endMs = 3000;
/** Above it a latency across clocks is not told. */
const largestErrorShare = 0.1;

/** An agent's part in a trial. */
export interface Part {
  readonly agent: KnownAgent;
  /** Its shards, from … up to. */
  readonly shards: readonly [from: number, to: number];
  /** By which the trial's times were turned into its own. */
  readonly clock: ClockReading;
}

interface Sampled extends AgentSample {
  readonly atNs: number;
}

interface Watched extends Part {
  readonly tally: AgentTally;
  readonly samples: Sampled[];
}

export class HostedByAgents implements HostedShards {
  readonly pool: WorkerPool;
  readonly leadNs: number;
  readonly isOwnMachine = false;
  readonly isOneKernel: boolean;
  readonly #scenario: Scenario;
  readonly #epoch: bigint;
  readonly #parts: readonly Watched[];
  readonly #shards: number;
  #startNs = 0;

  constructor(trial: {
    readonly scenario: Scenario;
    readonly epoch: bigint;
    readonly parts: readonly Part[];
    readonly shards: number;
    readonly leadNs: number;
    readonly isOneKernel: boolean;
  }) {
    this.#scenario = trial.scenario;
    this.#epoch = trial.epoch;
    this.#shards = trial.shards;
    this.leadNs = trial.leadNs;
    this.isOneKernel = trial.isOneKernel;
    this.#parts = trial.parts.map((part) => ({ ...part, tally: new AgentTally(), samples: [] }));
    this.pool = new WorkerPool(this.#parts.flatMap((part) => this.#workersOf(part)));
    for (const { agent } of this.#parts) agent.send({ kind: "start" });
  }

  get answererEnded(): string | null {
    for (const { agent, samples } of this.#parts) {
      const ended = samples.at(-1)?.answererEnded ?? null;
      if (ended !== null) return `agent ${agent.name}: ${ended}`;
    }
    return null;
  }

  async sampleGenerator(): Promise<Samples["generator"]> {
    const atNs = this.#now();
    await Promise.all(
      this.#parts.map(async ({ agent, samples }) => {
        const sample = await agent.ask({ kind: "sample" }, "sample");
        if (sample !== null) samples.push({ ...sample, atNs });
      }),
    );
    // Of one that is lost what was last known counts.
    const known = [ownUse(), ...this.#parts.flatMap(({ samples }) => samples.at(-1) ?? [])];
    return {
      cpuNs: known.reduce((sum, { cpuNs }) => sum + cpuNs, 0),
      rssBytes: known.reduce<number | null>(
        (sum, { rssBytes }) => (sum === null || rssBytes === null ? null : sum + rssBytes),
        0,
      ),
    };
  }

  async describe(totals: Totals, measure: readonly [number, number] | null): Promise<AgentsSection> {
    const agents = await Promise.all(this.#parts.map(async (part) => await this.#describeOne(part, measure)));
    const errors = agents.map(({ clock }) => clock.errorNs).toSorted((a, b) => b - a);
    const worstPairNs = (errors[0] ?? 0) + (errors[1] ?? 0);
    const began = this.#parts.flatMap(({ tally }) => tally.beganNs);
    const isWhole = began.length === this.#shards;
    return {
      leadNs: this.leadNs,
      startSkewNs: isWhole ? Math.max(...began) - Math.min(...began) + worstPairNs : null,
      agents,
      acrossClocks: describeCrossing(totals, worstPairNs),
    };
  }

  async end(hurry: Hurry): Promise<void> {
    await this.pool.terminate(hurry);
    const ended = Promise.all(
      this.#parts.map(async ({ agent }) => await agent.ask({ kind: "end trial" }, "trial ended")),
    );
    await Promise.race([ended, patience(endMs, hurry, graces.end)]);
    for (const { agent } of this.#parts) agent.forgetShards();
  }

  #workersOf({ agent, shards: [from, to], tally }: Watched): readonly RunningWorker[] {
    return Array.from({ length: to - from }, (_, each) => {
      const worker = agent.worker(from + each);
      worker.onMessage((message) => tally.hear(message));
      return {
        ...worker,
        post: (message) => {
          if (message.kind === "load") this.#startNs = message.times.startNs;
          worker.post(message);
        },
      };
    });
  }

  async #describeOne(part: Watched, measure: readonly [number, number] | null): Promise<AgentFigures> {
    const { agent, shards, clock, tally, samples } = part;
    const [from, to] = shards;
    const last = (await agent.readClock()) ?? clock;
    const { latency } = tally;
    return {
      name: agent.name,
      host: agent.facts.host,
      shards: to - from,
      ...this.#clientsOf(shards),
      clock: describeClock(clock, last),
      startNs: tally.beganNs.length < to - from ? null : Math.max(...tally.beganNs) - this.#startNs,
      cpu: measure === null ? null : coresBetween(samples, measure),
      rssBytes: samples.at(-1)?.rssBytes ?? null,
      ...tally.counts,
      latency:
        latency === null
          ? null
          : {
              metric: latency.metric,
              count: latency.histogram.count,
              p50Ns: latency.histogram.percentile(50),
              p99Ns: latency.histogram.isKnown(99) ? latency.histogram.percentile(99) : null,
            },
    };
  }

  #clientsOf([from, to]: readonly [number, number]): Pick<AgentFigures, "sensors" | "subscribers"> {
    const { sensors, subscribers } = fleetSize(this.#scenario);
    const instances = instancesOf(this.#scenario);
    const shards = Array.from({ length: to - from }, (_, each) => from + each);
    const add = (of: (shard: number) => number): number => shards.reduce((sum, shard) => sum + of(shard), 0);
    return {
      sensors: add((shard) => sensorsOn(shard, { sensors, instances, shards: this.#shards })),
      subscribers: add((shard) => subscribersOn(shard, { subscribers, shards: this.#shards })),
    };
  }

  #now(): number {
    return Number(process.hrtime.bigint() - this.#epoch);
  }
}

/** By the samples that lie closest to both times. */
function coresBetween(samples: readonly Sampled[], [fromNs, toNs]: readonly [number, number]): number | null {
  const closest = (atNs: number): Sampled | undefined =>
    samples.toSorted((a, b) => Math.abs(a.atNs - atNs) - Math.abs(b.atNs - atNs))[0];
  const [from, to] = [closest(fromNs), closest(toNs)];
  if (from === undefined || to === undefined || to.atNs <= from.atNs) return null;
  return (to.cpuNs - from.cpuNs) / (to.atNs - from.atNs);
}

function describeCrossing(totals: Totals, errorNs: number): AgentsSection["acrossClocks"] {
  const crossed = totals.merged("endToEndAcrossClocks");
  if (crossed === undefined) return null;
  const of = crossed.count + (totals.merged("endToEndLatency")?.count ?? 0);
  const isKnown = errorNs <= largestErrorShare * crossed.percentile(50);
  return {
    deliveries: crossed.count,
    of,
    errorNs,
    p50Ns: isKnown ? crossed.percentile(50) : null,
    p99Ns: isKnown && crossed.isKnown(99) ? crossed.percentile(99) : null,
  };
}
