/** What a resolved scenario says whichever its load is: the groups of clients, the broker, the times. */
import type { BrokerSpec } from "../broker/facts/broker-spec.ts";
import type { Leave } from "./keys/leave.ts";
import type { GroupLink } from "./keys/link.ts";
import type { DeviceTls } from "./devices/device-tls.ts";
import type { DeviceRows } from "./devices/device-rows.ts";
import type { Identity } from "./devices/identity.ts";
import type { Payload } from "./payloads/payload.ts";
import type { ConnectAsks, SubscriptionOptions } from "../mqtt/wire/control-packets.ts";
import type { PublishProperties } from "../mqtt/wire/publish-properties.ts";
import type { Qos } from "./keys/qos.ts";
import type { Reconnect } from "./keys/reconnect-wait.ts";
import type { RatePoint } from "./rates/rate-course.ts";
import type { Threshold } from "./keys/thresholds/thresholds.ts";
import type { Price } from "./money/price.ts";
import type { Tariff } from "./money/tariff.ts";
import type { PlainKeys } from "./plain-keys.ts";

/** When the messages of a group are due. Closed: when one completes, with the group's window in flight. */
export type Schedule =
  | {
      readonly kind: "even" | "poisson" | "burst";
      /** The time between two messages of one sensor: the mean one, where the rate changes. */
      readonly periodNs: number;
      /** Left out: the rate stays. */
      readonly course?: readonly RatePoint[];
    }
  | { readonly kind: "closed" };

export interface SensorGroup {
  /** Of its messages' account. */
  readonly name: string;
  readonly count: number;
  /** Where its devices send several kinds of messages, each a group: what they are called, and the number of the group that connects them. Left out: it is alone on its connections. */
  readonly device?: { readonly name: string; readonly carrier: number };
  readonly qos: Qos;
  readonly identity: Identity;
  /** The broker gives each its client id (MQTT 5); left out: they have one. */
  readonly hasAssignedId?: boolean;
  /** Rows of its devices; null: nothing names a column. */
  readonly devices: DeviceRows | null;
  /** null: all connect as the broker's URL states. */
  readonly tls: DeviceTls | null;
  /** The topic, with {id} where the sensor's number goes, and {csv.NAME} for what its row says. */
  readonly topic: string;
  readonly payload: Payload;
  readonly retain: boolean;
  /** Of MQTT 5, on every message; left out: none. */
  readonly properties?: PublishProperties;
  /** Of MQTT 5: an alias stands for the topic of every message but the first of a connection; left out: the topic stands in each. */
  readonly topicAlias?: boolean;
  readonly schedule: Schedule;
  readonly window: number;
  readonly listen: { readonly topic: string; readonly qos: Qos; readonly options?: SubscriptionOptions } | null;
  /** null: it connects to the broker itself. */
  readonly link: GroupLink | null;
}

export interface SubscriberGroup {
  readonly name: string;
  readonly count: number;
  readonly identity: Identity;
  /** The broker gives each its client id (MQTT 5); left out: they have one. */
  readonly hasAssignedId?: boolean;
  /** Rows of its clients; null: nothing names a column. */
  readonly devices: DeviceRows | null;
  /** null: all connect as the broker's URL states. */
  readonly tls: DeviceTls | null;
  /** What each subscribes to, in one SUBSCRIBE: filters of which no two match one topic, with {id} and {csv.NAME}. */
  readonly topics: readonly string[];
  readonly qos: Qos;
  /** The name of the shared subscription that all of them are members of; null: each has one of its own. */
  readonly share: string | null;
  /** Of MQTT 5: what a broker is to add to what it delivers; null: nothing. */
  readonly subscriptionId: number | null;
  /** Of MQTT 5, in SUBSCRIBE; left out: none. */
  readonly options?: SubscriptionOptions;
  /** Of MQTT 5, in CONNECT; left out: nothing. */
  readonly asks?: ConnectAsks;
  /** null: all stay. */
  readonly leave: Leave | null;
  /** null: it connects to the broker itself. */
  readonly link: GroupLink | null;
}

/** What reports reckon the cost of a month for. */
export interface StatedFleet {
  readonly devices: number;
  /** The time between two messages of one device. */
  readonly periodNs: number;
  readonly payloadBytes: number;
  readonly keepaliveSeconds: number;
  /** Cuts of a connection a message. */
  readonly cutShare?: number;
  /** Messages that one device receives; left out: none. */
  readonly commands?: { readonly periodNs: number; readonly payloadBytes: number };
  /** Left out: none. */
  readonly tls?: { readonly version: "1.2" | "1.3"; readonly handshakeBytes: number };
  /** Left out: a PUBLISH is not retained, or nothing is charged for it. */
  readonly isRetained?: boolean;
  readonly tariff?: Tariff;
  readonly data?: Price & { readonly stepBytes: number | null; readonly rounds: "session" | "message" };
  readonly radio?: {
    readonly rttNs: number;
    readonly wakeNs: number;
    readonly tailNs: number;
    readonly powerWatts: number;
    readonly release: boolean;
    readonly batteryWattHours?: number;
  };
}

export interface ScenarioBase extends PlainKeys {
  readonly broker: BrokerSpec;
  readonly sensors: readonly SensorGroup[];
  readonly subscribers: readonly SubscriberGroup[];
  /** null: nothing says how often a device sends. */
  readonly fleet: StatedFleet | null;
  /** reconnect null: a client that was dropped stays away. */
  readonly session: {
    readonly clean: boolean;
    readonly reconnect: Reconnect | null;
    /** How long a kept session outlives its connection (MQTT 5); left out: longer than any run. */
    readonly expirySeconds?: number;
  };
  /** Those that apply to this case. */
  readonly thresholds: readonly Threshold[];
}
