/** The percentile spectrum: how latencies stretch towards the tail, case by case. */
import { metricInfo } from "../../../metrics/catalogue.ts";
import type { HistogramName } from "../../../metrics/catalogue.ts";
import { mergeKept, percentileNs } from "../../../metrics/encoded-histogram.ts";
import type { Trial } from "../../../result/schema.ts";
import { closedLoopRemark, isClosedLoop } from "../../parts/closed-loop.ts";
import { chartGroups } from "../../charts/cases.ts";
import type { ShownCase } from "../../charts/cases.ts";
import { looksOfCases } from "../../charts/looks.ts";
import { percentileChart } from "../../charts/percentiles.ts";
import { lineMarkup } from "./charts.ts";
import { atLeastText } from "../../bounds-text.ts";
import { formatCount, formatNs, formatPercent, formatValue } from "../../format.ts";
import { keptAges, keptLatencies } from "../../latencies.ts";
import { figure, table } from "./section.ts";
import type { Section } from "./section.ts";

const shown: readonly HistogramName[] = ["serviceTime", "publishLatency", "endToEndLatency"];
const columns = [
  ["p50", 50],
  ["p90", 90],
  ["p99", 99],
  ["p99.9", 99.9],
  ["p99.99", 99.99],
] as const;

export function spectrumSection(cases: readonly ShownCase[]): Section | undefined {
  const drawn = shown.flatMap((metric) => {
    const having = cases.filter(({ trials }) => keptLatencies(trials, metric).length > 0);
    return chartGroups(having).flatMap((group) => spectrumFigure(metric, group) ?? []);
  });
  return drawn.length === 0 ? undefined : { id: "spectrum", title: "Latency by percentile", body: drawn.join("\n") };
}

interface Drawn {
  readonly label: string;
  /** Over all valid trials of the case, what never ended at its age. */
  readonly histogram: NonNullable<ReturnType<typeof mergeKept>>;
  /** The least age of what never ended, from which on every percentile is only a lower bound; without end where all ended. */
  readonly boundFromNs: number;
  readonly unended: number;
  readonly maxNs: number;
}

function spectrumFigure(metric: HistogramName, all: readonly ShownCase[]): string | undefined {
  const drawn = all.flatMap(({ label, trials }): Drawn[] => {
    const kept = keptAges(trials, metric);
    const ages = mergeKept(kept);
    const histogram = mergeKept([...keptLatencies(trials, metric), ...kept]);
    if (histogram === undefined || histogram.totalCount === 0) return [];
    return [
      {
        label,
        histogram,
        boundFromNs: ages === undefined ? Number.POSITIVE_INFINITY : ages.minNonZeroValue,
        unended: ages?.totalCount ?? 0,
        maxNs: Math.max(...trials.map((trial) => maxOf(trial, metric))),
      },
    ];
  });
  if (drawn.length === 0) return undefined;
  const { title, meaning } = metricInfo(metric);
  const looks = looksOfCases(all);
  const chart = percentileChart(
    all.flatMap(({ trials }, index) => {
      const named = looks[index];
      return named === undefined ? [] : [{ ...named, metric, trials }];
    }),
    title,
  );
  if (chart === undefined) return undefined;
  const closed = all.filter(({ trials }) => trials.some(isClosedLoop));
  const counts = closed.length === all.length ? meaning.replace("intended send", "actual send") : meaning;
  const reading = `${title} (${counts}), over all valid trials of a case: a line that stays flat to the right has no tail; it ends where fewer than 10 messages lie beyond${unendedWords(drawn)}.${closedWords(closed, all)}`;
  const hasUnended = drawn.some(({ unended }) => unended > 0);
  const rows = drawn.map(({ label, histogram, boundFromNs, unended, maxNs }) => [
    label,
    ...columns.map(([, percentile]) => {
      const ns = percentileNs(histogram, percentile);
      return atLeastText(formatValue(ns, "ns"), ns !== undefined && ns >= boundFromNs);
    }),
    atLeastText(formatNs(maxNs), unended > 0),
    formatCount(histogram.totalCount - unended),
    ...(hasUnended ? [formatCount(unended)] : []),
  ]);
  return figure(
    lineMarkup(chart),
    reading,
    table([title, ...columns.map(([name]) => name), "max", "count", ...(hasUnended ? ["never ended"] : [])], rows),
  );
}

/** ` or, in qos=1, at the 26.1 % that never ended`. */
function unendedWords(drawn: readonly Drawn[]): string {
  const parts = drawn
    .filter(({ unended }) => unended > 0)
    .map(({ label, unended, histogram }) => {
      const share = formatPercent(unended / histogram.totalCount);
      return `${label === "" ? "" : `in ${label} `}at the ${share} that never ended (${formatCount(unended)})`;
    });
  return parts.length === 0 ? "" : `, or ${parts.join(", ")}`;
}

/** A closed loop has no intended send. */
function closedWords(closed: readonly ShownCase[], all: readonly ShownCase[]): string {
  if (closed.length === 0) return "";
  const of = closed.length === all.length ? "" : ` (${closed.map(({ label }) => label).join(", ")})`;
  return ` In a ${closedLoopRemark.replace(":", `${of},`)}.`;
}

function maxOf({ metrics }: Trial, metric: HistogramName): number {
  const found = metrics[metric];
  return found?.kind === "histogram" ? found.max : 0;
}
