/** Every trial as a dot, and the interval of their mean: whether a difference between cases is more than their spread. */
import { meanInterval } from "../../../analysis/ranks/interval.ts";
import { metricInfo } from "../../../metrics/catalogue.ts";
import { chartGroups } from "../../charts/cases.ts";
import type { ShownCase } from "../../charts/cases.ts";
import { axisOf } from "../../charts/axis.ts";
import { dotChart } from "../../charts/dot-chart.ts";
import { looksOfCases } from "../../charts/looks.ts";
import type { Look } from "../../charts/palette.ts";
import { absent, formatNs } from "../../format.ts";
import { readStatistic } from "../../../result/sections/statistic.ts";
import { figure, table } from "./section.ts";
import type { Section } from "./section.ts";

const shown = ["serviceTime", "endToEndLatency"] as const;

export function trialsSection(all: readonly ShownCase[]): Section | undefined {
  if (!all.some(({ trials }) => trials.length > 1)) return undefined;
  const drawn = shown.flatMap((metric) => chartGroups(all).flatMap((cases) => trialsFigure(metric, cases) ?? []));
  return drawn.length === 0 ? undefined : { id: "trials", title: "Trials", body: drawn.join("\n") };
}

interface Dots {
  readonly label: string;
  readonly look: Look;
  readonly medians: readonly number[];
  readonly interval: NonNullable<ReturnType<typeof meanInterval>>;
}

function trialsFigure(metric: (typeof shown)[number], cases: readonly ShownCase[]): string | undefined {
  const named = looksOfCases(cases);
  const dots = cases.flatMap(({ label, trials }, index): Dots[] => {
    const medians = trials.flatMap(({ metrics }) => {
      const found = metrics[metric];
      const median = found?.kind === "histogram" ? readStatistic(found, "p50") : null;
      // Lower bounds have no mean.
      return median === null || median.isAtLeast ? [] : [median.value];
    });
    const interval = meanInterval(medians);
    const look = named[index]?.look;
    return interval === undefined || look === undefined ? [] : [{ label, look, medians, interval }];
  });
  if (dots.length === 0) return undefined;
  const { title } = metricInfo(metric);
  const rows = dots.map(({ label, medians, interval: { mean, halfWidth } }) => [
    label,
    formatNs(Math.min(...medians)),
    formatNs(mean),
    formatNs(Math.max(...medians)),
    halfWidth === null ? absent : `± ${formatNs(halfWidth)}`,
    String(medians.length),
  ]);
  const reading = `The median ${title} of each trial. The bar is the 95 % interval of their mean, from five trials on: cases whose bars do not touch differ.`;
  const chart = drawTrials(`${title} p50`, dots);
  return figure(chart, reading, table([`${title} p50`, "least", "mean", "most", "95 % interval", "trials"], rows));
}

function drawTrials(title: string, dots: readonly Dots[]): string {
  const reach = ({ interval: { mean, halfWidth } }: Dots): readonly number[] =>
    halfWidth === null ? [] : [mean - halfWidth, mean + halfWidth];
  return dotChart({
    label: `${title} of every trial`,
    x: axisOf({ title, unit: "ns", values: dots.flatMap((each) => [...each.medians, ...reach(each)]), isFree: true }),
    rows: dots.map((each) => {
      const [low, high] = reach(each);
      return {
        name: each.label,
        look: each.look,
        values: each.medians,
        ...(low !== undefined && high !== undefined && { reach: [low, high] as const }),
      };
    }),
  });
}
