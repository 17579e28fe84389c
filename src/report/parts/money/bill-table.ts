/** The bill of a service for a month, rule by rule: what was metered at each level, and what that costs. */
import type { BilledRule, Metered, Purpose } from "../../../analysis/money/bill.ts";
import type { CaseMoney, FleetMoney } from "../../../analysis/money/fleet-money.ts";
import { absent, formatCount } from "../../format.ts";
import type { ReportTable } from "../../report-table.ts";
import { currencyName, formatCents, ruleText, sourceTexts } from "./money-words.ts";

export function billTables({ fleet: { tariff }, cases }: FleetMoney): readonly ReportTable[] {
  if (tariff === undefined) return [];
  const { currency } = tariff;
  const rows = tariff.rules.flatMap((rule, index) => {
    const billed = cases.map(({ bill }) => (isBilled(bill) ? bill[index] : undefined));
    const lines = new Map(billed.flatMap((each) => each?.metered ?? []).map((each) => [lineOf(each), each]));
    const counted = [...lines.keys()].map((line) => [
      `  ${line}`,
      ...billed.map((each) => {
        const found = each?.metered.find((other) => lineOf(other) === line);
        return each === undefined ? absent : formatCount(found?.count ?? 0);
      }),
    ]);
    const totals = billed.map((each) => (each === undefined ? absent : formatCents(each.cents, each.count > 0)));
    return [[rule.name], ...counted, [`  ${currencyName(currency)}`, ...totals]];
  });
  return [
    {
      heading: ["the bill, a month", ...cases.map(({ name }) => name)],
      rows: [...rows, [`in all, ${currencyName(currency)}`, ...cases.map(({ bill }) => totalText(bill))]],
      remarks: [...tariff.rules.map((rule) => ruleText(rule, currency)), ...sourceTexts(tariff)],
    },
  ];
}

export function isBilled(bill: CaseMoney["bill"]): bill is Exclude<CaseMoney["bill"], { notOffered: string } | null> {
  return Array.isArray(bill);
}

/** What the service does not have is said in place of a price. */
export function totalText(bill: CaseMoney["bill"]): string {
  if (bill === null) return absent;
  if (!isBilled(bill)) return "notOffered" in bill ? bill.notOffered : absent;
  const isSomething = bill.some(({ count }) => count > 0);
  return formatCents(
    bill.reduce((sum, { cents }) => sum + cents, 0n),
    isSomething,
  );
}

/** What of a bill is for that. */
export function purposeCents(bill: readonly BilledRule[], purpose: Purpose): bigint {
  return bill.reduce((sum, { shares }) => sum + shares[purpose], 0n);
}

function lineOf({ what, purpose }: Metered): string {
  return purpose === "connection" ? what : `${what}, ${purpose}`;
}
