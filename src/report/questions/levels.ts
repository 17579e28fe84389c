/** What does each level cost? Cases that differ in QoS alone. Pure. */
import { costGroups, qosAxisOf, sensorsLevel, validTrials } from "../../analysis/cost.ts";
import type { RunResult } from "../../result/schema.ts";
import { namedCases } from "../charts/looks.ts";
import { formatNs } from "../format.ts";
import { qosAnswer, qosSentence } from "../parts/cost-text.ts";
import type { Answer } from "./answer.ts";
import { deliverySentence } from "./deliveries.ts";
import { figurePanel, figureRows, reachWords } from "./figures.ts";
import type { Figure } from "./figures.ts";
import { wordsOf } from "./words.ts";

const drawn: readonly Figure[] = [
  { metric: "wireBytesPerMessage", statistic: null, title: "bytes a message, sensor's hop" },
  { metric: "serviceTime", statistic: "p50", title: "service time p50" },
  { metric: "endToEndLatency", statistic: "p50", title: "end-to-end latency p50" },
  { metric: "brokerCpuPerMessage", statistic: null, title: "broker CPU a message" },
];
const listed: readonly Figure[] = [
  { metric: "packetsPerMessage", statistic: null, title: "packets a message" },
  { metric: "wireBytesPerMessage", statistic: null, title: "bytes a message" },
  { metric: "serviceTime", statistic: "p50", title: "service time p50" },
  { metric: "serviceTimeLessReadLag", statistic: "p50", title: "service time less read lag p50" },
  { metric: "publishLatency", statistic: "p99", title: "publish latency p99" },
  { metric: "endToEndLatency", statistic: "p50", title: "end-to-end latency p50" },
  { metric: "endToEndLatency", statistic: "p99", title: "end-to-end latency p99" },
  { metric: "brokerCpuPerMessage", statistic: null, title: "broker CPU a message" },
  { metric: "lost", statistic: null, title: "lost" },
  { metric: "duplicate", statistic: null, title: "duplicate" },
];

export function levelsAnswer(result: RunResult): Answer | undefined {
  const groups = costGroups(result);
  if (result.cases.length < 2 || groups.length > 1 || qosAxisOf(result.cases) === null) return undefined;
  const columns = namedCases(result);
  const panels = drawn.flatMap((figure) => figurePanel(result, columns, figure) ?? []);
  const sentences = [
    linkSentence(result),
    qosSentence(result, result.cases),
    qosAnswer(result, result.cases),
    deliverySentence(result),
  ];
  const [headline = "", ...besides] = sentences.flatMap((sentence) =>
    sentence === undefined || sentence === "" ? [] : [sentence],
  );
  const rows = figureRows(result, columns, listed);
  return {
    headline,
    besides,
    picture: panels.length === 0 ? null : { kind: "bars", panels, reading: reachWords(result) },
    table: {
      heading: ["what each level costs", ...columns.map(({ name }) => name)],
      rows,
      remarks: [
        "× of the first level that has the figure; of what is timed only where its 95 % interval over the rounds, in brackets, excludes 1",
        ...wordsOf(rows, listed),
      ],
    },
    first: ["cost", "link", "handshake", "spectrum", "bytes"],
  };
}

/** What round trips make of a level where the link delays each: `25 ms each way: 50.8 ms at QoS 1, one round trip; …`. */
function linkSentence(result: RunResult): string | undefined {
  const found = result.cases.flatMap((each) => {
    const level = sensorsLevel(each);
    const [group] = validTrials(result, each.id)[0]?.link?.groups.filter(({ role }) => role === "sensor") ?? [];
    const ns = group?.serviceTimeLessLinkNs ?? null;
    return group === undefined || level === null || level === 0 || ns === null || group.delayNs === 0
      ? []
      : [{ level, ns, delayNs: group.delayNs }];
  });
  const [first] = found;
  if (first === undefined || found.some(({ delayNs }) => delayNs !== first.delayNs)) return undefined;
  const words = found.map(
    ({ level, ns }) => `${formatNs(ns)} at QoS ${level} (${level === 1 ? "one round trip" : "two round trips"})`,
  );
  const most = Math.max(...result.cases.map(({ id }) => validTrials(result, id).length));
  const of = most === 1 ? "in one trial" : `in the first of ${most} trials`;
  return `${formatNs(first.delayNs)} away, a message takes ${words.join(" and ")}, ${of}; one round trip of the link is ${formatNs(2 * first.delayNs)}.`;
}
