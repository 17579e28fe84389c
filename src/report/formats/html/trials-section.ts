/** Every trial as a dot, and the interval of their mean: whether a difference between cases is more than their spread. */
import type { TopLevelSpec } from "vega-lite";
import { meanInterval } from "../../../analysis/ranks/interval.ts";
import { metricInfo } from "../../../metrics/catalogue.ts";
import { chartGroups } from "../../charts/cases.ts";
import type { ShownCase } from "../../charts/cases.ts";
import { plotWidth, renderChart, rowBy } from "../../charts/render.ts";
import { absent, formatNs } from "../../format.ts";
import { readStatistic } from "../../../result/sections/statistic.ts";
import { figure, table } from "./section.ts";
import type { Section } from "./section.ts";

const shown = ["serviceTime", "endToEndLatency"] as const;

export async function trialsSection(all: readonly ShownCase[]): Promise<Section | undefined> {
  if (!all.some(({ trials }) => trials.length > 1)) return undefined;
  const figures = await Promise.all(
    shown.flatMap((metric) => chartGroups(all).map(async (cases) => await trialsFigure(metric, cases))),
  );
  const drawn = figures.filter((each) => each !== undefined);
  return drawn.length === 0 ? undefined : { id: "trials", title: "Trials", body: drawn.join("\n") };
}

interface Dots {
  readonly label: string;
  readonly medians: readonly number[];
  readonly interval: NonNullable<ReturnType<typeof meanInterval>>;
}

async function trialsFigure(metric: (typeof shown)[number], cases: readonly ShownCase[]): Promise<string | undefined> {
  const dots = cases.flatMap(({ label, trials }): Dots[] => {
    const medians = trials.flatMap(({ metrics }) => {
      const found = metrics[metric];
      const median = found?.kind === "histogram" ? readStatistic(found, "p50") : null;
      // Of lower bounds there is no mean.
      return median === null || median.isAtLeast ? [] : [median.value];
    });
    const interval = meanInterval(medians);
    return interval === undefined ? [] : [{ label, medians, interval }];
  });
  if (dots.length === 0) return undefined;
  const { title } = metricInfo(metric);
  const svg = await renderChart(trialsChart(`${title} p50, µs`, dots), `${title} of every trial`);
  const rows = dots.map(({ label, medians, interval: { mean, halfWidth } }) => [
    label,
    formatNs(Math.min(...medians)),
    formatNs(mean),
    formatNs(Math.max(...medians)),
    halfWidth === null ? absent : `± ${formatNs(halfWidth)}`,
    String(medians.length),
  ]);
  const reading = `The median ${title} of each trial. The bar is the 95 % interval of their mean, from five trials on: cases whose bars do not touch differ.`;
  return figure(svg, reading, table([`${title} p50`, "least", "mean", "most", "95 % interval", "trials"], rows));
}

function trialsChart(axis: string, dots: readonly Dots[]): TopLevelSpec {
  const values = dots.flatMap(({ label, medians, interval: { mean, halfWidth } }) => [
    ...medians.map((ns) => ({ case: label, us: ns / 1e3 })),
    ...(halfWidth === null ? [] : [{ case: label, from: (mean - halfWidth) / 1e3, to: (mean + halfWidth) / 1e3 }]),
  ]);
  const x = { type: "quantitative", scale: { zero: false }, axis: { title: axis } } as const;
  return {
    data: { values },
    facet: rowBy(
      "case",
      dots.map(({ label }) => label),
    ),
    spec: {
      width: plotWidth,
      height: 24,
      layer: [
        {
          transform: [{ filter: "isValid(datum.from)" }],
          mark: { type: "rule", strokeWidth: 10, opacity: 0.3 },
          encoding: { x: { field: "from", ...x }, x2: { field: "to" } },
        },
        {
          transform: [{ filter: "isValid(datum.us)" }],
          mark: { type: "point", filled: true, size: 45 },
          encoding: { x: { field: "us", ...x } },
        },
      ],
    },
  };
}
