/** CPU and memory of mqbench itself: this process, and those of its shards where they have their own. */
import { ProcessProbe } from "../../../machine/process-probe.ts";
import type { Samples } from "../../account/series.ts";

export class GeneratorProbe {
  readonly #shards: ProcessProbe;
  readonly #hasShards: boolean;
  /** What was last read of the shards' processes: one that has ended fails the trial besides. */
  #known = { cpuNs: 0, rssBytes: 0 };

  constructor(pids: readonly number[]) {
    this.#hasShards = pids.length > 0;
    this.#shards = new ProcessProbe(pids);
  }

  sample(): Samples["generator"] {
    this.#known = (this.#hasShards ? this.#shards.sample() : null) ?? this.#known;
    const { cpuNs, rssBytes } = ownUse();
    return {
      cpuNs: cpuNs + this.#known.cpuNs,
      rssBytes: rssBytes === null ? null : rssBytes + this.#known.rssBytes,
    };
  }
}

/** Of this process alone, its threads included. */
export function ownUse(): Samples["generator"] {
  const { user, system } = process.cpuUsage();
  return { cpuNs: (user + system) * 1000, rssBytes: ownRssBytes() };
}

/** Resident memory of this process; null where the system does not say. */
export function ownRssBytes(): number | null {
  try {
    return process.memoryUsage.rss();
  } catch {
    return null;
  }
}
