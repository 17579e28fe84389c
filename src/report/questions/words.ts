/** What the words of an answer's table mean, for whoever reads nothing else. Pure. */
import type { MetricName } from "../../metrics/catalogue.ts";

const meanings: readonly (readonly [MetricName, string])[] = [
  ["publishDelay", "publish delay: mqbench's own, from when a message was due until it was handed to the socket"],
  ["serviceTime", "service time: from the socket to the last acknowledgement"],
  ["serviceTimeLessReadLag", "less read lag: without mqbench's own delay in reading answers"],
  ["publishLatency", "publish latency: from when a message was due to its last acknowledgement"],
  ["endToEndLatency", "end-to-end latency: from when a message was due until a subscriber had it"],
  ["connectLatency", "connect latency: from when a connection was due to CONNACK"],
];

/** Of the figures that have a row; p50 and p99 are said where any is timed. */
export function wordsOf(
  rows: readonly (readonly string[])[],
  figures: readonly { readonly metric: MetricName; readonly title: string }[],
): readonly string[] {
  const titles = new Set(rows.map(([name = ""]) => name.trim()));
  const metrics = new Set(figures.flatMap(({ metric, title }) => (titles.has(title) ? [metric] : [])));
  const told = meanings.flatMap(([metric, meaning]) => (metrics.has(metric) ? [meaning] : []));
  const isTailTold = [...titles].some((title) => title.includes("p99")) || metrics.has("publishDelay");
  const first = `p50: half took no longer${isTailTold ? ", p99: 99 of 100" : ""}`;
  return told.length === 0 ? [] : [[first, ...told].join("; ")];
}
