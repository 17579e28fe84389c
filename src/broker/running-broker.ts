/** A broker under test, whoever started it. */
import type { DeviceModel } from "./certificates/device-certificate.ts";
import type { Hurry } from "../hurry.ts";
import type { Endpoint } from "../mqtt/transport/endpoint.ts";
import type { OwnConnections } from "../mqtt/client/own-traffic.ts";
import type { Answers } from "./facts/answers.ts";
import type { BrokerLog } from "./process/log-counter.ts";
import type { ProcessSample } from "../machine/process-probe.ts";

export interface RunningBroker {
  readonly facts: BrokerFacts;
  /** One for each instance: independent brokers, over which the clients are spread. */
  readonly endpoints: readonly Endpoint[];
  /** How mqbench itself reaches one that it started; left out: as the clients do. */
  readonly plain?: Endpoint;
  /** After which the certificates of its clients are made; left out: it asks for none that are made for the run. */
  readonly devices?: DeviceModel;
  /** Samples it as it stands now; cheap enough for every second. */
  sample(): Promise<BrokerSample>;
  /** Samples it after a garbage collection, where the broker can be asked for one. */
  collect(): Promise<BrokerSample>;
  /** Resolves with words when the broker ends before it was told to, or does not come back from a restart; never otherwise. */
  readonly exited: Promise<string>;
  /**
   * Ends its processes and starts them again, with the same ports and folders. Never rejects: `exited` tells of one that does not come
   * back. null: somebody else runs it.
   */
  readonly restart: ((order: RestartOrder) => Promise<void>) | null;
  /** mqbench's own to it, beside the load's; left out where there are none. */
  readonly ownConnections?: () => readonly OwnConnections[];
  /** What its own log has complained of; left out where nobody reads one. */
  readonly log?: () => BrokerLog;
  /** What it has complained of until now is none of the load's: of its start, and of what mqbench itself asked it. */
  readonly forgetLog?: () => void;
  /** Idempotent; `hurry`: it is given less time to end by itself. */
  stop(hurry?: Hurry): Promise<void>;
}

export interface RestartOrder {
  /** Between its end and its start. */
  readonly downMs: number;
  /** It is ended as by a power failure, instead of being told to stop. */
  readonly isKilled: boolean;
  /** Called when all its processes have come so far. */
  readonly onStep: (step: RestartStep) => void;
}

/** ended: no process is left; started: there is one again; ready: it takes clients. */
export type RestartStep = "ended" | "started" | "ready";

/** What a result keeps of a broker. */
interface BrokerFacts {
  readonly kind: "embedded" | "managed" | "url";
  readonly name: string;
  readonly version: string | null;
  /** The URL of the first instance, without user and password. */
  readonly url: string;
  readonly instances: number;
  /** What was set, by key; a configuration file is one entry under its name. */
  readonly configuration: Readonly<Record<string, string | number | boolean>>;
  /** What it answered about itself before the first trial; left out where it was not asked. */
  readonly answers?: Answers;
}

/** A sample of all instances together. */
export interface BrokerSample {
  /** null: not known. */
  readonly process: ProcessSample | null;
  /** A gauge that could not be read has no key: a gap, never a zero. */
  readonly gauges: Gauges;
  /** What could not be read, in words. */
  readonly problems: readonly string[];
}

export const gaugeNames = [
  /** Live memory by the broker's own account: allocator, or heap and what hangs on it outside. */
  "heapBytes",
  /** Messages sent and not fully acknowledged, and inbound QoS 2 messages not released. */
  "inflight",
  "queued",
  "storedMessages",
  "storedBytes",
  "connections",
  "droppedMessages",
  /** Resident memory as the broker itself tells it: all there is of one on another machine. */
  "residentBytes",
] as const;
export type GaugeName = (typeof gaugeNames)[number];
export type Gauges = Readonly<Partial<Record<GaugeName, number>>>;
