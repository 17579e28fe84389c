/** What a month of a fleet takes at each level: the service's bill, the data plan, the radio. Pure. */
import { steadyOf } from "../../result/loads/steady-of.ts";
import type { Fleet, ResultCase, RunResult } from "../../result/schema.ts";
import { billOf } from "./bill.ts";
import type { BilledRule } from "./bill.ts";
import { dataUseOf } from "./data-use.ts";
import type { DataUse } from "./data-use.ts";
import { exchangesOf } from "./exchanges.ts";
import type { Exchange } from "./exchanges.ts";
import { fleetGroups } from "./fleet-cases.ts";
import type { FleetCase } from "./fleet-cases.ts";
import { radioTimeOf } from "./radio-time.ts";
import type { RadioTime } from "./radio-time.ts";

export interface FleetMoney {
  readonly title: string;
  readonly fleet: Fleet;
  readonly cases: readonly CaseMoney[];
}

export interface CaseMoney {
  /** Of the case in its result. */
  readonly id: string;
  readonly name: string;
  readonly exchanges: readonly Exchange[];
  /** null: no tariff is stated. */
  readonly bill: readonly BilledRule[] | { readonly notOffered: string } | null;
  readonly data: DataUse;
  /** null: no radio is stated. */
  readonly radio: RadioTime | null;
  /** Whether the ledger is as the specification predicts it. */
  readonly isAsPredicted: boolean;
}

/** Those that state what something costs. */
export function fleetMoney(result: RunResult): readonly FleetMoney[] {
  return fleetGroups(result).flatMap(({ title, fleet, cases }) => {
    const known = cases.flatMap((each) => moneyOf(each) ?? []);
    return isCharged(fleet) && known.length > 0 ? [{ title, fleet, cases: known }] : [];
  });
}

export function isCharged({ tariff, data, radio }: Fleet): boolean {
  return tariff !== undefined || data !== undefined || radio !== undefined;
}

/** null: nothing was counted. */
function moneyOf({ name, fleet, of, trials }: FleetCase): CaseMoney | null {
  const exchanges = exchangesOf(trials, fleet, of.scenario);
  if (exchanges === null) return null;
  return {
    id: of.id,
    name,
    exchanges,
    bill: billFor(fleet, of, exchanges),
    data: dataUseOf(fleet, exchanges),
    radio: fleet.radio === undefined ? null : radioTimeOf(fleet.radio, exchanges),
    isAsPredicted: trials.every((trial) => steadyOf(trial)?.ledger.agrees === true),
  };
}

/** What a service does not have is not priced. */
function billFor(fleet: Fleet, { qos: { sensors } }: ResultCase, exchanges: readonly Exchange[]): CaseMoney["bill"] {
  const { tariff } = fleet;
  if (tariff === undefined) return null;
  const missing = sensors.find((level) => !tariff.levels.includes(level));
  return missing === undefined ? billOf(tariff.rules, fleet, exchanges) : { notOffered: `no QoS ${missing}` };
}
