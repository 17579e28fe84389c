/** What is paid for in a month, the dearest first. Pure. */
import { purposes } from "../../../analysis/money/bill.ts";
import type { Purpose } from "../../../analysis/money/bill.ts";
import type { CaseMoney } from "../../../analysis/money/fleet-money.ts";
import type { Fleet } from "../../../result/schema.ts";
import { isBilled, purposeCents } from "./bill-table.ts";

/** Whether the data plan is dearer than the service's bill, at the level at which each is dearest; not told of two currencies. */
export function isPlanDearer({ tariff, data }: Fleet, cases: readonly CaseMoney[]): boolean {
  if (tariff === undefined || data === undefined) return false;
  if (data.currency !== null && tariff.currency !== null && data.currency !== tariff.currency) return false;
  const plan = most(cases.map((each) => each.data.plan?.fleetCents ?? 0n));
  const bill = most(cases.map((each) => purposes.reduce((sum, purpose) => sum + centsFor(each, purpose), 0n)));
  return plan > bill;
}

/** What a service's bill is for, by what it costs at the level at which that is dearest. */
export function purposesBySize(cases: readonly CaseMoney[]): readonly Purpose[] {
  const size = (purpose: Purpose): bigint => most(cases.map((each) => centsFor(each, purpose)));
  return purposes.toSorted((a, b) => Number(size(b) - size(a)));
}

function centsFor({ bill }: CaseMoney, purpose: Purpose): bigint {
  return isBilled(bill) ? purposeCents(bill, purpose) : 0n;
}

function most(cents: readonly bigint[]): bigint {
  return cents.reduce((dearest, each) => (each > dearest ? each : dearest), 0n);
}
