/** OpenMetrics 1.0 text: every metric of every trial, in base units (seconds, bytes, ratios). Pure. */
import { isMetricName, metricInfo } from "../../metrics/catalogue.ts";
import type { Metric } from "../../result/sections/metric-section.ts";
import type { RunResult, Trial } from "../../result/schema.ts";
import { agentMetrics, meaningOfAgentMetric } from "../agent-metrics.ts";
import { groupFigures } from "../loads.ts";
import { fleetFigureMeanings, fleetFigures } from "../fleet-figures.ts";
import type { FleetFigure, FleetFigureName } from "../fleet-figures.ts";
import { codeText } from "../parts/refusals-text.ts";
import { scenarioName } from "../summary.ts";
import { baseText, familyName, headLines, labelsOf } from "./openmetrics-lines.ts";

interface Sample {
  readonly labels: string;
  readonly metric: Metric;
}

const end = "# EOF\n";

export function renderOpenMetrics(results: readonly RunResult[]): string {
  return `${openMetricsFamilies(results)}${end}`;
}

/** Families of results, and of something else after them. */
export function joinOpenMetrics(families: string, others: readonly string[]): string {
  return `${families}${others.map((line) => `${line}\n`).join("")}${end}`;
}

/** Without the end, so that others may follow. */
export function openMetricsFamilies(results: readonly RunResult[]): string {
  const families = new Map<string, Sample[]>();
  const refused: string[] = [];
  for (const result of results)
    for (const trial of result.trials) {
      const whose = {
        run: result.run,
        scenario: scenarioName(result),
        broker: trial.broker.name,
        case: trial.case,
        trial: String(trial.trial),
        valid: String(trial.valid),
      };
      const add = (labels: string, metrics: Trial["metrics"]): void => {
        for (const [name, metric] of Object.entries(metrics))
          families.set(name, [...(families.get(name) ?? []), { labels, metric }]);
      };
      add(labelsOf(whose), trial.metrics);
      for (const refusal of trial.refusals ?? []) {
        const { packet, name, reason, count, clients } = refusal;
        const what = { packet, code: codeText(refusal), name, reason: reason ?? "", first_clients: clients.join(" ") };
        refused.push(`mqbench_refusals_total{${labelsOf({ ...whose, ...what })}} ${count}`);
      }
      for (const { name, metrics } of groupFigures(trial)) add(labelsOf({ ...whose, group: name }), metrics);
      for (const { agent, metrics } of agentMetrics(trial))
        add(labelsOf(agent === "" ? whose : { ...whose, agent }), metrics);
    }
  const lines = [...families].flatMap(([name, samples]) => familyLines(name, samples));
  if (refused.length > 0)
    lines.push(
      "# TYPE mqbench_refusals counter",
      "# HELP mqbench_refusals packets that the broker refused, by packet and code",
      ...refused,
    );
  const warned = results.flatMap((result) =>
    result.warnings.map(({ code, text }) => {
      const labels = labelsOf({ run: result.run, scenario: scenarioName(result), code, text });
      return `mqbench_run_warning_info{${labels}} 1`;
    }),
  );
  if (warned.length > 0)
    lines.push(
      "# TYPE mqbench_run_warning info",
      "# HELP mqbench_run_warning what the run as a whole warns of",
      ...warned,
    );
  lines.push(...fleetLines(results));
  return lines.map((line) => `${line}\n`).join("");
}

/** What a month of each case's fleet takes. Money has its currency as a label: a family has one unit. */
function fleetLines(results: readonly RunResult[]): readonly string[] {
  const families = new Map<FleetFigureName, { readonly unit: FleetFigure["unit"]; readonly samples: string[] }>();
  for (const result of results)
    for (const { case: id, name, unit, value, currency, purpose } of fleetFigures(result)) {
      const base = unit === "currency" ? "count" : unit;
      const labels = {
        run: result.run,
        scenario: scenarioName(result),
        case: id,
        ...(unit === "currency" && { currency }),
        ...(purpose !== "" && { purpose }),
      };
      const family = families.get(name) ?? { unit, samples: [] };
      family.samples.push(`${familyName({ name, unit: base })}{${labelsOf(labels)}} ${baseText(value, base)}`);
      families.set(name, family);
    }
  return [...families].flatMap(([name, { unit, samples }]) => [
    ...headLines({
      name,
      unit: unit === "currency" ? "count" : unit,
      type: "gauge",
      meaning: fleetFigureMeanings[name],
    }),
    ...samples,
  ]);
}

function familyLines(name: string, samples: readonly Sample[]): readonly string[] {
  const [first] = samples;
  if (first === undefined) return [];
  const { unit, kind } = first.metric;
  const meaning = isMetricName(name) ? metricInfo(name).meaning : meaningOfAgentMetric(name);
  const family = { name, unit, type: kind === "histogram" ? "summary" : "gauge", meaning } as const;
  return [...headLines(family), ...samples.flatMap((sample) => sampleLines(familyName(family), sample))];
}

function sampleLines(family: string, { labels, metric }: Sample): readonly string[] {
  const base = (value: number): string => baseText(value, metric.unit);
  if (metric.kind === "value") return [`${family}{${labels}} ${base(metric.value)}`];
  const { count, mean, percentiles, unended, atMost, estimates = {} } = metric;
  const isAtLeast = (name: string): boolean => name in { ...unended?.atMost, ...atMost };
  const quantiles = (named: readonly (readonly [string, number])[], bound = ""): readonly string[] =>
    named.map(([name, value]) => `${family}{${labels},quantile="${quantileOf(name)}"${bound}} ${base(value)}`);
  const all = Object.entries(percentiles);
  // As the quantiles: what never ended counts at its age.
  const counted = count + (unended?.count ?? 0);
  // Samples of one set of labels stand together, as the format has it: bounds are another set, and estimates one more.
  return [
    ...quantiles(all.filter(([name]) => !isAtLeast(name))),
    `${family}_count{${labels}} ${counted}`,
    `${family}_sum{${labels}} ${base(mean * counted)}`,
    ...quantiles(
      all.filter(([name]) => isAtLeast(name)),
      ',bound="at least"',
    ),
    ...quantiles(Object.entries(estimates), ',bound="estimate"'),
  ];
}

/** p99.9 is 0.999, and not 0.9990000000000001. */
function quantileOf(percentile: string): number {
  return Number((Number(percentile.slice(1)) / 100).toPrecision(8));
}
