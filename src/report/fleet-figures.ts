/** What a month of a fleet takes, as figures of their own for the formats that other programs read: one a case. Pure. */
import { purposes } from "../analysis/money/bill.ts";
import { fleetMoney } from "../analysis/money/fleet-money.ts";
import type { CaseMoney, FleetMoney } from "../analysis/money/fleet-money.ts";
import type { RunResult } from "../result/schema.ts";
import { isBilled } from "./parts/money/bill-table.ts";

export interface FleetFigure {
  readonly case: string;
  /** A row of `fleetFigureMeanings`. */
  readonly name: FleetFigureName;
  /** `currency`: in the unit of `currency`, such as 936 for USD 936.00. */
  readonly unit: "currency" | "bytes" | "ns" | "count";
  readonly value: number;
  /** Of an amount of money, where one is stated. */
  readonly currency: string;
  /** What a part of a bill was for; empty: all of it. */
  readonly purpose: string;
}

export const fleetFigureMeanings = {
  fleetBill: "bill of the service, all devices, a month of 30 days",
  fleetBillPart: "what a part of the bill is for: up, down or connection",
  fleetDataPlan: "data plan, all devices, a month of 30 days",
  fleetDeviceData: "bytes of one device in a month of 30 days, headers, TLS, keepalive and reconnects included",
  fleetRadioTime: "time that one device's radio is on in a month of 30 days, by the stated model",
  fleetBatteryMonths: "months that the battery lasts, by the stated model",
} as const;

export type FleetFigureName = keyof typeof fleetFigureMeanings;

/** Of cases with a valid trial; what a service does not have has no bill. */
export function fleetFigures(result: RunResult): readonly FleetFigure[] {
  return fleetMoney(result).flatMap((money) => money.cases.flatMap((each) => figuresOf(money.fleet, each)));
}

function figuresOf({ tariff, data: plan }: FleetMoney["fleet"], each: CaseMoney): readonly FleetFigure[] {
  const { id, bill, data, radio } = each;
  const plain = { case: id, currency: "", purpose: "" };
  const money = (name: FleetFigureName, cents: bigint, currency: string | null, purpose = ""): FleetFigure => ({
    ...plain,
    name,
    unit: "currency",
    value: Number(cents) / 100,
    currency: currency ?? "",
    purpose,
  });
  const billed = isBilled(bill) ? bill : [];
  const sum = (of: (rule: (typeof billed)[number]) => bigint): bigint =>
    billed.reduce((all, rule) => all + of(rule), 0n);
  return [
    ...(tariff !== undefined && isBilled(bill)
      ? [
          money(
            "fleetBill",
            sum(({ cents }) => cents),
            tariff.currency,
          ),
          ...purposes.map((purpose) =>
            money(
              "fleetBillPart",
              sum(({ shares }) => shares[purpose]),
              tariff.currency,
              purpose,
            ),
          ),
        ]
      : []),
    ...(plan !== undefined && data.plan !== null ? [money("fleetDataPlan", data.plan.fleetCents, plan.currency)] : []),
    { ...plain, name: "fleetDeviceData", unit: "bytes", value: data.total },
    ...(radio === null ? [] : [{ ...plain, name: "fleetRadioTime", unit: "ns", value: radio.ns } as const]),
    ...(radio === null || radio.batteryMonths === null
      ? []
      : [{ ...plain, name: "fleetBatteryMonths", unit: "count", value: radio.batteryMonths } as const]),
  ];
}
