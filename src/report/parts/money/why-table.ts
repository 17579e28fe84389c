/** Why levels differ in what they cost: what one message and one command take at each, as counted. */
import { packetsOf } from "../../../analysis/money/exchanges.ts";
import type { Exchange, ExchangeKind } from "../../../analysis/money/exchanges.ts";
import type { CaseMoney, FleetMoney } from "../../../analysis/money/fleet-money.ts";
import { layersOf, wireBytesOf } from "../../../analysis/money/layers.ts";
import type { Purpose } from "../../../analysis/money/bill.ts";
import { absent, formatCount } from "../../format.ts";
import type { ReportTable } from "../../report-table.ts";
import { isBilled, totalText } from "./bill-table.ts";

const shown = [
  ["message", "up", "a message up"],
  ["command", "down", "a command down"],
] as const satisfies readonly (readonly [ExchangeKind, Purpose, string])[];

export function whyTable({ fleet, cases }: FleetMoney): ReportTable {
  const rows = shown.flatMap(([kind, purpose, name]) => {
    const of = (read: (exchange: Exchange, each: CaseMoney) => string): readonly string[] =>
      cases.map((each) => {
        const exchange = each.exchanges.find((other) => other.kind === kind);
        return exchange === undefined ? absent : read(exchange, each);
      });
    if (cases.every(({ exchanges }) => exchanges.every((each) => each.kind !== kind))) return [];
    return [
      [name],
      ...(fleet.tariff === undefined
        ? []
        : [["  metered", ...of((exchange, each) => meteredText(fleet.devices, exchange, each, purpose))]]),
      ["  packets", ...of(({ up, down }) => formatCount(packetsOf(up) + packetsOf(down)))],
      ["  bytes, all layers", ...of((exchange) => formatCount(Math.round(wireBytesOf(layersOf(exchange, fleet.tls)))))],
      ["  round trips waited for", ...of(({ roundTrips }) => formatCount(roundTrips))],
    ];
  });
  return { heading: ["why they differ", ...cases.map(({ name }) => name)], rows, remarks: [] };
}

/** `2: PUBLISH, PUBACK`: packets of one exchange that the service meters, in its steps. */
function meteredText(devices: number, { perMonth }: Exchange, { bill }: CaseMoney, purpose: Purpose): string {
  if (!isBilled(bill)) return totalText(bill);
  const found = bill
    .filter(({ rule }) => rule.per === "message" || rule.per === "operation")
    .flatMap(({ metered }) => metered.filter((each) => each.purpose === purpose));
  if (found.length === 0) return "0";
  const count = found.reduce((sum, each) => sum + each.count, 0) / (devices * perMonth);
  const packets = found.map(({ what }) => what.split(" ")[0] ?? what);
  return `${formatCount(Math.round(count * 1000) / 1000)}: ${packets.join(", ")}`;
}
