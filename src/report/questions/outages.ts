/** What did lost connections do? Runs whose link cuts connections. Pure. */
import { validTrials } from "../../analysis/cost.ts";
import type { RunResult } from "../../result/schema.ts";
import { atLeastText } from "../bounds-text.ts";
import { keysInFull } from "../case-names.ts";
import { namedCases } from "../charts/looks.ts";
import { absent, formatCount, formatCounted, formatNs } from "../format.ts";
import type { Answer } from "./answer.ts";
import { deliverySentence } from "./deliveries.ts";
import { figurePanel, figureRows, sumOf } from "./figures.ts";
import type { Column, Figure } from "./figures.ts";

const listed: readonly Figure[] = [
  { metric: "reconnectTime", statistic: "p50", title: "back, p50" },
  { metric: "reconnectTime", statistic: "max", title: "longest outage" },
  { metric: "recoveryTime", statistic: "p50", title: "acknowledged again, p50" },
  { metric: "delayedByOutage", statistic: null, title: "messages delayed" },
  { metric: "lost", statistic: null, title: "lost" },
  { metric: "duplicate", statistic: null, title: "duplicate" },
  { metric: "brokerCpuPeak", statistic: null, title: "broker CPU, peak" },
];

interface Outage {
  readonly column: Column;
  readonly outages: number;
  readonly notBack: number;
  /** From the first loss to the last client back, of the trial in which it was longest; null: none came back. */
  readonly spanNs: number | null;
}

export function outagesAnswer(result: RunResult): Answer | undefined {
  const isCut = result.trials.some(
    ({ link }) => link !== null && (link.plannedCuts.length > 0 || link.packetCuts.length > 0),
  );
  const found = namedCases(result).flatMap((column) => outageOf(result, column) ?? []);
  if (!isCut || found.length === 0) return undefined;
  return answerOf(result, found);
}

function answerOf(result: RunResult, found: readonly Outage[]): Answer {
  const columns = found.map(({ column }) => column);
  const spans = found.flatMap(({ column, spanNs, notBack }) =>
    spanNs === null
      ? []
      : [
          {
            name: column.name,
            text: atLeastText(formatNs(spanNs), notBack > 0),
            parts: [{ value: spanNs, look: column.look }],
          },
        ],
  );
  const wanted = listed.filter(
    ({ statistic, metric }) => statistic === "max" || ["lost", "duplicate"].includes(metric),
  );
  const panels = [
    ...(spans.length === 0 ? [] : [{ title: "from the first loss to the last client back", bars: spans }]),
    ...wanted.flatMap((figure) => figurePanel(result, columns, figure) ?? []),
  ];
  const keys = keysInFull(result);
  return {
    headline: outageSentence(found),
    besides: [...spanSentence(found), lossSentence(result, columns) ?? deliverySentence(result)],
    picture:
      panels.length === 0 ? null : { kind: "bars", panels, reading: "Each bar is of all valid trials of its case." },
    table: {
      heading: ["outages", ...columns.map(({ name }) => name)],
      rows: [
        ["  connections lost", ...found.map(({ outages }) => formatCount(outages))],
        ["  clients not back at the end", ...found.map(({ notBack }) => formatCount(notBack))],
        [
          "  first loss to last client back",
          ...found.map(({ spanNs, notBack }) =>
            spanNs === null ? absent : atLeastText(formatNs(spanNs), notBack > 0),
          ),
        ],
        ...figureRows(result, columns, listed),
      ],
      remarks: [
        "back: connected again, from the cut; acknowledged again: the first message acknowledged after it; delayed: due before their sensor was back; p50: half took no longer",
        ...(keys === undefined ? [] : [keys]),
      ],
    },
    first: ["outages", "rates", "accounts", "link", "memory"],
  };
}

function outageOf(result: RunResult, column: Column): Outage | undefined {
  const sections = validTrials(result, column.id).flatMap(({ recovery }) => recovery ?? []);
  if (sections.length === 0) return undefined;
  const spans = sections.flatMap(({ spanNs }) => spanNs ?? []);
  const sum = (pick: (section: (typeof sections)[number]) => number): number =>
    sections.reduce((total, section) => total + pick(section), 0);
  return {
    column,
    outages: sum(({ outages }) => outages),
    notBack: sum(({ notBack }) => notBack),
    spanNs: spans.length === 0 ? null : Math.max(...spans),
  };
}

function outageSentence(found: readonly Outage[]): string {
  const lost = found.reduce((sum, { outages }) => sum + outages, 0);
  const notBack = found.reduce((sum, each) => sum + each.notBack, 0);
  const back =
    notBack === 0
      ? "and every client came back"
      : `and ${formatCounted(notBack, "client was", "clients were")} not back at the end`;
  const times = lost === 1 ? "A connection was lost once" : `Connections were lost ${formatCount(lost)} times`;
  return `${times}, ${back}.`;
}

/** Where the last client was back soonest, and where latest; empty where that does not differ. */
function spanSentence(found: readonly Outage[]): readonly string[] {
  const known = found.flatMap(({ column: { name }, spanNs, notBack }) =>
    spanNs === null || notBack > 0 ? [] : [{ name, spanNs }],
  );
  const inOrder = known.toSorted((a, b) => a.spanNs - b.spanNs);
  const [least, most] = [inOrder[0], inOrder.at(-1)];
  if (least === undefined || most === undefined || formatNs(least.spanNs) === formatNs(most.spanNs)) return [];
  return [
    `From the first loss to the last client back it took ${formatNs(least.spanNs)} (${least.name}) to ${formatNs(most.spanNs)} (${most.name}).`,
  ];
}

/** `Lost: QoS 0 12, QoS 1 none.`; undefined where nothing was, or there is one case. */
function lossSentence(result: RunResult, columns: readonly Column[]): string | undefined {
  const lost = columns.map(({ id, name }) => ({ name, count: sumOf(validTrials(result, id), "lost") }));
  if (columns.length < 2 || lost.every(({ count }) => count === null || count === 0)) return undefined;
  const words = lost.map(
    ({ name, count }) => `${name} ${count === null ? absent : count === 0 ? "none" : formatCount(count)}`,
  );
  return `Lost: ${words.join(", ")}.`;
}
