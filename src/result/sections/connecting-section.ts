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

export type ConnectingSection = z.output<typeof connectingSection>;
