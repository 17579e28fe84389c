/** How long a device's radio is on in a month, by a model whose parameters are the user's, and how long its battery lasts by that. Pure. */
import type { Fleet } from "../../result/schema.ts";
import { monthNs } from "./exchanges.ts";
import type { Exchange, ExchangeKind } from "./exchanges.ts";

export interface RadioTime {
  /** Of one device in a month. */
  readonly byKind: readonly {
    readonly kind: ExchangeKind;
    readonly times: number;
    readonly eachNs: number;
    readonly ns: number;
  }[];
  /** At most a month. */
  readonly ns: number;
  /** It would be on for longer than a month: it never sleeps. */
  readonly isAlwaysOn: boolean;
  readonly wattHours: number;
  /** Of 30 days; null: no battery is stated. */
  readonly batteryMonths: number | null;
}

type Radio = NonNullable<Fleet["radio"]>;

export function radioTimeOf(radio: Radio, exchanges: readonly Exchange[]): RadioTime {
  const byKind = exchanges
    .filter(({ perMonth }) => perMonth > 0)
    .map((exchange) => {
      const eachNs = onTimeOf(radio, exchange);
      return { kind: exchange.kind, times: exchange.perMonth, eachNs, ns: exchange.perMonth * eachNs };
    });
  const all = byKind.reduce((sum, { ns }) => sum + ns, 0);
  const ns = Math.min(all, monthNs);
  const wattHours = (radio.powerWatts * ns) / 3600e9;
  const { batteryWattHours } = radio;
  return {
    byKind,
    ns,
    isAlwaysOn: all >= monthNs,
    wattHours,
    batteryMonths: batteryWattHours === undefined || wattHours === 0 ? null : batteryWattHours / wattHours,
  };
}

/** Wake-up, the round trips that are waited for, and the tail; with release assistance none after at most one answer. */
function onTimeOf({ wakeNs, rttNs, tailNs, release }: Radio, { roundTrips }: Exchange): number {
  return wakeNs + roundTrips * rttNs + (release && roundTrips <= 1 ? 0 : tailNs);
}
