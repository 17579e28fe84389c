/** A run in Bencher's metric format: a benchmark a case, a measure a figure. Pure. */
import type { CaseSummary, SummaryFigure } from "../../analysis/summary.ts";
import { escapeTerminal } from "../escape.ts";

interface BencherMetric {
  readonly value: number;
  readonly lower_value?: number;
  readonly upper_value?: number;
}

/** Measures that Bencher knows by itself: nanoseconds, and operations a second. */
const builtIn: Readonly<Record<string, string>> = { "endToEndLatency.p99": "latency", deliveredRate: "throughput" };

export function renderBencher(scenario: string, cases: readonly CaseSummary[]): string {
  const benchmarks = cases
    .filter(({ figures }) => figures.length > 0)
    .map(({ id, figures }) => [
      id === "" ? scenario : `${scenario}/${id}`,
      Object.fromEntries(figures.map((figure) => [measureOf(figure), metricOf(figure)])),
    ]);
  return `${escapeTerminal(JSON.stringify(Object.fromEntries(benchmarks), null, 2))}\n`;
}

/** `serviceTime.p50` as `service-time-p50`. */
function measureOf({ name }: SummaryFigure): string {
  return builtIn[name] ?? name.replaceAll(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`).replaceAll(".", "-");
}

function metricOf({ value, interval }: SummaryFigure): BencherMetric {
  return interval === null ? { value } : { value, lower_value: interval[0], upper_value: interval[1] };
}
