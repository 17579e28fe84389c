/** Which broker a scenario asks for, resolved. */
import { protocols } from "../../mqtt/transport/protocols.ts";
import type { SigV4 } from "../../mqtt/transport/presigned-path.ts";
import type { Protocol } from "../../mqtt/transport/protocols.ts";
import type { TlsVersion } from "../../mqtt/transport/tls-versions.ts";
import type { Access } from "./access.ts";
import { protocolOf } from "./broker-url.ts";
import type { BrokerName } from "./names.ts";

export type BrokerSpec = ManagedSpec | UrlSpec;

/** What the clients offer of TLS, where they come by it. */
export interface TlsChoice {
  /** null: as Node has them, 1.2 and 1.3. */
  readonly minVersion: TlsVersion | null;
  readonly maxVersion: TlsVersion | null;
  /** Each client takes up the session that it was given before, also at its first connection. */
  readonly isResumed: boolean;
}

export const usualTls: TlsChoice = { minVersion: null, maxVersion: null, isResumed: false };

/** A broker that mqbench starts and stops. */
export interface ManagedSpec {
  readonly kind: "managed";
  readonly name: BrokerName;
  /** Independent processes, over which the clients are spread. */
  readonly instances: number;
  /** tuned: nothing in it throttles a QoS benchmark; default: as the package configures it. */
  readonly config: "tuned" | "default";
  /** What its clients come by. */
  readonly protocol: Protocol;
  readonly tls: TlsChoice;
  /** null: it is open to all, as a benchmark without clients of its own needs. */
  readonly access: Access | null;
  /** A broker that resends by a timer does so within seconds: what an experiment with faults waits for. */
  readonly resendsSoon: boolean;
  /** The scenario restarts it: it keeps its state on disk, where it can. */
  readonly isRestarted: boolean;
  /** Lists of cores such as 0 or 0-3,8; null: wherever the kernel puts it. */
  readonly cpus: { readonly broker: string | null; readonly shards: string | null };
}

/** A program that is a broker while it runs. */
export interface BrokerCommand {
  /** The program and its words; {folder} is a folder of its own, gone when it has ended. */
  readonly words: readonly string[];
  /** Where it runs: the folder of the scenario. */
  readonly workingFolder: string;
  /** How long it may take until it takes clients. */
  readonly readyNs: number;
}

/** Whether its process is one of mqbench's own. */
export function isOwnBroker(spec: BrokerSpec): boolean {
  return spec.kind === "managed" || spec.command !== undefined;
}

/** A broker that is given by its URL, or several, over which the clients are spread: run by somebody else, or by a command. */
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
  /** Application protocols that clients offer; empty: none. */
  readonly alpn: readonly string[];
  /** Of each WebSocket's request. */
  readonly headers: Readonly<Record<string, string>>;
  /** By what each WebSocket's request is signed; left out: it is not. */
  readonly sigv4?: SigV4;
  readonly isVerified: boolean;
  /** What mqbench starts, to listen at the one URL; left out: somebody else runs it. */
  readonly command?: BrokerCommand;
  readonly tls: TlsChoice;
  /** HTTP addresses of their metrics, Prometheus text or JSON: one for each broker, or none. */
  readonly metricsUrls: readonly string[];
  /** The processes to measure, where they run on this machine: one for each broker, or none. */
  readonly pids: readonly number[];
}

/** One that is asked for by its name alone. */
export function managedByName(name: BrokerName): ManagedSpec {
  return {
    kind: "managed",
    name,
    instances: 1,
    config: "tuned",
    protocol: "mqtt",
    tls: usualTls,
    access: null,
    resendsSoon: false,
    isRestarted: false,
    cpus: { broker: null, shards: null },
  };
}

/** What the clients of a broker come by, one for each of its URLs. */
function protocolsOf(spec: BrokerSpec): readonly Protocol[] {
  return spec.kind === "managed" ? [spec.protocol] : spec.urls.map(protocolOf);
}

/** Whether all its clients' connections are encrypted. */
export function isEncryptedBroker(spec: BrokerSpec): boolean {
  return protocolsOf(spec).every((protocol) => protocols[protocol].isSecure);
}

/** Whether TLS or WebSocket lies between MQTT and TCP on one of them, so that a socket has more bytes than MQTT. */
export function isFramedBroker(spec: BrokerSpec): boolean {
  return protocolsOf(spec).some((protocol) => protocols[protocol].isFramed);
}
