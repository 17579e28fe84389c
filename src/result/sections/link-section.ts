/** What a result keeps of the link between clients and broker. */
import { z } from "zod";

const count = z.number();
const seconds = z.number().describe("since the load began");

const linkedGroup = z.strictObject({
  name: z.string(),
  role: z.enum(["sensor", "subscriber"]),
  delayNs: z.number().describe("one way, as asked for"),
  jitterNs: z.number(),
  bytesPerSecond: z.number().nullable(),
  bufferBytes: count,
  ownRoundTripNs: z
    .number()
    .nullable()
    .describe(
      "what the link adds by itself to a round trip: PINGREQ through it, less PINGREQ beside it, less 2 × delay; medians, before the load; null: no answer, or not above 0, as of different packets on a busy machine",
    ),
  crossings: z
    .strictObject({ count, p50Ns: z.number(), p99Ns: z.number(), maxNs: z.number() })
    .nullable()
    .describe("of each packet and direction in the run: how much later than planned it left the link"),
  serviceTimeLessLinkNs: z
    .number()
    .nullable()
    .describe(
      "median service time less what the link adds by itself to its round trips; null: there is none, or it is not above 0",
    ),
  forwardsOn: z
    .enum(["PUBLISH", "PUBREL"])
    .nullable()
    .describe("when the broker passes a QoS 2 message on, by the delay of its delivery; null: it cannot be told"),
  boundPerSecond: z
    .number()
    .nullable()
    .describe("closed loop: no more messages a second can complete, whichever broker; null: no such bound"),
});

const cut = z.strictObject({
  client: z.string().describe("client id without the run's prefix"),
  atSeconds: seconds,
});

export const linkSection = z.strictObject({
  groups: z.array(linkedGroup),
  connections: count.describe("through the link, the probe's among them"),
  plannedCuts: z.array(cut).describe("decided before the load: the same seed plans the same"),
  madeCuts: z.array(cut).describe("in the order they were made; later than planned where the client was not connected"),
  packetCuts: z.array(cut).describe("set off by a packet"),
  problems: z.record(z.string(), count).describe("what could not be relayed, in words"),
  cpuNs: z.number().describe("CPU time of the link's process"),
});

export type LinkSection = z.output<typeof linkSection>;
