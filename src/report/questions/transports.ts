/** What does each transport cost? Cases that differ in it alone. Pure. */
import { medianOf, validTrials } from "../../analysis/cost.ts";
import type { MetricName } from "../../metrics/catalogue.ts";
import type { RunResult } from "../../result/schema.ts";
import { plainLook } from "../charts/palette.ts";
import { formatBytes, formatNumber } from "../format.ts";
import type { Answer } from "./answer.ts";
import { deliverySentence } from "./deliveries.ts";
import { figurePanel, figureRows, reachWords } from "./figures.ts";
import type { Column, Figure } from "./figures.ts";
import { wordsOf } from "./words.ts";

const connecting: readonly Figure[] = [
  { metric: "roundTripsPerConnection", statistic: null, title: "round trips until CONNACK", isPlain: true },
  { metric: "bytesUpPerConnection", statistic: null, title: "bytes up until CONNACK", isPlain: true },
  { metric: "bytesDownPerConnection", statistic: null, title: "bytes down until CONNACK", isPlain: true },
  { metric: "brokerCpuPerConnection", statistic: null, title: "broker CPU a connection", isPlain: true },
];
const sending: readonly Figure[] = [
  { metric: "socketBytesUpPerMessage", statistic: null, title: "bytes up a message, on TCP", isPlain: true },
  { metric: "serviceTime", statistic: "p50", title: "service time p50", isPlain: true },
  { metric: "brokerCpuPerMessage", statistic: null, title: "broker CPU a message", isPlain: true },
  { metric: "lost", statistic: null, title: "lost", isPlain: true },
];
const drawn: readonly MetricName[] = [
  "roundTripsPerConnection",
  "bytesDownPerConnection",
  "socketBytesUpPerMessage",
  "brokerCpuPerMessage",
];

const exact = ["roundTripsPerConnection", "bytesUpPerConnection", "bytesDownPerConnection"] as const;

export function transportsAnswer(result: RunResult): Answer | undefined {
  const cases = result.cases.filter(({ unsupported }) => unsupported === null);
  if (cases.length < 2 || !cases.every(({ axes }) => Object.keys(axes).join() === "transport")) return undefined;
  const columns = cases.map(({ id, axes }, index): Column => ({
    id,
    name: String(axes["transport"]),
    look: plainLook(index),
  }));
  const panels = [...connecting, ...sending]
    .filter(({ metric }) => drawn.includes(metric))
    .flatMap((figure) => figurePanel(result, columns, figure) ?? []);
  const trips = extremes(result, columns, "roundTripsPerConnection", formatNumber);
  const bytes = extremes(result, columns, "socketBytesUpPerMessage", (value) => formatBytes(Math.round(value)));
  const [headline = "", ...besides] = [
    ...(trips === undefined ? [] : [`A connection takes ${trips} round trips until CONNACK.`]),
    ...resumedSentence(result, columns),
    ...(bytes === undefined ? [] : [`A message takes ${bytes} on TCP, from the sensor to the broker.`]),
    deliverySentence(result),
  ].filter((sentence) => sentence !== "");
  const rows = figureRows(result, columns, [...connecting, ...sending]);
  return {
    headline,
    besides,
    picture: panels.length === 0 ? null : { kind: "bars", panels, reading: reachWords(result) },
    table: {
      heading: ["transports", ...columns.map(({ name }) => name)],
      rows,
      remarks: wordsOf(rows, [...connecting, ...sending]),
    },
    first: ["cost", "secured", "accounts"],
  };
}

/** `from 2 (tcp) to 4 (tls1.2, wss)`; undefined where no case has the figure. */
function extremes(
  result: RunResult,
  columns: readonly Column[],
  metric: MetricName,
  textOf: (value: number) => string,
): string | undefined {
  const known = columns
    .flatMap(({ id, name }) => {
      const value = medianOf(validTrials(result, id), metric, null);
      return value === null ? [] : [{ name, value }];
    })
    .toSorted((a, b) => a.value - b.value);
  const [least, most] = [known[0], known.at(-1)];
  if (least === undefined || most === undefined) return undefined;
  const [from, to] = [textOf(least.value), textOf(most.value)];
  const whose = (text: string): string =>
    known
      .filter(({ value }) => textOf(value) === text)
      .map(({ name }) => name)
      .join(", ");
  return from === to ? from : `from ${from} (${whose(from)}) to ${to} (${whose(to)})`;
}

/** What a resumed session saves until CONNACK, in what is exact; empty where there is none beside a full one. */
function resumedSentence(result: RunResult, columns: readonly Column[]): readonly string[] {
  const words = ["tls1.3", "tls1.3-resumed"].flatMap((name) => {
    const column = columns.find((each) => each.name === name);
    const figures =
      column === undefined ? [] : exact.map((metric) => medianOf(validTrials(result, column.id), metric, null));
    const [trips, up, down] = figures;
    return trips == null || up == null || down == null
      ? []
      : [
          `${formatNumber(trips)} round trips, ${formatBytes(Math.round(up))} up and ${formatBytes(Math.round(down))} down`,
        ];
  });
  const [full, resumed] = words;
  return full === undefined || resumed === undefined
    ? []
    : [`A resumed TLS 1.3 session takes ${resumed}; a full one ${full}.`];
}
