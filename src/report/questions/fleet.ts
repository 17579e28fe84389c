/** What does a month of a fleet cost at each level? Cases that differ in QoS, of a fleet with prices. Pure. */
import { purposes } from "../../analysis/money/bill.ts";
import type { Purpose } from "../../analysis/money/bill.ts";
import { fleetMoney } from "../../analysis/money/fleet-money.ts";
import type { CaseMoney } from "../../analysis/money/fleet-money.ts";
import type { Fleet, RunResult } from "../../result/schema.ts";
import type { BarPanel } from "../charts/bar-chart.ts";
import { namedCases } from "../charts/looks.ts";
import type { Named } from "../charts/looks.ts";
import { absent, formatBytes, formatCounted, formatNumber } from "../format.ts";
import { isBilled, purposeCents, totalText } from "../parts/money/bill-table.ts";
import { isPlanDearer, purposesBySize } from "../parts/money/by-size.ts";
import { aboutFleet } from "../parts/money/money-tables.ts";
import { currencyName, formatCents } from "../parts/money/money-words.ts";
import { batteryText } from "../parts/money/radio-table.ts";
import type { Answer } from "./answer.ts";
import { capital, deliverySentence } from "./deliveries.ts";

/** A case and what its month takes. */
interface Told extends Named {
  readonly money: CaseMoney;
}

/** One figure of every case: what a row, a panel and a sentence are made of. */
interface Figure {
  readonly title: string;
  readonly text: (money: CaseMoney) => string;
  /** null: there is none, and no bar. */
  readonly value: (money: CaseMoney) => number | null;
}

export function fleetAnswer(result: RunResult): Answer | undefined {
  const [group, ...others] = fleetMoney(result);
  if (group === undefined || others.length > 0) return undefined;
  const { fleet, cases } = group;
  const names = new Map(namedCases(result).map((named) => [named.id, named] as const));
  const told = cases.flatMap((money): Told[] => {
    const named = names.get(money.id);
    return named === undefined ? [] : [{ name: named.name, look: named.look, money }];
  });
  const isPlanFirst = isPlanDearer(fleet, cases);
  const paid = [billFigures(fleet, purposesBySize(cases)), planFigures(fleet)];
  const figures = [...(isPlanFirst ? paid.toReversed() : paid).flat(), bytesOfDevice, ...batteryFigures(fleet)];
  const [headline = "", ...besides] = sentences(fleet, told, isPlanFirst);
  return {
    headline,
    besides: [...besides, deliverySentence(result)].filter((sentence) => sentence !== ""),
    picture: { kind: "bars", panels: figures.flatMap((figure) => panelOf(figure, told)), reading },
    table: {
      heading: ["a month of the fleet", ...told.map(({ name }) => name)],
      rows: figures.map(({ title, text }) => [`  ${title}`, ...told.map(({ money }) => text(money))]),
      remarks: [aboutFleet(fleet), ...lossRemark(fleet)],
    },
    first: ["money", "fleet", "cost"],
  };
}

const reading =
  "Reckoned from the packets that the run counted and the prices that the scenario states: nothing here is timed. Each panel has its own scale, from 0.";

const purposeTitles: Readonly<Record<Purpose, string>> = {
  up: "of it for messages up",
  down: "of it for commands down",
  connection: "of it for being connected",
};

function billFigures({ tariff }: Fleet, bySize: readonly Purpose[]): readonly Figure[] {
  if (tariff === undefined) return [];
  const currency = currencyName(tariff.currency);
  const whole: Figure = {
    title: `bill, ${currency}`,
    text: ({ bill }) => totalText(bill),
    value: ({ bill }) =>
      isBilled(bill) ? purposes.reduce((sum, each) => sum + units(purposeCents(bill, each)), 0) : 0,
  };
  const parts = bySize.map((purpose): Figure => ({
    title: purposeTitles[purpose],
    text: ({ bill }) => (isBilled(bill) ? formatCents(purposeCents(bill, purpose)) : absent),
    value: ({ bill }) => (isBilled(bill) ? units(purposeCents(bill, purpose)) : null),
  }));
  return [whole, ...parts];
}

function planFigures({ data }: Fleet): readonly Figure[] {
  if (data === undefined) return [];
  return [
    {
      title: `data plan, ${currencyName(data.currency)}`,
      text: ({ data: { plan } }) => (plan === null ? absent : formatCents(plan.fleetCents, true)),
      value: ({ data: { plan } }) => (plan === null ? null : units(plan.fleetCents)),
    },
  ];
}

