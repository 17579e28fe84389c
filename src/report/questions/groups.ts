/** What does each group of a mixed fleet take? One case whose sensors are several groups. Pure. */
import { validTrials } from "../../analysis/cost.ts";
import { metricInfo } from "../../metrics/catalogue.ts";
import type { MetricName } from "../../metrics/catalogue.ts";
import { median } from "../../metrics/statistics.ts";
import type { RunResult } from "../../result/schema.ts";
import { statisticText } from "../bounds-text.ts";
import { plainLook } from "../charts/palette.ts";
import { absent, formatCount, formatValue } from "../format.ts";
import { mixedGroups } from "../parts/groups-text.ts";
import type { Answer } from "./answer.ts";
import { acknowledgedSentence, deliverySentence } from "./deliveries.ts";

interface Group {
  readonly name: string;
  readonly qos: number;
  /** A trial each. */
  readonly metrics: readonly ReturnType<typeof mixedGroups>[number]["metrics"][];
}

export function groupsAnswer(result: RunResult): Answer | undefined {
  const [only, ...others] = result.cases;
  if (only === undefined || others.length > 0) return undefined;
  const trials = validTrials(result, only.id).map(mixedGroups);
  const groups = (trials[0] ?? []).map(({ name, qos }): Group => ({
    name,
    qos,
    metrics: trials.flatMap((all) => all.filter((group) => group.name === name).map(({ metrics }) => metrics)),
  }));
  const [first] = groups;
  if (first === undefined) return undefined;
  const came = [acknowledgedSentence(result), deliverySentence(result)].filter((text) => text !== "").join(" ");
  const bytes = bytesSentence(groups);
  const panels = (["wireBytesPerMessage", "wireBytesPerDelivery"] as const).flatMap((metric) => {
    const bars = groups.flatMap((group) => {
      const value = middle(group, metric);
      const text = bytesText(group, first, metric);
      return value === null ? [] : [{ name: group.name, text, parts: [{ value, look: plainLook(0) }] }];
    });
    const title = metric === "wireBytesPerMessage" ? "bytes a message, sensor's hop" : "bytes a delivery";
    return bars.length === 0 ? [] : [{ title, bars }];
  });
  return {
    headline: bytes ?? came,
    besides: bytes === undefined ? [] : [came],
    picture:
      panels.length === 0
        ? null
        : {
            kind: "bars",
            panels,
            reading: `In brackets: what a message takes more or less than one of the group ${first.name}. Bytes of MQTT, with what acknowledges them; they are counted, not timed.`,
          },
    table: {
      heading: [
        "groups of sensors",
        "QoS",
        "bytes a message",
        "bytes a delivery",
        "end-to-end latency p50",
        "p99",
        "lost",
        "duplicate",
      ],
      rows: groups.map((group) => [
        group.name,
        String(group.qos),
        bytesText(group, first, "wireBytesPerMessage"),
        bytesText(group, first, "wireBytesPerDelivery"),
        latencyText(group, "p50"),
        latencyText(group, "p99"),
        countText(group, "lost"),
        countText(group, "duplicate"),
      ]),
      remarks: [
        trials.length === 1
          ? "latencies are of one trial: they have no interval"
          : "latencies are of the first valid trial",
      ],
    },
    first: ["groups", "accounts", "bytes"],
  };
}

/** null: no trial has it. */
function middle({ metrics }: Group, metric: MetricName): number | null {
  const values = metrics.flatMap((each) => {
    const found = each[metric];
    return found?.kind === "value" ? [found.value] : [];
  });
  return values.length === 0 ? null : median(values);
}

/** `101 B (+5)`. */
function bytesText(group: Group, first: Group, metric: MetricName): string {
  const [value, base] = [middle(group, metric), middle(first, metric)];
  const text = formatValue(value, metricInfo(metric).unit);
  const more = value === null || base === null ? 0 : Math.round((value - base) * 100) / 100;
  return more === 0 ? text : `${text} (${more > 0 ? "+" : "−"}${formatCount(Math.abs(more))})`;
}

function latencyText({ metrics: [first] }: Group, statistic: "p50" | "p99"): string {
  const found = first?.["endToEndLatency"];
  return found?.kind === "histogram" ? statisticText(found, statistic) : absent;
}

/** The sum over the trials: a single message lost must show. */
function countText({ metrics }: Group, metric: MetricName): string {
  const values = metrics.flatMap((each) => {
    const found = each[metric];
    return found?.kind === "value" ? [found.value] : [];
  });
  return values.length === 0 ? absent : formatCount(values.reduce((sum, value) => sum + value, 0));
}

/** undefined where all groups take the same. */
function bytesSentence(groups: readonly Group[]): string | undefined {
  const metric = "wireBytesPerMessage";
  const known = groups
    .flatMap((group) => {
      const value = middle(group, metric);
      return value === null ? [] : [{ name: group.name, value }];
    })
    .toSorted((a, b) => a.value - b.value);
  const [least, most] = [known[0], known.at(-1)];
  if (least === undefined || most === undefined || least.value === most.value) return undefined;
  const text = (value: number): string => formatValue(value, metricInfo(metric).unit);
  return `Between sensor and broker a message takes from ${text(least.value)} (${least.name}) to ${text(most.value)} (${most.name}), over ${formatCount(groups.length)} groups.`;
}
