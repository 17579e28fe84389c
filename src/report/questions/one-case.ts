/** Did it come through, and how long did it take? One case. Pure. */
import { validTrials } from "../../analysis/cost.ts";
import { isHistogramName, metricInfo } from "../../metrics/catalogue.ts";
import type { HistogramName } from "../../metrics/catalogue.ts";
import type { RunResult } from "../../result/schema.ts";
import { readStatistic } from "../../result/sections/statistic.ts";
import { percentileChart } from "../charts/percentiles.ts";
import { formatCount, formatNs } from "../format.ts";
import type { Answer } from "./answer.ts";
import { capital, deliverySentence } from "./deliveries.ts";
import { figureRows, sumOf } from "./figures.ts";
import type { Column } from "./figures.ts";
import { plainLook } from "../charts/palette.ts";

const drawn: readonly HistogramName[] = ["serviceTime", "publishLatency", "endToEndLatency"];
const listed: readonly HistogramName[] = [
  "publishDelay",
  "serviceTime",
  "serviceTimeLessReadLag",
  "publishLatency",
  "endToEndLatency",
];
const statistics = ["p50", "p99", "max"] as const;

export function oneCaseAnswer(result: RunResult): Answer | undefined {
  const [only, ...others] = result.cases;
  if (only === undefined || others.length > 0) return undefined;
  const trials = validTrials(result, only.id);
  const column: Column = { id: only.id, name: "", look: plainLook(0) };
  const rows = listed.flatMap((metric) => {
    const cells = statistics.map(
      (statistic) => figureRows(result, [column], [{ metric, statistic, title: "" }])[0]?.[1] ?? "–",
    );
    return cells.every((cell) => cell === "–") ? [] : [[metricInfo(metric).title, ...cells]];
  });
  const chart = percentileChart(
    drawn.map((metric, index) => ({ name: metricInfo(metric).title, look: plainLook(index), metric, trials })),
    "latency",
  );
  const came = [ackSentence(result), deliverySentence(result)].filter((part) => part !== "").join(" ");
  return {
    headline: came === "" ? "No message was counted." : came,
    besides: latencySentence(result),
    picture:
      chart === undefined
        ? null
        : {
            kind: "lines",
            charts: [chart],
            reading:
              "How long what share of the messages took at most, over all valid trials: a line that stays flat to the right has no tail.",
          },
    table: { heading: ["latency", ...statistics], rows, remarks: [] },
    first: ["accounts", "groups", "heat", "rates", "spectrum"],
  };
}

function ackSentence(result: RunResult): string {
  const valid = result.trials.filter((trial) => trial.valid);
  const [sent, acknowledged] = [sumOf(valid, "sent"), sumOf(valid, "acknowledged")];
  if (sent === null) return "";
  if (acknowledged === null) return `${formatCount(sent)} messages were sent.`;
  return acknowledged === sent
    ? `All ${formatCount(sent)} messages were acknowledged.`
    : `${formatCount(acknowledged)} of ${formatCount(sent)} messages were acknowledged.`;
}

/** The first valid trial alone would be a claim: it says how many there were. */
function latencySentence(result: RunResult): readonly string[] {
  const [first, ...others] = result.trials.filter((trial) => trial.valid);
  const name = first?.metrics["publishLatency"] === undefined ? "endToEndLatency" : "publishLatency";
  const metric = first?.metrics[name];
  if (first === undefined || metric?.kind !== "histogram" || !isHistogramName(name)) return [];
  const of = others.length === 0 ? "in one trial" : `in the first of ${others.length + 1} trials`;
  // The longest stands in for a percentile of which so few messages say nothing.
  const tail =
    readStatistic(metric, "p99") === null ? (["max", "all of them"] as const) : (["p99", "99 of 100"] as const);
  const parts = ([["p50", "half of the messages"], tail] as const).flatMap(([statistic, whom]) => {
    const found = readStatistic(metric, statistic);
    if (found === null) return [];
    const time = formatNs(found.value);
    return [found.isAtLeast ? `up to ${time} or longer for ${whom}` : `${time} or less for ${whom}`];
  });
  return parts.length === 0 ? [] : [`${capital(metricInfo(name).title)}: ${parts.join(", ")}, ${of}.`];
}
