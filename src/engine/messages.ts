/** Every message between the main thread and a shard: plain and serialisable, so that a shard may run anywhere. */
import type { Snapshot } from "../metrics/recorder.ts";
import type { DeviceModel } from "../broker/certificates/device-certificate.ts";
import type { ConnectionBytes } from "../mqtt/client/connection-bytes.ts";
import type { Endpoint } from "../mqtt/transport/endpoint.ts";
import type { Ledger } from "../mqtt/wire/ledger.ts";
import type { PayloadProgram } from "../mqtt/payload/payload-parts.ts";
import type { BeyondQuota } from "../mqtt/wire/receive-quota.ts";
import type { RefusedPacket } from "../mqtt/wire/refused-packets.ts";
import type { Scenario } from "../scenario/scenario.ts";

export type GroupPayload = Uint8Array | PayloadProgram;

/** What the clients of a group prove who they are by: never written anywhere. */
export interface GroupSecrets {
  /** After which the certificate of each is made; null: none is. */
  readonly devices: DeviceModel | null;
  /** With what the tokens of all are signed, as its file has it; null: they have none. */
  readonly jwtKey: Uint8Array | null;
}

/** What one shard is to do, and for whom. */
export interface ShardTask {
  readonly shard: number;
  readonly shards: number;
  readonly scenario: Scenario;
  /** Prefix of every client id of this trial. */
  readonly prefix: string;
  readonly runTag: number;
  /** Where clients connect to, by group (the sensors' before the subscribers'), then by instance of the broker. */
  readonly routes: readonly (readonly Endpoint[])[];
  /** By group, as `routes`. */
  readonly secrets: readonly GroupSecrets[];
  /** Addresses to connect from, in turn; empty: the kernel's choice. */
  readonly sources: readonly string[];
  /** The payload of each sensor group: the same for every message but its identity, or written for each. */
  readonly payloads: readonly GroupPayload[];
  /** From 1970 to `epoch`, µs. */
  readonly epochUs: number;
  /** Where the answering process listens; null: the load has none. */
  readonly answerer: Endpoint | null;
  /** The shards, from … up to, that an agent hosts with this one, and whose clock is the same; null: all shards share one. */
  readonly sameClock: readonly [from: number, to: number] | null;
  /** process.hrtime when the trial began: zero of every time below. */
  readonly epoch: bigint;
}

/** The phases of a load, in ns since the trial began. */
export interface LoadTimes {
  readonly startNs: number;
  readonly measureFromNs: number;
  readonly measureToNs: number;
}

export type ToWorker =
  | { readonly kind: "connect"; readonly fromNs: number }
  | { readonly kind: "subscribe" }
  | { readonly kind: "load"; readonly times: LoadTimes }
  /** `withAges`: of what has not ended, too. */
  | { readonly kind: "snapshot"; readonly withAges: boolean }
  /** The hold load: bring what a level needs to the broker. */
  | { readonly kind: "fill"; readonly level: number }
  /** Then: let go of the rest, and keep the level. */
  | { readonly kind: "settle" }
  /** A load that owes the broker nothing: have every connection answer. */
  | { readonly kind: "ask" }
  /** Send nothing more. */
  | { readonly kind: "stop"; readonly atNs: number }
  /** End every connection, within so long; once more: sooner. */
  | { readonly kind: "finish"; readonly withinMs: number }
  | { readonly kind: "are you there" };

/** How things stand at this moment. */
export interface Gauges {
  readonly open: number;
  readonly inflight: number;
  /** Inbound QoS 2 exchanges not yet released. */
  readonly inflightIn: number;
  /** Due, and held by a full window, a socket or a connection that may come back. */
  readonly waiting: number;
  /** Connections that may still come (back). */
  readonly pending: number;
}

/** How the shard's thread is doing in measure; before it, since the thread began. */
export interface ThreadHealth {
  /** How long this covers. */
  readonly wallNs: number;
  /** CPU time; null where the system does not say. */
  readonly cpuNs: number | null;
  /** Ready to run and without a CPU; null where the system does not say. */
  readonly runDelayNs: number | null;
  readonly eventLoopDelayP99Ns: number;
}

export interface ClientCounts {
  connected: number;
  readonly failed: Record<string, number>;
  readonly dropped: Record<string, number>;
}

/** Ages of what has not ended, of one account and metric. */
export type AgesPart = Snapshot["histograms"][number];

/** What a receiver saw of each sensor, for the join with what was sent. */
export interface SeenCounts {
  readonly sensors: Int32Array;
  /** Distinct messages of measure. */
  readonly measured: Uint32Array;
  /** The highest sequence number. */
  readonly highest: Int32Array;
  /** One bit a sequence number, of the sensors of which one below the highest was not seen. */
  readonly words: Uint32Array;
  /** Where a sensor's words begin; they end where the next one's begin. */
  readonly firstWord: Uint32Array;
}

/** A connection that ended before it was told to, and how its client came back. */
export interface Outage {
  /** Client id without the run's prefix. */
  readonly client: string;
  readonly isSensor: boolean;
  /** The client's account in the ledger: its group, from 1. */
  readonly account: number;
  readonly lostNs: number;
  /** The cause as the client saw it, in words. */
  readonly cause: string;
  /** CONNACK again; null: not while the trial lasted, or lost again before. */
  backNs: number | null;
  /** Whether the broker still had the session; null: the client was not back. */
  hasSession: boolean | null;
  /** The first handshake completed after that; null: none was, or it has none (QoS 0, subscribers). */
  acknowledgedNs: number | null;
  /** None was, though a message of the sensor was due or in flight when the trial was over. */
  isOwed: boolean;
}

