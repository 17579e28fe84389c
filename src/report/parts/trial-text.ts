/** One trial in full, as text. */
import { metricInfo } from "../../metrics/catalogue.ts";
import type { HistogramName, ValueName } from "../../metrics/catalogue.ts";
import { steadyOf } from "../../result/loads/steady-of.ts";
import type { NetworkSection } from "../../result/sections/network-section.ts";
import type { Trial } from "../../result/schema.ts";
import { statisticText } from "../bounds-text.ts";
import { closedLoopRemark, isClosedLoop } from "./closed-loop.ts";
import { absent, formatBytes, formatCount, formatCounted, formatTable, notValid } from "../format.ts";
import { allGroups, hasGroups } from "./groups-text.ts";
import { reportedLoads } from "../loads.ts";
import type { Account } from "../loads/reported-load.ts";
import { fittedLines } from "../report-table.ts";
import { valueText } from "../trial-values.ts";

const shown = ["p50", "p90", "p99", "p99.9"] as const;
const latencies: readonly HistogramName[] = [
  "publishDelay",
  "readLag",
  "readLagAtWork",
  "serviceTime",
  "serviceTimeLessReadLag",
  "publishLeg",
  "publishLegLessReadLag",
  "turnaround",
  "releaseLeg",
  "releaseLegLessReadLag",
  "publishLatency",
  "endToEndLatency",
  "released",
  "connectLatency",
  "pingRoundTrip",
  "pingRoundTripLessReadLag",
];

/** `hasProc`: the system told CPU and memory of processes; where it did not, each figure that would be there stands as one that does not exist. */
export function renderTrial(trial: Trial, isOneOfSeveral: boolean, hasProc = true): readonly string[] {
  const blocks = [
    [...headingOf(trial, isOneOfSeveral), ...renderAccounts(trial)],
    renderLatencies(trial),
    renderCosts(trial, hasProc),
    ...reportedLoads.map(({ detailsOf }) => detailsOf?.(trial) ?? []),
  ].filter((lines) => lines.length > 0);
  return blocks.flatMap((lines, index) => (index === 0 ? lines : ["", ...lines]));
}

function headingOf({ trial, valid }: Trial, isOneOfSeveral: boolean): readonly string[] {
  const name = isOneOfSeveral ? `trial ${trial}` : "";
  if (valid) return name === "" ? [] : [name];
  return [`${name === "" ? "" : `${name}, `}${notValid}: no figure below is one of the broker`];
}

function renderAccounts(trial: Trial): readonly string[] {
  const { sensors, subscribers } = trial;
  const connected = [
    `${countText(sensors.connected)} of ${formatCounted(sensors.planned, "sensor")}`,
    ...(subscribers.planned === 0
      ? []
      : [`${countText(subscribers.connected)} of ${formatCounted(subscribers.planned, "subscriber")}`]),
  ].join(", ");
  const lines: Account[] = [
    ["connected", connected],
    ...reportedLoads.flatMap(({ accountsOf }) => accountsOf?.(trial) ?? []),
  ];
  if (hasGroups(trial)) lines.push(["groups", "the figures here are of all groups together; each group stands below"]);
  const unknown = unknownText(trial);
  lines.push(["ledger", unknown ?? ledgerText(trial)]);
  lines.push(["bytes", unknown ?? bytesText(trial)]);
  return lines.map(([name, text]) => `${name.padEnd(11)}${text}`);
}

/** null where every sending thread or process told what it counted. */
function unknownText({ missingReports = 0 }: Trial): string | null {
  return missingReports === 0
    ? null
    : `not known: ${formatCount(missingReports)} of the sending threads or processes told no report`;
}

function countText(count: number | null): string {
  return count === null ? absent : formatCount(count);
}

function ledgerText(trial: Trial): string {
  const sockets = socketText(trial.load.ledger.reconciled);
  const load = steadyOf(trial);
  if (load === null) return sockets;
  return `packets and bytes ${load.ledger.agrees ? "as predicted" : "differ from the prediction: see the warnings"}; ${sockets}`;
}

function socketText(reconciled: boolean | null): string {
  if (reconciled === null) return "the sockets' bytes include TLS or WebSocket";
  return reconciled ? "codec and sockets agree to the byte" : "codec and sockets differ: see the warnings";
}

/** By layer, each from CONNECT to the end. */
function bytesText(trial: Trial): string {
  const sum = (packets: Readonly<Record<string, { readonly bytes: number }>>): number =>
    Object.values(packets).reduce((total, { bytes }) => total + bytes, 0);
  const pair = (up: number, down: number): string => `${formatBytes(up)} up ${formatBytes(down)} down`;
  const { connections, socketBytes } = trial.load.ledger;
  const network = steadyOf(trial)?.network ?? null;
  return [
    `MQTT ${pair(sum(connections.up), sum(connections.down))}`,
    `socket ${pair(socketBytes.up, socketBytes.down)}`,
    ...(network === null ? [] : [`kernel ${kernelText(network)}`]),
  ].join("; ");
}

