/** How a broker that mqbench starts is found, started, read and stopped: one file a broker makes one of these. */
import type { Endpoint } from "../../mqtt/transport/endpoint.ts";
import type { Login } from "../../mqtt/client/client.ts";
import type { Access } from "../facts/access.ts";
import type { GaugeProbe } from "../gauges/gauge-probe.ts";

export interface BrokerLife {
  /** Debian packages that install it. */
  readonly packages: readonly string[];
  /** The program, or undefined where it, or what it needs, is not installed. */
  find(): string | undefined;
  /** Those of `packages` that are missing, where `find` finds nothing; left out: all. */
  readonly missing?: () => readonly string[];
  /** null: it does not say. */
  version(program: string): Promise<string | null>;
  /** Whether a line that it logs is a warning or an error; left out: where it is marked as one. */
  readonly complains?: (line: string) => boolean;
  readonly portsNeeded: number;
  launch(options: LaunchOptions): Launch;
}

export interface LaunchOptions {
  readonly program: string;
  /** A folder of this process alone, removed when it has stopped. */
  readonly folder: string;
  readonly config: "tuned" | "default";
  /** A broker that resends by a timer does so within seconds: what an experiment with faults waits for. */
  readonly resendsSoon: boolean;
  /** It will be restarted in the folder: what it can keep on disk, it keeps. */
  readonly isRestarted: boolean;
  /** Most messages that it sends a subscriber at a time, as its facts have it; null: no limit. */
  readonly subscriberWindow: number | null;
  /** Loopback ports that were free a moment ago, as many as `portsNeeded`. */
  readonly ports: readonly number[];
  /** Where clients come by that do not come by plain TCP, beside the listener that mqbench itself comes by; null: all come by that one. */
  readonly listener: ClientListener | null;
}

export interface ClientListener {
  readonly port: number;
  readonly isWebSocket: boolean;
  /** Paths of PEM files; null: it is not encrypted. */
  readonly tls: { readonly ca: string; readonly cert: string; readonly key: string } | null;
  /** Whom it lets in; null: everyone. */
  readonly access: (Access & { readonly logins: readonly Login[] }) | null;
}

/** How one process of a broker is started, read and stopped. */
export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  /** Environment variables besides PATH and LANG. */
  readonly env: Readonly<Record<string, string>>;
  /** Written into the folder before the start, by name. */
  readonly files: Readonly<Record<string, string>>;
  /** Made in the folder before the start: name → what it points at. */
  readonly links: Readonly<Record<string, string>>;
  /** Those of `files` that configure it: kept in the result. */
  readonly configurationFiles: readonly string[];
  readonly stopSignal: "SIGTERM" | "SIGINT" | "SIGKILL";
  /** A shell command that removes what the broker leaves outside of its folder, `$1` being its process; null: nothing. */
  readonly afterwards: string | null;
  readonly endpoint: Endpoint;
  /** How long it may take until CONNACK. */
  readonly startTimeoutMs: number;
  /** Opened when it accepts clients. */
  openGauges(pid: number): Promise<GaugeProbe>;
}
