/** The percentile spectrum: how latencies stretch towards the tail, case by case. */
import type { TopLevelSpec } from "vega-lite";
import { metricInfo } from "../../../metrics/catalogue.ts";
import type { HistogramName } from "../../../metrics/catalogue.ts";
import { mergeKept, percentileNs, spectrum } from "../../../metrics/encoded-histogram.ts";
import type { Trial } from "../../../result/schema.ts";
import { closedLoopRemark, isClosedLoop } from "../../parts/closed-loop.ts";
import { chartGroups } from "../../charts/cases.ts";
import type { ShownCase } from "../../charts/cases.ts";
import { colorBy, plotWidth, renderChart } from "../../charts/render.ts";
import { atLeastText } from "../../bounds-text.ts";
import { formatCount, formatNs, formatPercent, formatValue } from "../../format.ts";
import { keptAges, keptLatencies } from "../../latencies.ts";
import { figure, table } from "./section.ts";
import type { Section } from "./section.ts";

const shown: readonly HistogramName[] = ["serviceTime", "publishLatency", "endToEndLatency"];
const marks = [
  [2, "50 %"],
  [10, "90 %"],
  [100, "99 %"],
  [1000, "99.9 %"],
  [10_000, "99.99 %"],
  [100_000, "99.999 %"],
] as const;
const columns = [
  ["p50", 50],
  ["p90", 90],
  ["p99", 99],
  ["p99.9", 99.9],
  ["p99.99", 99.99],
] as const;

export async function spectrumSection(cases: readonly ShownCase[]): Promise<Section | undefined> {
  const figures = await Promise.all(
    shown.flatMap((metric) => {
      const having = cases.filter(({ trials }) => keptLatencies(trials, metric).length > 0);
      return chartGroups(having).map(async (group) => await spectrumFigure(metric, group));
    }),
  );
  const drawn = figures.filter((each) => each !== undefined);
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

async function spectrumFigure(metric: HistogramName, all: readonly ShownCase[]): Promise<string | undefined> {
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
  const svg = await renderChart(spectrumChart(title, drawn), `${title} by percentile`);
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
    svg,
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

function spectrumChart(title: string, drawn: readonly Drawn[]): TopLevelSpec {
  const labels = marks.map(([at, text]) => `datum.value == ${at} ? '${text}' : `).join("");
  const values = drawn.flatMap(({ label, histogram, boundFromNs }) =>
    spectrum(histogram)
      .filter(({ ns }) => ns < boundFromNs)
      .map(({ quantile, ns }) => ({ case: label, beyond: 1 / (1 - quantile), ms: ns / 1e6 })),
  );
  return {
    width: plotWidth,
    height: 240,
    data: { values },
    mark: { type: "line", interpolate: "step-after", clip: true },
    encoding: {
      x: {
        field: "beyond",
        type: "quantitative",
        scale: { type: "log", nice: false },
        axis: { title: "share of messages not above", values: marks.map(([at]) => at), labelExpr: `${labels}''` },
      },
      y: { field: "ms", type: "quantitative", scale: { type: "log" }, axis: { title: `${title}, ms`, tickCount: 5 } },
      color: colorBy(
        "case",
        drawn.map(({ label }) => label),
      ),
    },
  };
}

function maxOf({ metrics }: Trial, metric: HistogramName): number {
  const found = metrics[metric];
  return found?.kind === "histogram" ? found.max : 0;
}