/** What a shard knows of one packet and code; plain. */
export interface RefusalPart {
  readonly packet: RefusedPacket;
  readonly code: number;
  count: number;
  /** The broker's words of the first refusal; null: it came without. */
  readonly reason: string | null;
  /** The first refusals, in the order they came. */
  readonly first: { readonly clientId: string; readonly atNs: number }[];
}

/** What connecting took, of each client's first connection; in `secured` every connection. */
export interface HandshakePart {
  readonly connections: number;
  readonly roundTrips: number;
  /** TCP payload up to and with CONNACK. */
  readonly bytesUp: number;
  readonly bytesDown: number;
  /** By what TLS came to; empty where nothing is encrypted. */
  readonly secured: { readonly version: string; readonly cipher: string; full: number; resumed: number }[];
  /** TCP payload since CONNACK, of the sensors' connections that stood when the load was over; null: it did not come so far. */
  readonly sensors: { readonly connections: number; readonly bytesUp: number; readonly bytesDown: number } | null;
}

/** What CONNACKs of MQTT 5 imposed, alike on so many connections; null: they say nothing of it. */
export interface AgreedPart {
  readonly connections: number;
  readonly topicAliasMaximum: number;
  readonly receiveMaximum: number;
  readonly maximumPacketBytes: number | null;
  readonly maximumQos: number;
  readonly serverKeepaliveSeconds: number | null;
  /** Each had a client id assigned; left out: none. */
  readonly isIdAssigned?: boolean;
}

/** Everything a shard knows that is only told at the end. */
export interface ShardReport {
  readonly sensors: ClientCounts;
  readonly subscribers: ClientCounts;
  /** Messages sent by each sensor, over the whole load and in measure. */
  readonly sent: {
    readonly sensors: Int32Array;
    readonly all: Uint32Array;
    readonly measured: Uint32Array;
    readonly refusedAll: Uint32Array;
    readonly refusedMeasured: Uint32Array;
  };
  /** Messages of measure at QoS 1 and 2 that were sent and whose handshake never ended: which, by sensor and sequence number. */
  readonly unfinished: { readonly sensors: Int32Array; readonly sequences: Uint32Array };
  readonly seen: readonly { readonly receiver: number; readonly counts: SeenCounts }[];
  /** Subscribers that left while measure lasted, as the scenario says: their numbers over all clients, ids without the run's prefix, and when since the trial began. */
  readonly left: readonly { readonly client: number; readonly key: string; readonly atNs: number }[];
  /** Subscriptions begun and never answered on a connection that stayed. */
  readonly unsubscribed: number;
  /** Subscriptions granted another QoS than asked for, or refused, by words. */
  readonly grants: Record<string, number>;
  /** Refusals by packet and code. */
  readonly refusals: readonly RefusalPart[];
  /** One a kind of CONNACK; empty at MQTT 3.1.1. */
  readonly agreed: readonly AgreedPart[];
  /** Numbers of the sensors that were to use a topic alias, and whose broker allows none. */
  readonly withoutAlias: Int32Array;
  readonly packets: Float64Array;
  readonly packetBytes: Float64Array;
  /** Deliveries that had a topic alias of the broker's, by account, as the ledger has them. */
  readonly aliased: Float64Array;
  /** Bytes by which topics named again on later connections lengthened messages, by account. */
  readonly namedAgain: Float64Array;
  /** Deliveries beyond the Receive Maximum that subscribers ask for. */
  readonly beyondQuota: BeyondQuota;
  /** Acknowledgements of no message in flight, by packet type. */
  readonly strays: Float64Array;
  readonly bytes: Readonly<ConnectionBytes>;
  readonly handshakes: HandshakePart;
  readonly outages: readonly Outage[];
  /** What was sent again, since a connection was lost. */
  readonly resent: Ledger["resent"];
  /** CONNECT, CONNACK, SUBSCRIBE and SUBACK from the beginning of the load to its end. */
  readonly reconnecting: { readonly packets: number; readonly bytes: number };
  /** Age of the oldest unfinished message, by its intended time; null when there is none. */
  readonly oldestUnfinishedNs: number | null;
  /** The longest time of measure in which nothing was acknowledged; null where no closed loop waits for that. */
  readonly longestGapNs: number | null;
  /** Ages of what never ended. */
  readonly unended: readonly AgesPart[];
}

export type FromWorker =
  | { readonly kind: "ready" }
  | { readonly kind: "here" }
  | { readonly kind: "connected" }
  | { readonly kind: "subscribed" }
  /** Of a shard of an agent: when its load began. */
  | { readonly kind: "began"; readonly atNs: number }
  /** `level`: as it was asked for; `missing`: what is not done, and no longer makes progress. */
  | { readonly kind: "filled"; readonly level: number; readonly missing: number }
  /** `held`: answers that the clients keep back. */
  | { readonly kind: "settled"; readonly missing: number; readonly held: number }
  /** `silent`: of so many connections, those that ended or did not answer in time. */
  | { readonly kind: "asked"; readonly connections: number; readonly silent: readonly string[] }
  | {
      readonly kind: "snapshot";
      /** When the snapshot was taken: it counts from the one before until then. */
      readonly atNs: number;
      readonly snapshot: Snapshot;
      /** Ages of what has not ended yet; empty where nobody asked. */
      readonly unended: readonly AgesPart[];
      readonly gauges: Gauges;
      readonly health: ThreadHealth;
    }
  | {
      readonly kind: "finished";
      readonly snapshot: Snapshot;
      readonly health: ThreadHealth;
      readonly report: ShardReport;
    };
