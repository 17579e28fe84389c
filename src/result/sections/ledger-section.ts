/** What was predicted and counted of packets and bytes. */
import { z } from "zod";

const count = z.number();

const packetCounts = z
  .record(z.string(), z.strictObject({ packets: count, bytes: count }))
  .describe("by packet type, e.g. PUBLISH");
export const direction = z
  .strictObject({ up: packetCounts, down: packetCounts })
  .describe("up: client → broker; down: broker → client");
const hops = z.strictObject({ sensor: direction, subscriber: direction });

export const connectionLedger = z.strictObject({
  connections: direction.describe("every packet of every connection, CONNECT to close"),
  socketBytes: z.strictObject({ up: count, down: count }).describe("the sockets' own byte counters"),
  reconciled: z
    .boolean()
    .nullable()
    .describe(
      "the codec's bytes equal the sockets' bytes, connection by connection; null: TLS or WebSocket lies between",
    ),
  unreconciledConnections: count,
});
export const messageLedger = connectionLedger.extend({
  predicted: hops.describe(
    "by the specification's arithmetic, for what was due in measure (sent, in a closed loop or with poisson arrivals)",
  ),
  counted: hops.describe("what mqbench's codec counted for the messages of measure"),
  agrees: z.boolean(),
  differences: z.array(z.string()).describe("each difference in words, with its cause where known"),
  aliased: z
    .strictObject({
      introducing: count.describe("that named their topic and an alias for it"),
      short: count.describe("that named an alias alone"),
      savedBytes: count.describe("less than all these would have without aliases; below 0: more"),
    })
    .optional()
    .describe(
      "deliveries that had a topic alias of the broker's, whose choice that is: the prediction has them as they came; left out where no subscriber asked for any",
    ),
});

/** Packets of messages over all hops, where none is told apart. */
export const messagesOfAllHops = z.strictObject({
  predicted: direction.describe("by the specification's arithmetic, for what was sent, as if each was delivered once"),
  counted: direction,
  agrees: z.boolean(),
  differences: z.array(z.string()),
});

export type MessagesOfAllHops = z.output<typeof messagesOfAllHops>;
export type ConnectionLedger = z.output<typeof connectionLedger>;
export type MessageLedger = z.output<typeof messageLedger>;
export type Hops = z.output<typeof hops>;
