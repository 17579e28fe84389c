/** Which broker a scenario asks for, resolved. */
import type { BrokerName } from "./names.ts";

export type BrokerSpec = ManagedSpec | UrlSpec;

/** A broker that mqbench starts and stops. */
export interface ManagedSpec {
  readonly kind: "managed";
  readonly name: BrokerName;
  /** Independent processes, over which the clients are spread. */
  readonly instances: number;
  /** tuned: nothing in it throttles a QoS benchmark; default: as the package configures it. */
  readonly config: "tuned" | "default";
  /** A broker that resends by a timer does so within seconds: what an experiment with faults waits for. */
  readonly resendsSoon: boolean;
  /** The scenario restarts it: it keeps its state on disk, where it can. */
  readonly isRestarted: boolean;
  /** Lists of cores such as 0 or 0-3,8; null: wherever the kernel puts it. */
  readonly cpus: { readonly broker: string | null; readonly shards: string | null };
}

/** A broker that somebody else runs, or several, over which the clients are spread. */
export interface UrlSpec {
  readonly kind: "url";
  /** URLs, with user and password where they have them. */
  readonly urls: readonly string[];
  /** They are the nodes of one broker: what is published at one is delivered at all. */
  readonly isCluster: boolean;
  /** Paths of PEM files. */
  readonly ca: string | null;
  readonly cert: string | null;
  readonly key: string | null;
  readonly serverName: string | null;
  readonly isVerified: boolean;
  /** HTTP addresses of their metrics, Prometheus text or JSON: one for each broker, or none. */
  readonly metricsUrls: readonly string[];
  /** The processes to measure, where they run on this machine: one for each broker, or none. */
  readonly pids: readonly number[];
}
