/** How long a device's radio is on in a month, by the model, and how long its battery lasts by that. */
import type { ExchangeKind } from "../../../analysis/money/exchanges.ts";
import type { FleetMoney } from "../../../analysis/money/fleet-money.ts";
import type { RadioTime } from "../../../analysis/money/radio-time.ts";
import { absent, formatCount, formatNumber, formatPercent } from "../../format.ts";
import type { ReportTable } from "../../report-table.ts";

const kinds: readonly (readonly [ExchangeKind, string])[] = [
  ["message", "messages up"],
  ["command", "commands down"],
  ["ping", "keepalive"],
  ["reconnect", "reconnects"],
];

export function radioTables({ fleet: { radio }, cases }: FleetMoney): readonly ReportTable[] {
  if (radio === undefined) return [];
  const row = (name: string, text: (time: RadioTime) => string): readonly string[] => [
    name,
    ...cases.map(({ radio: time }) => (time === null ? absent : text(time))),
  ];
  const all = (time: RadioTime): number => time.byKind.reduce((sum, { ns }) => sum + ns, 0);
  const present = kinds.filter(([kind]) => cases.some(({ radio: time }) => time !== null && timeOf(time, kind) > 0));
  const { wakeNs, rttNs, tailNs, powerWatts, release, batteryWattHours } = radio;
  const s = (ns: number): string => `${formatNumber(ns / 1e9)} s`;
  return [
    {
      heading: ["radio, a device's month", ...cases.map(({ name }) => name)],
      rows: [
        ...present.map(([kind, name]) => row(name, (time) => timesText(time, kind))),
        row("radio on", ({ ns, isAlwaysOn }) => (isAlwaysOn ? "always" : `${formatNumber(ns / 3600e9)} h`)),
        row("of it keepalive", (time) => formatPercent(timeOf(time, "ping") / all(time))),
        row("energy", ({ wattHours }) => `${formatNumber(wattHours)} Wh`),
        ...(batteryWattHours === undefined ? [] : [row("battery lasts", batteryText)]),
      ],
      remarks: [
        `a model, not a measurement: the radio is on for wake-up ${s(wakeNs)} + round trips × ${s(rttNs)} + tail ${s(tailNs)}${release ? ", and without the tail where the device waits for one answer or none (release assistance)" : ""}, at ${formatNumber(powerWatts)} W${batteryWattHours === undefined ? "" : `, from ${formatNumber(batteryWattHours)} Wh`}; every parameter is the scenario's. Sleep, sensor, processor and the battery's own losses are left out, and exchanges that overlap are counted one by one`,
        "over TCP an acknowledgement comes back at QoS 0, too: a message up waits for a round trip at least",
      ],
    },
  ];
}

/** Of 30 days. */
export function batteryText({ batteryMonths }: RadioTime): string {
  return batteryMonths === null ? absent : `${formatNumber(batteryMonths)} months`;
}

function timesText({ byKind }: RadioTime, kind: ExchangeKind): string {
  const found = byKind.find((each) => each.kind === kind);
  if (found === undefined) return absent;
  return `${formatCount(Math.round(found.times))} × ${formatNumber(found.eachNs / 1e9)} s`;
}

function timeOf({ byKind }: RadioTime, kind: ExchangeKind): number {
  return byKind.find((each) => each.kind === kind)?.ns ?? 0;
}
