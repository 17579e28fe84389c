/** Costs that would look cheaper where handshakes did not come to their end: the packets that are missing cost nothing. Pure. */
import type { HistogramName, MetricName, ValueName } from "./catalogue.ts";

/** On its sensor's hop: complete only once the message's handshake is. */
const costsOfMessage: ReadonlySet<MetricName> = new Set([
  "packetsPerMessage",
  "roundTripsPerMessage",
  "wireBytesPerMessage",
  "wireBytesUpPerMessage",
  "wireBytesDownPerMessage",
  "overheadPerMessage",
]);
/** On its subscriber's hop: complete only once a delivery is released, at QoS 2. */
const costsOfDelivery: ReadonlySet<MetricName> = new Set([
  "packetsPerDelivery",
  "roundTripsPerDelivery",
  "wireBytesPerDelivery",
  "wireBytesUpPerDelivery",
  "wireBytesDownPerDelivery",
  "overheadPerDelivery",
]);

export interface Counts {
  /** 0 where it does not exist. */
  readonly valueOf: (name: ValueName) => number;
  /** How many of a latency had not ended. */
  readonly unendedOf: (name: HistogramName) => number;
}

/** `5 never ended, 3 refused`: why a cost is not of every message; undefined where it is, and of what is no such cost. */
export function whyIncomplete(metric: MetricName, { valueOf, unendedOf }: Counts): string | undefined {
  const counts: readonly (readonly [number, string])[] = costsOfMessage.has(metric)
    ? [
        [valueOf("unfinished"), "never ended"],
        [valueOf("refused"), "refused"],
      ]
    : costsOfDelivery.has(metric)
      ? [[unendedOf("released"), "never released"]]
      : [];
  const words = counts.flatMap(([count, what]) => (count > 0 ? [`${count.toLocaleString("en")} ${what}`] : []));
  return words.length === 0 ? undefined : words.join(", ");
}
