/** `.hgrm`: the percentile spectrum of one latency of one case, over its valid trials, as HdrHistogram's plotter reads it. Pure. */
import { validTrials } from "../../analysis/cost.ts";
import { MqbenchError } from "../../errors.ts";
import { mergeKept, percentileText } from "../../metrics/encoded-histogram.ts";
import type { RunResult, Trial } from "../../result/schema.ts";
import { escapeTerminal } from "../escape.ts";
import { oneLine } from "../../visible-text.ts";
import { keptAges, keptLatencies } from "../latencies.ts";

export interface HistogramChoice {
  /** undefined: the only one. */
  readonly caseId: string | undefined;
  /** undefined: publish latency, or end-to-end latency where there is none. */
  readonly metric: string | undefined;
}

/** Throws, with what there is, where the choice names nothing. */
export function renderHgrm(results: readonly RunResult[], choice: HistogramChoice): string {
  const [result] = results;
  if (result === undefined || results.length > 1)
    throw new MqbenchError("usage", `hgrm is one distribution, of one result; got ${results.length}`, {
      hint: "give one file; hlog takes several",
    });
  const caseId = chooseCase(result, choice.caseId);
  const trials = validTrials(result, caseId);
  const metric = chooseMetric(caseId, trials, choice.metric);
  const ages = keptAges(trials, metric);
  const text = percentileText([...keptLatencies(trials, metric), ...ages]) ?? "";
  const count = mergeKept(ages)?.totalCount ?? 0;
  // Readers of the format skip lines that begin with #.
  const unended = count === 0 ? "" : `#[never ended: ${count}, counted at their age at the end]\n`;
  const warned = result.warnings.map((each) => `#[warning: ${escapeTerminal(oneLine(each.text))}]\n`).join("");
  return `${text}${unended}${warned}`;
}

function chooseCase({ cases }: RunResult, wanted: string | undefined): string {
  const ids = cases.map(({ id }) => id);
  const [only] = ids;
  if (wanted === undefined && only !== undefined && ids.length === 1) return only;
  if (wanted !== undefined && ids.includes(wanted)) return wanted;
  const problem = wanted === undefined ? `hgrm is of one case, this result has ${ids.length}` : `no case ${wanted}`;
  throw new MqbenchError("usage", problem, { hint: `choose one with --case: ${ids.join(", ")}` });
}

function chooseMetric(caseId: string, trials: readonly Trial[], wanted: string | undefined): string {
  const names = [...new Set(trials.flatMap(({ metrics }) => Object.keys(metrics)))].filter(
    (name) => keptLatencies(trials, name).length > 0,
  );
  const found = (wanted === undefined ? ["publishLatency", "endToEndLatency"] : [wanted]).find((name) =>
    names.includes(name),
  );
  if (found !== undefined) return found;
  const of = caseId === "" ? "the result" : `case ${caseId}`;
  if (names.length === 0) throw new MqbenchError("usage", `${of} has no latencies of a valid trial`);
  throw new MqbenchError("usage", `${of} has no latency ${wanted ?? "of publishing or of deliveries"}`, {
    hint: `choose one with --metric: ${names.join(", ")}`,
  });
}
