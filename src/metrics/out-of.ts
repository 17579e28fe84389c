/** What a figure counts among: where that is nothing, the figure is 0 by absence and says nothing. */
import type { MetricName, ValueName } from "./catalogue.ts";

interface OutOf {
  /** Summed. */
  readonly metrics: readonly ValueName[];
  /** `0 expected`. */
  readonly word: string;
}

const due: OutOf = { metrics: ["intended"], word: "intended" };
/** Of these three an exchange ends as one: they sum to what was sent at QoS 1 and 2. */
const exchanged: OutOf = { metrics: ["acknowledged", "refused", "unfinished"], word: "sent" };
const expected: OutOf = { metrics: ["expectedDeliveries"], word: "expected" };
const connected: OutOf = { metrics: ["connected"], word: "connected" };
const wills: OutOf = { metrics: ["willsExpected"], word: "expected" };
const retained: OutOf = { metrics: ["retainedExpected"], word: "expected" };

const outOf: Readonly<Partial<Record<MetricName, OutOf>>> = {
  sent: due,
  unsent: due,
  overruns: due,
  delayedByOutage: due,
  acknowledged: exchanged,
  refused: exchanged,
  unfinished: exchanged,
  acknowledgedRate: exchanged,
  delivered: expected,
  lost: expected,
  lostAcknowledged: { metrics: ["acknowledged"], word: "acknowledged" },
  altered: expected,
  duplicate: expected,
  reordered: expected,
  deliveredRate: expected,
  dropped: connected,
  outages: connected,
  willsLost: wills,
  willsDuplicate: wills,
  retainedMissing: retained,
  retainedWrong: retained,
  promisesBroken: { metrics: ["promisesTested"], word: "tested" },
};

/** `0 expected`, where a metric counts among nothing; undefined where it counts among something, or nobody knows yet. */
export function countOfNothing(
  metric: MetricName,
  valueOf: (name: ValueName) => number | undefined,
): string | undefined {
  const found = outOf[metric];
  if (found === undefined) return undefined;
  const values = found.metrics.map(valueOf);
  return values.every((value) => value === 0) ? `0 ${found.word}` : undefined;
}