function kernelText({ connections, whole }: NetworkSection): string {
  // It tells of connections that stand; when all are gone nobody can be asked.
  if (connections === 0) return "not known: no connection was left to ask about";
  const { bytesUp, bytesDown, segmentsUp, segmentsDown, headerBytesUp, headerBytesDown, retransmitted } = whole;
  const again = retransmitted === 0 ? "" : `, ${formatCount(retransmitted)} sent again`;
  return `${formatBytes(bytesUp)} + ${formatBytes(headerBytesUp)} of headers up, ${formatBytes(bytesDown)} + ${formatBytes(headerBytesDown)} down, in ${formatCount(segmentsUp)} and ${formatCount(segmentsDown)} segments${again}`;
}

const unendedRemark =
  "≥: what never ended counts at the age it had at the end, in every figure of its row; count is of what ended";

function renderLatencies(trial: Trial): readonly string[] {
  const hasUnended = latencies.some((name) => {
    const metric = trial.metrics[name];
    return metric?.kind === "histogram" && metric.unended !== undefined;
  });
  const rows = latencies.flatMap((name) => {
    const metric = trial.metrics[name];
    if (metric?.kind !== "histogram") return [];
    return [
      [
        metricInfo(name).title,
        ...[...shown, "max" as const].map((each) => statisticText(metric, each)),
        formatCount(metric.count),
        ...(hasUnended ? [metric.unended === undefined ? "0" : formatCount(metric.unended.count)] : []),
      ],
    ];
  });
  if (rows.length === 0) return [];
  const title = hasGroups(trial) ? `latency, ${allGroups}` : "latency";
  const heading = [title, ...shown, "max", "count", ...(hasUnended ? ["never ended"] : [])];
  const table = fittedLines({ heading, rows });
  return [...table, ...(hasUnended ? [unendedRemark] : []), ...(isClosedLoop(trial) ? [closedLoopRemark] : [])];
}

/** What /proc alone tells. */
const ofProc: ReadonlySet<ValueName> = new Set([
  "brokerCpuPerMessage",
  "brokerCpuPerConnection",
  "brokerCpuPeak",
  "brokerRssPeak",
  "brokerRunDelay",
  "generatorRssPeak",
  "sendingRunDelay",
]);

function renderCosts(trial: Trial, hasProc: boolean): readonly string[] {
  const pairs: readonly (readonly [string, ValueName, ValueName])[] = [
    ["packets", "packetsPerMessage", "packetsPerDelivery"],
    ["round trips", "roundTripsPerMessage", "roundTripsPerDelivery"],
    ["wire bytes", "wireBytesPerMessage", "wireBytesPerDelivery"],
    ["overhead", "overheadPerMessage", "overheadPerDelivery"],
  ];
  const costs = pairs.filter(([, message]) => trial.metrics[message] !== undefined);
  const table =
    costs.length === 0
      ? []
      : [
          ...formatTable([
            ["cost", "a message (sensor's hop)", "a delivery (subscriber's hop)"],
            ...costs.map(([title, message, delivery]) => [
              title,
              valueText(trial, message),
              valueText(trial, delivery),
            ]),
          ]),
          "",
        ];
  const resources: readonly (readonly [string, ValueName])[] = [
    ["CPU a message", "brokerCpuPerMessage"],
    ["peak CPU, of a core", "brokerCpuPeak"],
    ["peak RSS", "brokerRssPeak"],
    ["peak heap", "brokerHeapPeak"],
    ["peak inflight", "brokerInflightPeak"],
    ["run delay", "brokerRunDelay"],
  ];
  const own: readonly (readonly [string, ValueName])[] = [
    ["CPU a message", "generatorCpuPerMessage"],
    ["CPU, of a core", "generatorCpu"],
    ["peak RSS", "generatorRssPeak"],
    ["event-loop delay p99", "eventLoopDelay"],
    ["run delay", "sendingRunDelay"],
  ];
  const connecting: readonly (readonly [string, ValueName])[] = [
    ["round trips", "roundTripsPerConnection"],
    ["socket bytes up", "bytesUpPerConnection"],
    ["down", "bytesDownPerConnection"],
    ["broker CPU", "brokerCpuPerConnection"],
    ["generator CPU", "generatorCpuPerConnection"],
  ];
  const listOf = (entries: typeof own): string | undefined => resourceList(trial, entries, hasProc);
  const generator = listOf(own);
  const unmeasured = generator === undefined ? "not measured: ended before measure" : "not measured";
  // The process of a broker that mqbench starts is known to it.
  const isUnknown = generator !== undefined && trial.broker.kind === "url";
  const ofBroker = isUnknown ? "not measured: give --broker-pid PID" : unmeasured;
  return [
    ...table,
    ...(trial.connecting === undefined ? [] : [`connection  ${listOf(connecting) ?? unmeasured}`]),
    `broker      ${listOf(resources) ?? ofBroker}`,
    `generator   ${generator ?? unmeasured}`,
  ];
}

/** undefined: nothing of them was measured. */
function resourceList(
  trial: Trial,
  entries: readonly (readonly [string, ValueName])[],
  hasProc: boolean,
): string | undefined {
  const known = entries.filter(([, name]) => trial.metrics[name] !== undefined || (!hasProc && ofProc.has(name)));
  return known.length === 0 ? undefined : known.map(([title, name]) => `${title} ${valueText(trial, name)}`).join(", ");
}
