/** What it costs a fleet in a month, as rows: a figure a level, and what it was reckoned from. */
import { fleetCosts, pingBytes, pingSegments, segmentHeaderBytes } from "../analysis/fleet-cost.ts";
import type { FleetCost } from "../analysis/fleet-cost.ts";
import type { Unit } from "../metrics/metric-info.ts";
import type { RunResult } from "../result/schema.ts";
import { formatBytes, formatCount, formatDuration, formatTable, formatValue } from "./format.ts";

export interface FleetRows {
  readonly title: string;
  readonly heading: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** `beside` are the results in which the broker's memory is looked for. */
export function fleetRows(result: RunResult, beside: readonly RunResult[] = []): readonly FleetRows[] {
  return fleetCosts(result, beside).map(rowsOf);
}

/** Of a result that states a fleet. */
export function renderFleet(result: RunResult): readonly (readonly string[])[] {
  if (result.scenario["fleet"] === undefined) return [];
  return fleetRows(result).map(({ title, heading, rows }) => {
    const all = [heading, ...rows];
    // What a figure was reckoned from is a sentence, and stands behind the table.
    const figures = formatTable(
      all.map((row) => (row.length === 1 ? row : row.slice(0, -1))),
      2,
    );
    const wide = Math.max(...figures.map(({ length }) => length));
    const lines = figures.map((line, index) => {
      const row = all[index] ?? [];
      return row.length === 1 ? line : `${line.padEnd(wide)}   ${row.at(-1) ?? ""}`;
    });
    return [title, ...lines];
  });
}

function rowsOf(cost: FleetCost): FleetRows {
  const { fleet, title, messages, pings, messagesPerSecond, cases } = cost;
  const row = (name: string, unit: Unit, values: readonly (number | null)[], from: string): readonly string[] => [
    name,
    ...values.map((value) => formatValue(value, unit)),
    from,
  ];
  const more = (values: readonly (number | null)[], bytes: number): readonly (number | null)[] =>
    values.map((value) => (value === null ? null : value + bytes));
  const mqtt = cases.map(({ mqttBytes }) => mqttBytes);
  const wire = cases.map(({ wireBytes }) => wireBytes);
  const pingText = `${formatCount(Math.round(pings))} pings`;
  const about = `${formatCount(fleet.devices)} devices, a message of ${formatBytes(fleet.payloadBytes)} every ${formatDuration(fleet.periodNs)}, keepalive ${formatDuration(fleet.keepaliveSeconds * 1e9)}`;
  return {
    title: `the fleet${title === "" ? "" : `, ${title}`}: ${about}`,
    heading: ["", ...cases.map(({ name }) => name), "reckoned from"],
    rows: [
      ["a device, a month"],
      row(
        "MQTT",
        "bytes",
        mqtt,
        `${formatCount(Math.round(messages))} messages × bytes counted on the sensor's hop, with this payload`,
      ),
      row("MQTT and keepalive", "bytes", more(mqtt, pings * pingBytes), `${pingText} × ${pingBytes} B more`),
      row(
        "with TCP and IP headers",
        "bytes",
        wire,
        `${segmentHeaderBytes} B more for each packet, and for an acknowledgement of the last`,
      ),
      row(
        "with headers and keepalive",
        "bytes",
        more(wire, pings * (pingBytes + pingSegments * segmentHeaderBytes)),
        `${pingText} × (${pingBytes} B + ${pingSegments} segments × ${segmentHeaderBytes} B) more`,
      ),
      ["the broker"],
      row(
        "CPU, cores",
        "count",
        cases.map(({ brokerCores }) => brokerCores),
        `CPU a message as measured × ${formatCount(messagesPerSecond)} messages/s, deliveries as in the scenario`,
      ),
      row(
        "memory",
        "bytes",
        cases.map(({ brokerMemory: memory }) =>
          memory === null ? null : memory.restBytes + memory.bytesPerConnection * fleet.devices,
        ),
        memoryText(cost),
      ),
    ],
  };
}

function memoryText({ cases }: FleetCost): string {
  const known = cases.flatMap(({ brokerMemory }) => (brokerMemory === null ? [] : [brokerMemory]));
  const [first] = known;
  return first === undefined
    ? "needs the result of scenarios/idle-connections.yaml on this broker beside this one"
    : `RSS of ${formatBytes(first.restBytes)} without connections + ${formatBytes(first.bytesPerConnection)} a connection, by the hold experiment`;
}
