/** The properties of a PUBLISH of MQTT 5 (section 3.3.2.3) that a sensor states: written once, the same on each of its messages. */
import type { IPublishPacket } from "mqtt-packet";
import { generate } from "./generate.ts";
import { remainingLengthBytes } from "./codec.ts";

export interface PublishProperties {
  /** null: the message does not expire. */
  readonly expirySeconds: number | null;
  /** The payload is said to be UTF-8. */
  readonly isUtf8: boolean;
  readonly contentType: string | null;
  readonly responseTopic: string | null;
  /** Bytes of correlation data; null: none. */
  readonly correlationBytes: number | null;
  /** User properties, in their order; each name once. */
  readonly user: readonly (readonly [name: string, value: string])[];
}

export type PacketProperties = NonNullable<IPublishPacket["properties"]>;

/** As mqtt-packet and MQTT.js take them. */
export function packetProperties(properties: PublishProperties): PacketProperties {
  const { expirySeconds, isUtf8, contentType, responseTopic, correlationBytes, user } = properties;
  return {
    ...(expirySeconds !== null && { messageExpiryInterval: expirySeconds }),
    ...(isUtf8 && { payloadFormatIndicator: true }),
    ...(contentType !== null && { contentType }),
    ...(responseTopic !== null && { responseTopic }),
    ...(correlationBytes !== null && { correlationData: Buffer.alloc(correlationBytes, "c") }),
    ...(user.length > 0 && { userProperties: Object.fromEntries(user) }),
  };
}

const topic = "t";

/** Their bytes behind the length that stands before them, and that length; `topicAlias`: one more, of a connection. */
export function encodeProperties(stated: PublishProperties | undefined, topicAlias?: number): Uint8Array {
  const properties = {
    ...(stated !== undefined && packetProperties(stated)),
    ...(topicAlias !== undefined && { topicAlias }),
  };
  const packet = generate(
    { cmd: "publish", topic, payload: "", qos: 0, dup: false, retain: false, properties },
    { protocolVersion: 5 },
  );
  const header = 1 + remainingLengthBytes(packet.length - 2);
  return Uint8Array.from(packet.subarray(header + 2 + topic.length));
}