const bytesOfDevice: Figure = {
  title: "bytes of one device, all layers",
  text: ({ data }) => formatBytes(data.total),
  value: ({ data }) => data.total,
};

function batteryFigures({ radio }: Fleet): readonly Figure[] {
  if (radio?.batteryWattHours === undefined) return [];
  return [
    {
      title: "battery lasts",
      text: ({ radio: time }) => (time === null ? absent : batteryText(time)),
      value: ({ radio: time }) => time?.batteryMonths ?? null,
    },
  ];
}

/** A figure that no level has is no panel, and neither is one that is 0 at each. */
function panelOf({ title, text, value }: Figure, told: readonly Told[]): readonly BarPanel[] {
  const bars = told.flatMap(({ name, look, money }) => {
    const found = value(money);
    return found === null ? [] : [{ name, text: text(money), parts: [{ value: found, look }] }];
  });
  return bars.every(({ parts: [part] }) => part?.value === 0) ? [] : [{ title, bars }];
}

function units(cents: bigint): number {
  return Number(cents) / 100;
}

/** `A month of 50,000 devices: AWS IoT Core bills 425.52 USD at QoS 0, 641.52 USD at QoS 1, and has no QoS 2.` and what else is paid. */
function sentences(fleet: Fleet, told: readonly Told[], isPlanFirst: boolean): readonly string[] {
  const { tariff } = fleet;
  const bill =
    tariff === undefined ? [] : [billSentence(tariff, told), ...commandSentence(fleet, tariff.currency, told)];
  const texts = [
    ...(isPlanFirst ? [...planSentence(fleet, told), ...bill] : [...bill, ...planSentence(fleet, told)]),
    ...(fleet.radio?.batteryWattHours === undefined
      ? []
      : [
          `A device's battery lasts ${listed(
            told.flatMap(({ name, money: { radio } }) =>
              radio?.batteryMonths == null ? [] : [at(`${formatNumber(radio.batteryMonths)} months`, name)],
            ),
          )}, by the stated model of its radio`,
        ]),
  ];
  const [first = "", ...rest] = texts.map((text) => `${text}.`);
  return [`A month of ${formatCounted(fleet.devices, "device")}: ${first}`, ...rest.map(capital)];
}

function planSentence({ data }: Fleet, told: readonly Told[]): readonly string[] {
  if (data === undefined) return [];
  const plans = told.flatMap(({ name, money: { data: use } }) =>
    use.plan === null ? [] : [at(moneyText(formatCents(use.plan.fleetCents, true), data.currency), name)],
  );
  return [`the data plan takes ${listed(plans)}`];
}

function billSentence({ service, currency }: NonNullable<Fleet["tariff"]>, told: readonly Told[]): string {
  const billed = told.filter(({ money: { bill } }) => isBilled(bill));
  const missing = told.filter(({ money: { bill } }) => !isBilled(bill));
  const bills = listed(billed.map(({ name, money }) => at(moneyText(totalText(money.bill), currency), name)));
  const none = missing.map(({ money }) => totalText(money.bill));
  if (billed.length === 0) return `${service} has ${listed(none)}`;
  return `${service} bills ${bills}${none.length === 0 ? "" : `, and has ${listed(none)}`}`;
}

function commandSentence({ commands }: Fleet, currency: string | null, told: readonly Told[]): readonly string[] {
  const parts = told.flatMap(({ name, money: { bill } }) =>
    isBilled(bill) ? [at(moneyText(formatCents(purposeCents(bill, "down")), currency), name)] : [],
  );
  return commands === undefined || parts.length === 0 ? [] : [`Of the bill, commands down are ${listed(parts)}`];
}

function moneyText(cents: string, currency: string | null): string {
  return currency === null ? cents : `${cents} ${currency}`;
}

/** Of one case only the figure. */
function at(figure: string, name: string): string {
  return name === "" ? figure : `${figure} at ${name}`;
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? absent) : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

function lossRemark({ cutShare }: Fleet): readonly string[] {
  return cutShare === undefined
    ? []
    : ["what cuts lose is told where results of handshake-faults and lossy-fleet on this broker stand beside this one"];
}
