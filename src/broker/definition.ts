/** What there is to know of a broker that mqbench starts: one file a broker makes one of these. */
import type { Endpoint } from "../mqtt/endpoint.ts";
import type { Capabilities } from "./capabilities.ts";
import type { BrokerName } from "./names.ts";
import type { Gauges } from "./running-broker.ts";

export interface BrokerDefinition {
  readonly name: BrokerName;
  readonly title: string;
  /** Debian packages that install it; empty: part of mqbench. */
  readonly packages: readonly string[];
  readonly capabilities: Capabilities;
  /** The program, or undefined where it is not installed. */
  find(): string | undefined;
  /** null: it does not say. */
  version(program: string): Promise<string | null>;
  readonly portsNeeded: number;
  launch(options: LaunchOptions): Launch;
}

export interface LaunchOptions {
  readonly program: string;
  /** Of this broker alone; gone when it has stopped. */
  readonly folder: string;
  readonly config: "tuned" | "default";
  /** Loopback ports that were free a moment ago, as many as `portsNeeded`. */
  readonly ports: readonly number[];
}

/** Plain and serialisable but for the probes: how to start and stop one process of a broker. */
export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Written into the folder before the start, by name. */
  readonly files: Readonly<Record<string, string>>;
  readonly stopSignal: "SIGTERM" | "SIGINT";
  /** Run after the broker has ended, whatever it leaves outside of its process tree. */
  readonly afterwards: readonly { readonly command: string; readonly args: readonly string[] }[];
  readonly endpoint: Endpoint;
  /** How long it may take until CONNACK. */
  readonly startTimeoutMs: number;
  readonly configuration: Readonly<Record<string, string | number | boolean>>;
  /** The broker's own gauges; `isCollected`: after a forced garbage collection where it can be asked for one. */
  readonly gauges: (pid: number, isCollected: boolean) => Promise<Gauges>;
}
