/** How a broker's own gauges are read: one interface, whatever they come through. */
import type { Ledger } from "../../mqtt/wire/ledger.ts";
import { gaugeNames } from "../running-broker.ts";
import type { GaugeName, Gauges } from "../running-broker.ts";

export interface GaugeReading {
  /** A gauge that could not be read has no key: a gap, never a zero. */
  readonly gauges: Gauges;
  /** What could not be read, in words. */
  readonly problems: readonly string[];
}

export interface GaugeProbe {
  /** Reads the gauges as they stand; `isCollected`: after a garbage collection, where the broker can be asked for one. Never rejects. */
  read(isCollected: boolean): Promise<GaugeReading>;
  close(): Promise<void>;
  /** The packets of its MQTT connection; left out where it has none. */
  readonly ledger?: Ledger;
}

export const noGauges: GaugeProbe = {
  read: async () => ({ gauges: {}, problems: [] }),
  close: async () => undefined,
};

/** What a probe yields when reading it fails: a gap with its reason. */
export async function readOrExplain(what: string, read: () => Promise<Gauges>): Promise<GaugeReading> {
  try {
    return { gauges: await read(), problems: [] };
  } catch (cause) {
    return { gauges: {}, problems: [`${what}: ${cause instanceof Error ? cause.message : String(cause)}`] };
  }
}

/** The sum of several readings: each gauge that all of them have. */
export function addGauges(parts: readonly Gauges[]): Gauges {
  const [first, ...others] = parts;
  const sum: Partial<Record<GaugeName, number>> = {};
  for (const [name, value] of entries(first ?? {})) {
    const values = others.map((other) => other[name]);
    if (values.every((each) => each !== undefined)) sum[name] = values.reduce((total, each) => total + each, value);
  }
  return sum;
}

/** The gauges without those that were not found. */
export function definedGauges(found: Readonly<Partial<Record<GaugeName, number | undefined>>>): Gauges {
  const gauges: Partial<Record<GaugeName, number>> = {};
  for (const name of gaugeNames) {
    const value = found[name];
    if (value !== undefined && Number.isFinite(value)) gauges[name] = value;
  }
  return gauges;
}

function entries(gauges: Gauges): readonly (readonly [GaugeName, number])[] {
  return gaugeNames.flatMap((name) => (gauges[name] === undefined ? [] : [[name, gauges[name]] as const]));
}
