/** What a fleet's month takes, a row a level: the service's bill, the data plan and the battery; below it each in full, and why they differ. */
import type { Purpose } from "../../../analysis/money/bill.ts";
import { fleetMoney, isCharged } from "../../../analysis/money/fleet-money.ts";
import type { CaseMoney, FleetMoney } from "../../../analysis/money/fleet-money.ts";
import type { Fleet, RunResult } from "../../../result/schema.ts";
import { absent, formatBytes, formatCount, formatCounted, formatDuration, formatPercent } from "../../format.ts";
import type { ReportTable } from "../../report-table.ts";
import { billTables, isBilled, purposeCents, totalText } from "./bill-table.ts";
import { isPlanDearer, purposesBySize } from "./by-size.ts";
import { dataTable } from "./data-table.ts";
import { currencyName, formatCents } from "./money-words.ts";
import { batteryText, radioTables } from "./radio-table.ts";
import { whyTable } from "./why-table.ts";

export function moneyTables(result: RunResult): readonly ReportTable[] {
  const silent = result.cases
    .filter(({ id, fleet }) => fleet !== undefined && isCharged(fleet) && !hasFigures(result, id))
    .map(({ id }) => `${id} has no valid trial, and no figures here`);
  return fleetMoney(result).flatMap((money, index) => {
    const summary = summaryTable(money);
    return [
      { ...summary, remarks: [...summary.remarks, ...(index === 0 ? silent : [])] },
      ...billTables(money),
      dataTable(money),
      ...radioTables(money),
      whyTable(money),
    ];
  });
}

function hasFigures({ trials }: RunResult, id: string): boolean {
  return trials.some((trial) => trial.case === id && trial.valid);
}

type Column = readonly [title: string, textOf: (each: CaseMoney) => string];

function summaryTable({ title, fleet, cases }: FleetMoney): ReportTable {
  const { tariff, data, radio } = fleet;
  const bill: readonly Column[] =
    tariff === undefined
      ? []
      : [
          [`bill, ${currencyName(tariff.currency)}`, (each) => totalText(each.bill)],
          ...purposesBySize(cases).map((purpose): Column => [
            billHeadings[purpose],
            (each) => purposeText(each.bill, purpose),
          ]),
        ];
  const plan: readonly Column[] =
    data === undefined
      ? []
      : [
          [
            `data plan, ${currencyName(data.currency)}`,
            (each) => (each.data.plan === null ? absent : formatCents(each.data.plan.fleetCents, true)),
          ],
        ];
  const columns: readonly Column[] = [
    ...(isPlanDearer(fleet, cases) ? [...plan, ...bill] : [...bill, ...plan]),
    ...(radio === undefined
      ? []
      : [["battery", ({ radio: time }: CaseMoney) => (time === null ? absent : batteryText(time))] as const]),
  ];
  return {
    heading: [title === "" ? "a month" : title, ...columns.map(([name]) => name)],
    rows: cases.map((each) => [each.name, ...columns.map(([, textOf]) => textOf(each))]),
    remarks: [aboutFleet(fleet), ...tierTexts(fleet), ...cases.flatMap(deviationText)],
  };
}

const billHeadings: Readonly<Record<Purpose, string>> = {
  up: "of the bill, up",
  down: "of the bill, down",
  connection: "of the bill, connection",
};

function purposeText(bill: CaseMoney["bill"], purpose: Purpose): string {
  if (!isBilled(bill)) return absent;
  return formatCents(purposeCents(bill, purpose));
}

export function aboutFleet({
  devices,
  payloadBytes,
  periodNs,
  commands,
  keepaliveSeconds,
  cutShare,
  tls,
}: Fleet): string {
  return [
    `${formatCounted(devices, "device")}, connected for a month of 30 days`,
    `each a message of ${formatBytes(payloadBytes)} every ${periodText(periodNs)}`,
    commands === undefined
      ? "no commands"
      : `a command of ${formatBytes(commands.payloadBytes)} every ${periodText(commands.periodNs)}`,
    `keepalive ${formatDuration(keepaliveSeconds * 1e9)}`,
    tls === undefined ? "no TLS" : `TLS ${tls.version}`,
    cutShare === undefined ? "no cuts" : `a cut for ${formatPercent(cutShare)} of the messages`,
  ].join(", ");
}

/** Hours where they are whole and several. */
function periodText(ns: number): string {
  const hours = ns / 3600e9;
  return hours > 1 && Number.isInteger(hours) ? `${formatCount(hours)} h` : formatDuration(ns);
}

function tierTexts({ tariff }: Fleet): readonly string[] {
  return tariff?.rules.some(({ prices }) => prices.length > 1) === true
    ? ["where a price falls with the number, up, down and connection share the sum by what each was metered"]
    : [];
}

function deviationText({ name, isAsPredicted }: CaseMoney): readonly string[] {
  return isAsPredicted
    ? []
    : [
        `${name === "" ? "the case" : name}: packets were counted that the specification does not predict, and are part of these figures`,
      ];
}
