/** What the kernel counted of the connections. */
import { z } from "zod";

const count = z.number();

const kernelCounts = z.strictObject({
  bytesUp: count,
  bytesDown: count,
  segmentsUp: count,
  segmentsDown: count,
  headerBytesUp: count.describe("of TCP and IP, from the segments"),
  headerBytesDown: count,
  retransmitted: count.describe("segments sent again by the clients' side"),
});
export const network = z
  .strictObject({
    connections: count.describe("established when the drain was over"),
    whole: kernelCounts.describe("since each was connected"),
    load: kernelCounts.describe("since before the first message"),
  })
  .nullable()
  .describe("what the kernel counted of the clients' connections; null: it does not tell");

export type KernelCounts = z.output<typeof kernelCounts>;
export type NetworkSection = NonNullable<z.output<typeof network>>;
