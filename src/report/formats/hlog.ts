/** `.hlog`, HdrHistogram's log format 1.3: every latency of every trial, tagged with case, trial and metric. Pure. */
import { mergeKept } from "../../metrics/encoded-histogram.ts";
import type { RunResult, Trial } from "../../result/schema.ts";
import { escapeTerminal } from "../escape.ts";
import { oneLine } from "../../visible-text.ts";
import { notValid } from "../format.ts";
import { scenarioName } from "../summary.ts";

const nsPerMs = 1e6;

interface Line {
  readonly fromSeconds: number;
  readonly text: string;
}

export function renderHlog(results: readonly RunResult[]): string {
  const startMs = Math.min(...results.map(({ startedAt }) => Date.parse(startedAt)));
  const names = [...new Set(results.map((result) => oneWord(scenarioName(result))))];
  const versions = [...new Set(results.map(({ environment }) => oneWord(environment.mqbench)))];
  const start = (startMs / 1000).toFixed(3);
  const lines = results.flatMap((result) =>
    // A tag says of several results whose it is: readers add up what has one tag.
    result.trials.flatMap((trial) => trialLines(trial, results.length > 1 ? result.run : "", startMs)),
  );
  return [
    `#[mqbench ${versions.join("+")} scenario=${names.join("+")}]`,
    "#[Histogram log format version 1.3]",
    `#[StartTime: ${start} (seconds since epoch), ${new Date(startMs).toISOString()}]`,
    ...results.flatMap(({ warnings }) => warnings.map(({ text }) => `#[warning: ${escapeTerminal(oneLine(text))}]`)),
    `#[BaseTime: ${start} (seconds since epoch)]`,
    '"StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"',
    ...lines.toSorted((a, b) => a.fromSeconds - b.fromSeconds).map(({ text }) => text),
    "",
  ].join("\n");
}

/** A trial is one interval: that of its measured phase. */
function trialLines(trial: Trial, run: string, startMs: number): readonly Line[] {
  const { phasesNs } = trial;
  const before = ["connect", "subscribe", "warm-up"].reduce((sum, phase) => sum + (phasesNs[phase] ?? 0), 0);
  const fromSeconds = (Date.parse(trial.startedAt) - startMs) / 1000 + before / 1e9;
  const length = (phasesNs["measure"] ?? phasesNs["hold"] ?? 0) / 1e9;
  return Object.entries(trial.metrics).flatMap(([name, metric]) => {
    if (metric.kind !== "histogram") return [];
    const line = (what: string, encoded: string, maxNs: number): Line => {
      const mark = trial.valid ? "" : notValid;
      const tag = [run, trial.case, `trial=${trial.trial}`, mark, what].filter((part) => part !== "").map(oneWord);
      const times = [fromSeconds, length, maxNs / nsPerMs].map((figure) => figure.toFixed(3));
      return { fromSeconds, text: `Tag=${tag.join("/")},${times.join(",")},${encoded}` };
    };
    const { encoded, max, unended } = metric;
    if (unended === undefined) return [line(name, encoded, max)];
    // The maximum of the metric may be an age.
    const most = (of: string): number => mergeKept([{ of: name, encoded: of }])?.maxValue ?? 0;
    return [line(name, encoded, most(encoded)), line(`${name}.neverEnded`, unended.encoded, most(unended.encoded))];
  });
}

/** A tag holds no comma and no space, and its header no bracket that would end it. */
function oneWord(text: string): string {
  return text.replaceAll(",", ";").replaceAll(/[^\u0021-\u007E]|[[\]]/gu, "_");
}
