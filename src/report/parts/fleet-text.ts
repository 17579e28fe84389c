/** What it costs a fleet in a month, as rows: a figure a level, and what it was reckoned from. */
import { fleetCosts, pingBytes, pingSegments } from "../../analysis/fleet-cost.ts";
import type { FleetCost } from "../../analysis/fleet-cost.ts";
import { segmentHeaderBytes } from "../../analysis/money/exchanges.ts";
import type { Unit } from "../../metrics/metric-info.ts";
import type { RunResult } from "../../result/schema.ts";
import { shortName } from "../case-names.ts";
import { fittedLines } from "../report-table.ts";
import { lossRows } from "./fleet-losses-text.ts";
import { formatBytes, formatCount, formatCounted, formatDuration, formatTable, formatValue } from "../format.ts";

export interface FleetRows {
  readonly title: string;
  readonly heading: readonly string[];
  /** A row of one cell is a heading. */
  readonly rows: readonly (readonly string[])[];
}

/** `beside` are the results in which the broker's memory and what cuts lose are looked for. */
export function fleetRows(result: RunResult, beside: readonly RunResult[] = []): readonly FleetRows[] {
  return fleetCosts(result, beside).map((cost) => rowsOf(cost, result));
}

/** Blocks of a result that states a fleet. */
export function renderFleet(result: RunResult, beside: readonly RunResult[]): readonly (readonly string[])[] {
  if (result.scenario["fleet"] === undefined) return [];
  return fleetRows(result, beside).map(({ title, heading, rows }) => {
    const all = [heading, ...rows];
    // What a figure was reckoned from is a sentence, and stands behind the table.
    const withoutWords = all.map((cells) => (cells.length === 1 ? cells : cells.slice(0, -1)));
    const figures = formatTable(withoutWords, 2);
    if (figures.some(({ length }) => length > mostBesideWords)) return [title, ...narrowFleet(withoutWords, rows)];
    const wide = Math.max(...figures.map(({ length }) => length));
    const lines = figures.map((line, index) => {
      const cells = all[index] ?? [];
      return cells.length === 1 ? line : `${line.padEnd(wide)}   ${cells.at(-1) ?? ""}`;
    });
    return [title, ...lines];
  });
}

/** Columns beside which sentences have room in a terminal. */
const mostBesideWords = 53;

/** The table in parts no wider than a terminal, and what its figures were reckoned from below it. */
function narrowFleet([heading = [], ...figures]: readonly Row[], rows: readonly Row[]): readonly string[] {
  const words = rows.flatMap((cells) => (cells.length === 1 ? [] : [`${cells[0] ?? ""}: ${cells.at(-1) ?? ""}`]));
  return [...fittedLines({ heading, rows: figures }, 2), "reckoned from", ...words.map((each) => `  ${each}`)];
}

function rowsOf(cost: FleetCost, { cases: known }: RunResult): FleetRows {
  const { title, cases } = cost;
  const { devices, payloadBytes, periodNs, keepaliveSeconds } = cost.fleet;
  const about = [
    formatCounted(devices, "device"),
    `a message of ${formatBytes(payloadBytes)} every ${formatDuration(periodNs)}`,
    `keepalive ${formatDuration(keepaliveSeconds * 1e9)}`,
  ];
  return {
    title: `the fleet${title === "" ? "" : `, ${title}`}: ${about.join(", ")}`,
    heading: ["", ...cases.map(({ name }) => shortName(known, name)), "reckoned from"],
    rows: [["a device, a month"], ...deviceRows(cost), ["the broker"], ...brokerRows(cost), ...lossRows(cost)],
  };
}

type Row = readonly string[];

function row(name: string, unit: Unit, values: readonly (number | null)[], from: string): Row {
  return [name, ...values.map((value) => formatValue(value, unit)), from];
}

function deviceRows({ messages, pings, cases }: FleetCost): readonly Row[] {
  const mqtt = cases.map(({ mqttBytes }) => mqttBytes);
  const wire = cases.map(({ wireBytes }) => wireBytes);
  const withPings = (values: typeof mqtt, bytes: number): typeof mqtt =>
    values.map((value) => (value === null ? null : value + pings * bytes));
  const messageText = `${formatCounted(Math.round(messages), "message")} × bytes counted on the sensor's hop, with this payload`;
  const headerText = `${segmentHeaderBytes} B more for each packet, and for an acknowledgement of the last`;
  const pingText = formatCounted(Math.round(pings), "ping");
  const pingWire = pingBytes + pingSegments * segmentHeaderBytes;
  return [
    row("MQTT", "bytes", mqtt, messageText),
    row("MQTT and keepalive", "bytes", withPings(mqtt, pingBytes), `${pingText} × ${pingBytes} B more`),
    row("with TCP and IP headers", "bytes", wire, headerText),
    row(
      "with headers and keepalive",
      "bytes",
      withPings(wire, pingWire),
      `${pingText} × (${pingBytes} B + ${pingSegments} segments × ${segmentHeaderBytes} B) more`,
    ),
  ];
}

function brokerRows(cost: FleetCost): readonly Row[] {
  const { fleet, cases, messagesPerSecond } = cost;
  const cores = cases.map(({ brokerCores }) => brokerCores);
  const memory = cases.map(({ brokerMemory: known }) =>
    known === null ? null : known.restBytes + known.bytesPerConnection * fleet.devices,
  );
  const coresText = `CPU a message as measured × ${formatCount(messagesPerSecond)} messages/s, deliveries as in the scenario`;
  return [row("CPU, cores", "count", cores, coresText), row("memory", "bytes", memory, memoryText(cost))];
}

function memoryText({ cases }: FleetCost): string {
  const known = cases.flatMap(({ brokerMemory }) => (brokerMemory === null ? [] : [brokerMemory]));
  const [first] = known;
  return first === undefined
    ? "needs the result of idle-connections on this broker beside this one"
    : `RSS of ${formatBytes(first.restBytes)} without connections + ${formatBytes(first.bytesPerConnection)} a connection, by the hold experiment`;
}
