/** Cases that differ in anything else beside each other. Pure. */
import type { RunResult } from "../../result/schema.ts";
import { namedCases } from "../charts/looks.ts";
import { keysInFull } from "../case-names.ts";
import type { Answer } from "./answer.ts";
import { deliverySentence, uncapital } from "./deliveries.ts";
import { figurePanel, figureRows, reachWords } from "./figures.ts";
import type { Figure } from "./figures.ts";
import { wordsOf } from "./words.ts";

const figures: readonly Figure[] = [
  { metric: "serviceTime", statistic: "p50", title: "service time p50" },
  { metric: "publishLatency", statistic: "p99", title: "publish latency p99" },
  { metric: "endToEndLatency", statistic: "p50", title: "end-to-end latency p50" },
  { metric: "endToEndLatency", statistic: "p99", title: "end-to-end latency p99" },
  { metric: "brokerCpuPerMessage", statistic: null, title: "broker CPU a message" },
  { metric: "brokerRssPeak", statistic: null, title: "broker RSS, peak" },
  { metric: "wireBytesPerMessage", statistic: null, title: "bytes a message" },
  { metric: "lost", statistic: null, title: "lost" },
  { metric: "duplicate", statistic: null, title: "duplicate" },
];

export function casesAnswer(result: RunResult): Answer | undefined {
  if (result.cases.length < 2) return undefined;
  const columns = namedCases(result);
  const keys = keysInFull(result);
  const panels = figures.slice(0, 6).flatMap((figure) => figurePanel(result, columns, figure) ?? []);
  const rows = figureRows(result, columns, figures);
  return {
    headline: `${columns.length} cases: ${uncapital(deliverySentence(result))}`,
    besides: [],
    picture: panels.length === 0 ? null : { kind: "bars", panels, reading: reachWords(result) },
    table: {
      heading: ["cases", ...columns.map(({ name }) => name)],
      rows,
      remarks: [
        ...(keys === undefined ? [] : [keys]),
        "× of the first case that has the figure, only where its 95 % interval over the rounds, in brackets, excludes 1",
        ...wordsOf(rows, figures),
      ],
    },
    first: ["cost", "spectrum"],
  };
}
