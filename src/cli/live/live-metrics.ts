/** `/metrics` while a run goes: every trial that is over as the report tells it, and the last second of the one that runs. Pure. */
import { isMetricName, metricInfo } from "../../metrics/catalogue.ts";
import { joinOpenMetrics } from "../../report/formats/openmetrics.ts";
import { baseText, familyName, headLines, labelsOf } from "../../report/formats/openmetrics-lines.ts";
import type { PlannedTrial } from "../../scenario/planning/plan.ts";
import { liveColumns } from "./live-columns.ts";
import type { LiveRow, LiveState } from "./live-events.ts";

/** What tells a figure of the running trial from the same figure of a whole one. */
const prefix = "live_";

interface Running {
  readonly planned: PlannedTrial;
  readonly row: LiveRow;
}

/** `finished`: the families of the trials that are over. */
export function liveMetrics(
  finished: string,
  { run, scenario }: Pick<LiveState, "run" | "scenario">,
  running: Running | null,
): string {
  if (running === null) return joinOpenMetrics(finished, []);
  const { planned, row } = running;
  const labels = labelsOf({ run, scenario, case: planned.case.id, trial: String(planned.trial) });
  return joinOpenMetrics(finished, [
    "# TYPE mqbench_live_trial info",
    "# HELP mqbench_live_trial the trial that runs, and its phase",
    `mqbench_live_trial_info{${labels},${labelsOf({ phase: row.phase })}} 1`,
    ...secondLines(labels, row),
    ...countLines(labels, row),
  ]);
}

/** Of the last second: a family a series, quantiles of one latency together. */
function secondLines(labels: string, { values }: LiveRow): readonly string[] {
  const lines: string[] = [];
  let before = "";
  for (const [column, { title, unit, family, quantile }] of Object.entries(liveColumns)) {
    const value = values[column] ?? null;
    if (value === null) continue;
    const name = familyName({ name: prefix + family, unit });
    const meaning = `${title.replace(/ p\d+$/u, "")}, of the last second`;
    // Quantiles of one latency stand below each other in the table.
    if (name !== before) lines.push(...headLines({ name: prefix + family, unit, type: "gauge", meaning }));
    before = name;
    const own = quantile === null ? labels : `${labels},${labelsOf({ quantile })}`;
    lines.push(`${name}{${own}} ${baseText(value, unit)}`);
  }
  return lines;
}

/** Since measure began, by the names of the result. */
function countLines(labels: string, { counts }: LiveRow): readonly string[] {
  return Object.entries(counts).flatMap(([metric, value]) => {
    const meaning = isMetricName(metric) ? `${metricInfo(metric).meaning}: since measure began` : undefined;
    const family = { name: `${prefix}${metric}SoFar`, unit: "count", type: "gauge", meaning } as const;
    return [...headLines(family), `${familyName(family)}{${labels}} ${value}`];
  });
}
