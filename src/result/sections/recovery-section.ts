/** What a result keeps of connections that were lost while the load ran, and of how the clients came back. */
import { z } from "zod";

const count = z.number();
const packets = z.strictObject({ packets: count, bytes: count });

export const recoverySection = z.strictObject({
  outages: count.describe("connections that ended before they were told to, while the load ran"),
  clients: count.describe("how many clients had one"),
  notBack: count.describe("clients that were not back when the trial ended"),
  spanNs: z.number().nullable().describe("from the first loss to the last client back; null: none came back"),
  resent: z
    .record(z.string(), packets)
    .describe("sensor's hop, by packet: PUBLISH and PUBREL that were sent again, counted as they left"),
  answers: z
    .record(z.string(), packets)
    .describe("always empty: an answer to what was sent again takes the place of one that was lost"),
  connecting: packets.describe("CONNECT, CONNACK, SUBSCRIBE and SUBACK after the load began"),
  packetsPerOutage: z.number().describe("of all three"),
  bytesPerOutage: z.number(),
});

export type RecoverySection = z.output<typeof recoverySection>;
