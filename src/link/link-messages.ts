/** Every message between mqbench and the process of its link. */
import type { IntervalHistogram } from "../metrics/interval-counts.ts";
import type { ProtocolVersion } from "../mqtt/wire/control-packets.ts";
import type { PlannedCut } from "./cut-plan.ts";
import type { LinkSettings } from "./link-settings.ts";
import type { PacketRule } from "./packet-rules.ts";

/** A way through the link: who connects to its port is relayed to the target. */
export interface LinkPath {
  readonly settings: LinkSettings;
  readonly target: { readonly host: string; readonly port: number };
  /** Plain MQTT, not TLS or WebSocket: packets and client ids can be read. */
  readonly isMqtt: boolean;
}

export interface LinkTask {
  readonly paths: readonly LinkPath[];
  readonly seed: number;
  readonly protocol: ProtocolVersion;
  /** What a broker may send at most. */
  readonly largestPublishBytes: number;
  /** The beginning of every client id of the trial: what is seeded must not depend on it. */
  readonly prefix: string;
  /** process.hrtime when the trial began: zero of every time. */
  readonly epoch: bigint;
}

export type LinkRequest =
  | { readonly kind: "are you there" }
  | { readonly kind: "rules"; readonly rules: readonly PacketRule[] }
  | { readonly kind: "clear rules"; readonly clientIds: readonly string[] }
  | {
      readonly kind: "plan";
      readonly cuts: readonly PlannedCut[];
      /** What the cuts' times count from. */
      readonly fromNs: number;
    }
  | { readonly kind: "cancel plan" }
  | { readonly kind: "report" }
  | { readonly kind: "broker ends" };

export type ToLink =
  | { readonly kind: "start"; readonly task: LinkTask }
  | { readonly kind: "request"; readonly number: number; readonly request: LinkRequest };

/** A rule was set off. */
export interface FiredRule {
  readonly rule: number;
  readonly clientId: string;
  /** Which connection of the client, from 1. */
  readonly connection: number;
  /** Since the trial began. */
  readonly atNs: number;
}

/** A cut that was made; `client` without the run's prefix. */
export interface MadeCut {
  readonly client: string;
  readonly atNs: number;
}

/** What the link saw and did since it began. */
export interface LinkReport {
  /** How much later than planned each thing left, by path, reading to writing; since the report before. */
  readonly ownDelay: readonly IntervalHistogram[];
  readonly connections: number;
  /** What waits for its delay or for the bandwidth, both ways; who sent it may have more that the link does not read yet. */
  readonly heldBytes: number;
  /** Planned cuts, in the order they were made. */
  readonly cuts: readonly MadeCut[];
  /** What could not be relayed, in words. */
  readonly problems: Readonly<Record<string, number>>;
  readonly cpuNs: number;
}

export type FromLink =
  | { readonly kind: "listening"; readonly ports: readonly number[] }
  | { readonly kind: "fired"; readonly fired: FiredRule }
  | { readonly kind: "done"; readonly number: number }
  | { readonly kind: "report"; readonly number: number; readonly report: LinkReport }
  | { readonly kind: "broker ends"; readonly number: number; readonly ends: readonly string[] };
