/** Costs that would look cheaper where messages did not come to their end: what is missing, or was refused, cost less or nothing. Pure. */
import { formatCount } from "../format.ts";
import { metricInfo } from "./catalogue.ts";
import type { HistogramName, MetricInfo, MetricName, ValueName } from "./catalogue.ts";

export interface Counts {
  /** 0 where it does not exist. */
  readonly valueOf: (name: ValueName) => number;
  /** How many of a latency had not ended. */
  readonly unendedOf: (name: HistogramName) => number;
}

/** `packets are missing: 5 never ended, 3 refused`: why a cost is not of every message; undefined where it is, and of what is no such cost. */
export function whyIncomplete(metric: MetricName, counts: Counts): string | undefined {
  const found = missingFrom(metricInfo(metric).completeWith, counts);
  if (found === undefined) return undefined;
  const { what, parts, tolerated = 0 } = found;
  if (parts.every(([count, , of]) => count <= tolerated * (of ?? 0))) return undefined;
  const words = parts.flatMap(([count, ended]) => (count > 0 ? [`${formatCount(count)} ${ended}`] : []));
  return `${what}: ${words.join(", ")}`;
}

interface Missing {
  readonly what: string;
  readonly parts: readonly (readonly [count: number, words: string, of?: number])[];
  /** The share that may be missing of each; none where it is left out. */
  readonly tolerated?: number;
}

/** CPU varies by more from run to run: a message lost at QoS 0 changes nothing of it. */
const toleratedWork = 0.01;

function missingFrom(completeWith: MetricInfo["completeWith"], { valueOf, unendedOf }: Counts): Missing | undefined {
  const unended = [valueOf("unfinished"), "never ended"] as const;
  const refused = [valueOf("refused"), "refused"] as const;
  switch (completeWith) {
    case null:
      return undefined;
    case "exchange":
      return { what: "packets are missing", parts: [unended, refused] };
    case "release":
      return { what: "packets are missing", parts: [[unendedOf("released"), "never released"]] };
    case "return":
      return { what: "packets are missing", parts: [[unendedOf("reconnectTime"), "never came back"]] };
    case "work": {
      const sent = valueOf("sent");
      const lost = [valueOf("lost"), "never delivered", valueOf("expectedDeliveries")] as const;
      return {
        what: "work is missing",
        parts: [[...unended, sent], [...refused, sent], lost],
        tolerated: toleratedWork,
      };
    }
  }
}
