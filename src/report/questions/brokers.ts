/** Which broker does what? Cases that differ in the broker, at one level or at several: brokers as columns. Pure. */
import { medianOf, roundRatio, validTrials } from "../../analysis/cost.ts";
import { excludesOne } from "../../analysis/ranks/interval.ts";
import type { ResultCase, RunResult } from "../../result/schema.ts";
import { brokerLook, plainLook } from "../charts/palette.ts";
import { formatNs, formatNumber } from "../format.ts";
import type { Answer } from "./answer.ts";
import { deliverySentence, uncapital } from "./deliveries.ts";
import { figurePanel, figureRows, reachWords } from "./figures.ts";
import type { Column, Figure } from "./figures.ts";
import { wordsOf } from "./words.ts";

const drawn: readonly Figure[] = [
  { metric: "brokerCpuPerMessage", statistic: null, title: "broker CPU a message" },
  { metric: "endToEndLatency", statistic: "p50", title: "end-to-end latency p50" },
];
const listed: readonly Figure[] = [
  { metric: "serviceTime", statistic: "p50", title: "service time p50" },
  { metric: "endToEndLatency", statistic: "p50", title: "end-to-end latency p50" },
  { metric: "endToEndLatency", statistic: "p99", title: "end-to-end latency p99" },
  { metric: "brokerCpuPerMessage", statistic: null, title: "broker CPU a message" },
  { metric: "brokerRssPeak", statistic: null, title: "broker RSS, peak" },
  { metric: "lost", statistic: null, title: "lost" },
  { metric: "duplicate", statistic: null, title: "duplicate" },
];

interface Group {
  /** `QoS 1`; empty where nothing else is swept. */
  readonly title: string;
  readonly columns: readonly Column[];
}

export function brokersAnswer(result: RunResult): Answer | undefined {
  const names = brokersOf(result.cases);
  if (names.length < 2) return undefined;
  const groups = groupsOf(result, names);
  const panels = drawn.flatMap((figure) =>
    groups.flatMap(({ title, columns }) => {
      const panel = figurePanel(result, columns, figure);
      return panel === undefined
        ? []
        : [{ ...panel, title: [panel.title, title].filter((part) => part !== "").join(", ") }];
    }),
  );
  const rows = groups.flatMap(({ title, columns }) => {
    // A broker that cannot run the case keeps its column.
    const inOrder = names.map((name) => columns.find((each) => each.name === name) ?? missing(name));
    const found = figureRows(result, inOrder, listed);
    return found.length === 0 ? [] : [...(title === "" ? [] : [[title]]), ...found];
  });
  return {
    headline: `${names.length} brokers: ${uncapital(deliverySentence(result))}`,
    besides: groups.flatMap((group) => cpuSentence(result, group)),
    picture: panels.length === 0 ? null : { kind: "bars", panels, reading: reachWords(result) },
    table: {
      heading: ["brokers beside each other", ...names],
      rows,
      remarks: [
        "× of the first broker that has the figure, only where its 95 % interval over the rounds, in brackets, excludes 1",
        ...wordsOf(rows, listed),
      ],
    },
    first: ["cost", "accounts", "spectrum"],
  };
}

function brokersOf(cases: readonly ResultCase[]): readonly string[] {
  const names = cases.flatMap(({ axes, unsupported }) =>
    axes["broker"] === undefined || unsupported !== null ? [] : [String(axes["broker"])],
  );
  return [...new Set(names)];
}

function missing(name: string): Column {
  return { id: "\u0000none", name, look: plainLook(0) };
}

/** A group for each combination of what else is swept. */
function groupsOf({ cases }: RunResult, names: readonly string[]): readonly Group[] {
  const titleOf = ({ axes }: ResultCase): string =>
    Object.entries(axes)
      .flatMap(([key, value]) =>
        key === "broker" ? [] : [key === "qos" ? `QoS ${value}` : `${key.split(".").at(-1)}=${value}`],
      )
      .join(", ");
  const supported = cases.filter(({ unsupported }) => unsupported === null);
  return [...new Set(supported.map(titleOf))].map((title) => ({
    title,
    columns: supported
      .filter((each) => titleOf(each) === title)
      .map(({ id, axes }) => {
        const name = String(axes["broker"]);
        return { id, name, look: brokerLook(name) ?? plainLook(names.indexOf(name)) };
      }),
  }));
}

/** The cheapest and the dearest in CPU, where chance does not explain it. */
function cpuSentence(result: RunResult, { title, columns }: Group): readonly string[] {
  const costs = columns
    .flatMap((column) => {
      const value = medianOf(validTrials(result, column.id), "brokerCpuPerMessage", null);
      return value === null ? [] : [{ ...column, value }];
    })
    .toSorted((a, b) => a.value - b.value);
  const [least, most] = [costs[0], costs.at(-1)];
  if (least === undefined || most === undefined || least === most) return [];
  const ratio = roundRatio(result, [most.id, least.id], { metric: "brokerCpuPerMessage", statistic: null });
  if (ratio === null || !excludesOne(ratio)) return [];
  const at = title === "" ? "" : `${title}: `;
  return [
    `${at}${least.name} takes ${formatNs(least.value)} of CPU a message, ${most.name} ${formatNumber(ratio.ratio)} times that (95 % interval ${formatNumber(ratio.low)} to ${formatNumber(ratio.high)}).`,
  ];
}
