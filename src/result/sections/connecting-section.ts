/** What the clients' connections took from their opening to CONNACK. */
import { z } from "zod";

const count = z.number();

export const connectingSection = z.strictObject({
  connections: count.describe("first connections of clients"),
  roundTrips: count.describe(
    "of all these, by the specifications: TCP, TLS as its library tells it, WebSocket, CONNECT",
  ),
  bytesUp: count.describe("TCP payload of all these up to and with CONNACK"),
  bytesDown: count,
  secured: z
    .array(z.strictObject({ version: z.string(), cipher: z.string(), full: count, resumed: count }))
    .describe("TLS handshakes of every connection, by what they came to in the TLS library's own words; empty: none"),
});

/** What CONNACKs of MQTT 5 imposed, alike on so many connections; the specification's defaults where they are silent. */
export const agreedSection = z.array(
  z.strictObject({
    connections: count,
    topicAliasMaximum: count.describe("topic aliases that a client may use; 0: none"),
    receiveMaximum: count.describe("messages at QoS 1 and 2 that a client may have in flight"),
    maximumPacketBytes: count.nullable().describe("null: no limit but the protocol's"),
    maximumQos: count,
    serverKeepaliveSeconds: count.nullable().describe("null: as the client asked"),
    isIdAssigned: z.boolean().optional().describe("true: to each the broker assigned its client id"),
  }),
);

export type AgreedSection = z.output<typeof agreedSection>;
export type ConnectingSection = z.output<typeof connectingSection>;
