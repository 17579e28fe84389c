/** The bytes of a device in a month, layer by layer, to the byte, and what its data plan makes of them. */
import type { DataUse } from "../../../analysis/money/data-use.ts";
import type { FleetMoney } from "../../../analysis/money/fleet-money.ts";
import { segmentHeaderBytes } from "../../../analysis/money/exchanges.ts";
import { recordOverheadBytes } from "../../../analysis/money/layers.ts";
import type { Fleet } from "../../../result/schema.ts";
import { absent, formatBytes, formatCount, formatPercent } from "../../format.ts";
import { formatWhole } from "../../../format.ts";
import type { ReportTable } from "../../report-table.ts";
import { currencyName, formatCents, priceText } from "./money-words.ts";

const parts = [
  ["payload", "payload"],
  ["mqtt", "MQTT"],
  ["headers", "TCP and IP headers"],
  ["bare", "TCP's own ACKs"],
  ["tls", "TLS records"],
  ["keepalive", "keepalive"],
  ["reconnects", "reconnects"],
] as const satisfies readonly (readonly [keyof DataUse["parts"], string])[];

export function dataTable({ fleet, cases }: FleetMoney): ReportTable {
  const shareRow = (name: string, bytesOf: (data: DataUse) => number): readonly string[] => [
    name,
    ...cases.map(
      ({ data }) => `${formatWhole(bytesOf(data))} ${formatPercent(bytesOf(data) / data.total).padStart(6)}`,
    ),
  ];
  return {
    heading: ["a device's bytes", ...cases.map(({ name }) => name)],
    rows: [
      ...parts.map(([key, name]) => shareRow(name, (data) => data.parts[key])),
      shareRow("in all", ({ total }) => total),
      shareRow("of it up", ({ purposes }) => purposes.up),
      shareRow("down", ({ purposes }) => purposes.down),
      shareRow("connection", ({ purposes }) => purposes.connection),
      ...planRows(fleet, cases),
    ],
    remarks: [...planTexts(fleet, cases), ...layerTexts(fleet)],
  };
}

function planRows({ data: plan }: Fleet, cases: FleetMoney["cases"]): readonly (readonly string[])[] {
  if (plan === undefined) return [];
  const row = (name: string, text: (use: NonNullable<DataUse["plan"]>) => string): readonly string[] => [
    name,
    ...cases.map(({ data }) => (data.plan === null ? absent : text(data.plan))),
  ];
  const currency = currencyName(plan.currency);
  return [
    row("rounded by the plan", ({ billedBytes }) => formatWhole(billedBytes)),
    row(`a device, ${currency}`, ({ deviceCents }) => formatCents(deviceCents, true)),
    row(`all devices, ${currency}`, ({ fleetCents }) => formatCents(fleetCents, true)),
  ];
}

function planTexts({ data: plan }: Fleet, cases: FleetMoney["cases"]): readonly string[] {
  if (plan === undefined) return [];
  const sessions = cases[0]?.data.plan?.sessions ?? 1;
  const over = {
    session: `connection (${formatCount(sessions)} of a device in the month)`,
    message: "message, ping and reconnect",
  };
  const rounding =
    plan.stepBytes === null
      ? "not rounded"
      : `rounded up to ${formatBytes(plan.stepBytes)} over each ${over[plan.rounds]}`;
  return [`data plan, as the scenario states it: ${priceText(plan, plan.currency, true)}, ${rounding}`];
}

function layerTexts({ tls, cutShare = 0 }: Fleet): readonly string[] {
  const record =
    tls === undefined
      ? "no TLS is stated"
      : `TLS ${tls.version} adds ${recordOverheadBytes[tls.version]} B to each packet`;
  return [
    `bytes of one device in a month, both ways, and their share; MQTT is as counted, with this payload; a packet has a segment of its own and ${segmentHeaderBytes} B of headers (IPv4, TCP, timestamps), the last of an exchange an ACK of ${segmentHeaderBytes} B; ${record}; keepalive and reconnects are with all their layers`,
    ...(cutShare === 0 ? ["no cuts are stated: a device stays connected for the month"] : []),
  ];
}
