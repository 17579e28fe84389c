/** What the hot path may cost, as a share of something measured in the same run: the machine's speed cancels out. */

export interface Measured {
  readonly ns: number;
  /** NaN: garbage was collected each time. */
  readonly bytes: number;
}

interface Limit {
  readonly task: string;
  /** What its time is compared with, and the most it may be of that: several times what it is today. */
  readonly than: string;
  readonly share: number;
  readonly bytes: number;
}

const limits: readonly Limit[] = [
  { task: "write a PUBLISH in place", than: "write a PUBLISH with mqtt-packet", share: 0.2, bytes: 1 },
  { task: "scan and read a PUBLISH in place", than: "read a PUBLISH with mqtt-packet", share: 0.1, bytes: 1 },
  { task: "write an acknowledgement in place", than: "write a PUBLISH with mqtt-packet", share: 0.05, bytes: 1 },
  { task: "record a latency", than: "record a latency in hdr-histogram-js", share: 0.4, bytes: 1 },
  { task: "count", than: "record a latency in hdr-histogram-js", share: 0.2, bytes: 1 },
  { task: "even, 10,000 sensors", than: "write a PUBLISH with mqtt-packet", share: 0.15, bytes: 33 },
  { task: "poisson, 10,000 sensors", than: "write a PUBLISH with mqtt-packet", share: 1.5, bytes: 33 },
  { task: "write the identity", than: "write a PUBLISH with mqtt-packet", share: 0.1, bytes: 1 },
  {
    task: "write a PUBLISH of a template with five slots",
    than: "write a PUBLISH with mqtt-packet",
    share: 0.6,
    bytes: 1,
  },
  { task: "read the identity", than: "read a PUBLISH with mqtt-packet", share: 0.1, bytes: 17 },
];

/** What is over its limit, in words. */
export function findBreaches(measured: ReadonlyMap<string, Measured>): readonly string[] {
  return limits.flatMap(({ task, than, share, bytes }) => {
    const own = measured.get(task);
    const other = measured.get(than);
    if (own === undefined || other === undefined) return [`${task}: not measured beside ${than}`];
    const ratio = own.ns / other.ns;
    const breaches: string[] = [];
    if (ratio > share) breaches.push(`${task}: ${ratio.toFixed(2)} of "${than}", limit ${share}`);
    if (own.bytes > bytes) breaches.push(`${task}: leaves ${own.bytes.toFixed(1)} bytes on the heap, limit ${bytes}`);
    return breaches;
  });
}
