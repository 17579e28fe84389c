/** Did it come through, and how long did it take? One case. Pure. */
import { validTrials } from "../../analysis/cost.ts";
import { isHistogramName, metricInfo } from "../../metrics/catalogue.ts";
import type { HistogramName } from "../../metrics/catalogue.ts";
import type { RunResult, Trial } from "../../result/schema.ts";
import { readStatistic } from "../../result/sections/statistic.ts";
import { percentileChart } from "../charts/percentiles.ts";
import { formatBytes, formatCounted, formatNs, formatNumber } from "../format.ts";
import type { Answer } from "./answer.ts";
import { acknowledgedSentence, capital, deliverySentence } from "./deliveries.ts";
import { figureRows } from "./figures.ts";
import type { Column } from "./figures.ts";
import { plainLook } from "../charts/palette.ts";
import { wordsOf } from "./words.ts";

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
  const isSecured = trials.some(({ connecting }) => (connecting?.secured.length ?? 0) > 0);
  const shown: readonly HistogramName[] = isSecured ? [...listed, "connectLatency"] : listed;
  const rows = shown.flatMap((metric) => {
    const cells = statistics.map(
      (statistic) => figureRows(result, [column], [{ metric, statistic, title: "" }])[0]?.[1] ?? "–",
    );
    return cells.every((cell) => cell === "–") ? [] : [[metricInfo(metric).title, ...cells]];
  });
  const chart = percentileChart(
    drawn.map((metric, index) => ({ name: metricInfo(metric).title, look: plainLook(index), metric, trials })),
    "latency",
  );
  const came = [acknowledgedSentence(result), deliverySentence(result)].filter((part) => part !== "").join(" ");
  return {
    headline: came === "" ? "No message was counted." : came,
    besides: [...latencySentence(result), ...securedSentence(trials)],
    picture:
      chart === undefined
        ? null
        : {
            kind: "lines",
            charts: [chart],
            reading:
              "How long what share of the messages took at most, over all valid trials: a line that stays flat to the right has no tail.",
          },
    table: {
      heading: ["latency", ...statistics],
      rows,
      remarks: wordsOf(
        rows,
        shown.map((metric) => ({ metric, title: metricInfo(metric).title })),
      ),
    },
    first: ["accounts", "groups", "heat", "rates", "spectrum"],
  };
}

/** What TLS made of connecting; empty where nobody used it. Of the first trial. */
function securedSentence([first]: readonly Trial[]): readonly string[] {
  const connecting = first?.connecting;
  if (connecting === undefined || connecting.secured.length === 0) return [];
  const versions = [...new Set(connecting.secured.map(({ version }) => version))].join(" and ");
  const { connections, roundTrips, bytesUp, bytesDown } = connecting;
  const each = (total: number): number => total / Math.max(1, connections);
  const bytes = `${formatBytes(Math.round(each(bytesUp)))} up and ${formatBytes(Math.round(each(bytesDown)))} down`;
  return [
    `${formatCounted(connections, "connection was", "connections were")} made over ${versions}, each of ${formatNumber(each(roundTrips))} round trips, ${bytes} until CONNACK.`,
  ];
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
    if (found.estimate !== null) return [`about ${formatNs(found.estimate)} or less for ${whom}`];
    const time = formatNs(found.value);
    return [found.isAtLeast ? `up to ${time} or longer for ${whom}` : `${time} or less for ${whom}`];
  });
  return parts.length === 0 ? [] : [`${capital(metricInfo(name).title)}: ${parts.join(", ")}, ${of}.`];
}
