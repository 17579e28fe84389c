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
  /** Lists of cores such as 0 or 0-3,8; null: wherever the kernel puts it. */
  readonly cpus: { readonly broker: string | null; readonly shards: string | null };
}

/** A broker that somebody else runs. */
export interface UrlSpec {
  readonly kind: "url";
  /** With user and password, where it has them. */
  readonly url: string;
  /** Paths of PEM files. */
  readonly ca: string | null;
  readonly cert: string | null;
  readonly key: string | null;
  readonly serverName: string | null;
  readonly isVerified: boolean;
  /** HTTP address of its metrics: Prometheus text or JSON. */
  readonly metricsUrl: string | null;
  /** The process to measure, where it runs on this machine. */
  readonly pid: number | null;
}
