/** An agent's shards in one trial. */
import { isLoopbackAddress } from "../broker/facts/host.ts";
import { MqbenchError, messageOf } from "../errors.ts";
import { unhurried } from "../hurry.ts";
import type { ToWorker } from "../engine/messages.ts";
import { pinShards } from "../engine/trial/pin-shards.ts";
import { GeneratorProbe } from "../engine/trial/watches/generator-probe.ts";
import { startAnswerer } from "../engine/workers/answerer.ts";
import type { Answerer } from "../engine/workers/answerer.ts";
import { startProcess } from "../engine/workers/process-worker.ts";
import type { RunningWorker } from "../engine/workers/running-worker.ts";
import { startThread } from "../engine/workers/thread-worker.ts";
import type { AgentSample, FromAgent, Slice } from "./agent-messages.ts";

/** Why an agent will not host it, in words; null: it will. */
export function refusalOf({ routes }: Slice, isRemoteAllowed: boolean): string | null {
  const remote = routes.flat().find(({ host }) => host !== "localhost" && !isLoopbackAddress(host));
  if (remote === undefined || isRemoteAllowed) return null;
  return `${remote.host} is not its own machine, and it was started without --allow-remote`;
}

interface Started {
  readonly answerer: Answerer | null;
  readonly workers: ReadonlyMap<number, RunningWorker>;
  readonly probe: GeneratorProbe;
}

export class HostedSlice {
  readonly #slice: Slice;
  readonly #tell: (message: FromAgent) => void;
  readonly #starting: Promise<Started | null>;
  #started: Started | null = null;
  /** Gives back the cores that its shards were kept on. */
  #unpin = async (): Promise<void> => await Promise.resolve();

  constructor(slice: Slice, tell: (message: FromAgent) => void) {
    this.#slice = slice;
    this.#tell = tell;
    this.#starting = this.#start().catch((error: unknown) => {
      const isBug = !(error instanceof MqbenchError);
      for (let [shard, to] = slice.shards; shard < to; shard += 1)
        tell({ kind: "shard lost", shard, why: messageOf(error), isBug });
      return null;
    });
  }

  /** What comes before it has begun waits for that. */
  post(shard: number, message: ToWorker): void {
    if (this.#started !== null) this.#started.workers.get(shard)?.post(message);
    else void this.#starting.then((started) => started?.workers.get(shard)?.post(message));
  }

  sample(): AgentSample {
    const answererEnded = this.#started?.answerer?.ended ?? null;
    const { cpuNs, rssBytes } = this.#started?.probe.sample() ?? { cpuNs: 0, rssBytes: null };
    return { cpuNs, rssBytes, answererEnded };
  }

  async end(): Promise<void> {
    const started = await this.#starting;
    await Promise.all([...(started?.workers.values() ?? [])].map(async (worker) => await worker.terminate()));
    await started?.answerer?.stop(unhurried);
    await this.#unpin();
  }

  async #start(): Promise<Started> {
    const { shards, placement, offsetNs, isTimed, scenario, prefix, runTag, routes, secrets, payloads, epochUs } =
      this.#slice;
    // The trial's zero, by this machine's clock.
    const epoch = this.#slice.epoch + BigInt(Math.round(offsetNs));
    this.#unpin = await pinShards(scenario);
    const answerer = isTimed ? await startAnswerer(epoch) : null;
    const shared = {
      scenario,
      prefix,
      runTag,
      routes,
      secrets,
      payloads,
      epoch,
      epochUs,
      answerer: answerer?.endpoint ?? null,
    };
    const start = placement.as === "threads" ? startThread : startProcess;
    const workers = new Map<number, RunningWorker>();
    for (let [shard, to] = shards; shard < to; shard += 1) {
      const { sources } = placement;
      const worker = start({ ...shared, shard, shards: placement.shards, sources, sameClock: shards });
      worker.onMessage((message) => this.#tell({ kind: "shard", shard, message }));
      void worker.failed.then((error) => this.#lost(shard, error));
      workers.set(shard, worker);
    }
    const pids = [...workers.values()].flatMap(({ pid }) => (pid === null ? [] : [pid]));
    this.#started = { answerer, workers, probe: new GeneratorProbe(pids) };
    return this.#started;
  }

  #lost(shard: number, error: Error): void {
    this.#tell({ kind: "shard lost", shard, why: error.message, isBug: !(error instanceof MqbenchError) });
  }
}
