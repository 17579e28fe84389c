/** What a CONNACK of MQTT 5 allows its client (5.0, section 3.2.2.3), the specification's defaults where it is silent. */
import { parser } from "mqtt-packet";
import type { Packet } from "mqtt-packet";

export type Allowances = Readonly<{
  maximumQos: number;
  receiveMaximum: number;
  topicAliasMaximum: number;
  retained: boolean;
  wildcardSubscriptions: boolean;
  sharedSubscriptions: boolean;
  /** Left out: no limit but the protocol's. */
  maximumPacketBytes?: number;
}>;

/** Fixed header, flags and code: the whole of a CONNACK of 3.1.1; version 5 has the length of its properties behind them. */
const bytesOfVersion3 = 4;

/** undefined: it has the form of 3.1.1, so that whoever sent it did not take MQTT 5 from the CONNECT. */
export function readAllowances(connack: Uint8Array): Allowances | undefined {
  if (connack.length <= bytesOfVersion3) return undefined;
  const reader = parser({ protocolVersion: 5 });
  let decoded: Packet | undefined;
  reader.on("packet", (packet) => {
    decoded = packet;
  });
  reader.on("error", (error: unknown) => {
    throw error;
  });
  reader.parse(Buffer.from(connack));
  if (decoded?.cmd !== "connack") return undefined;
  const { properties } = decoded;
  return {
    maximumQos: properties?.maximumQoS ?? 2,
    receiveMaximum: properties?.receiveMaximum ?? 65_535,
    topicAliasMaximum: properties?.topicAliasMaximum ?? 0,
    retained: properties?.retainAvailable ?? true,
    wildcardSubscriptions: properties?.wildcardSubscriptionAvailable ?? true,
    sharedSubscriptions: properties?.sharedSubscriptionAvailable ?? true,
    ...(properties?.maximumPacketSize !== undefined && { maximumPacketBytes: properties.maximumPacketSize }),
  };
}
