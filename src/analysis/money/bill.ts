/** What a service charges a fleet for a month, rule by rule, from the packets that were counted. Pure. */
import type { Fleet } from "../../result/schema.ts";
import type { TariffRule } from "../../result/sections/fleet-section.ts";
import { costOf, shareOut, toCents } from "./amount.ts";
import { monthNs } from "./exchanges.ts";
import type { Exchange } from "./exchanges.ts";
import { layersOf, mqttBytesOf, wireBytesOf } from "./layers.ts";

/** What it is for: messages of devices, commands to them, or that they are connected. */
export const purposes = ["up", "down", "connection"] as const;
export type Purpose = (typeof purposes)[number];
export type ByPurpose<T> = Readonly<Record<Purpose, T>>;

/** Something that a rule counted. */
export interface Metered {
  /** In words: `PUBLISH from device`. */
  readonly what: string;
  readonly purpose: Purpose;
  /** Of the whole fleet in a month, in the rule's steps. */
  readonly count: number;
}

export interface BilledRule {
  readonly rule: TariffRule;
  readonly metered: readonly Metered[];
  readonly count: number;
  readonly cents: bigint;
  /** They add up to `cents`; where prices fall with the number, each has its share by number. */
  readonly shares: ByPurpose<bigint>;
}

function purposeOf({ kind }: Exchange): Purpose {
  return kind === "message" ? "up" : kind === "command" ? "down" : "connection";
}

/** The bill of a tariff, in its order. */
export function billOf(
  rules: readonly TariffRule[],
  fleet: Fleet,
  exchanges: readonly Exchange[],
): readonly BilledRule[] {
  return rules.map((rule) => {
    const metered = meteredBy(rule, fleet, exchanges).filter(({ count }) => count > 0);
    const count = metered.reduce((sum, each) => sum + each.count, 0);
    const cents = toCents(priced(rule, count));
    const weights = purposes.map((purpose) =>
      metered.reduce((sum, each) => sum + (each.purpose === purpose ? each.count : 0), 0),
    );
    const [up = 0n, down = 0n, connection = 0n] = shareOut(cents, weights);
    return { rule, metered, count, cents, shares: { up, down, connection } };
  });
}

function meteredBy(rule: TariffRule, fleet: Fleet, exchanges: readonly Exchange[]): readonly Metered[] {
  const { devices } = fleet;
  switch (rule.per) {
    case "device":
      return [{ what: "devices", purpose: "connection", count: devices }];
    case "minute":
      return [{ what: "minutes of connection", purpose: "connection", count: devices * (monthNs / 60e9) }];
    case "message":
    case "operation":
      return exchanges.flatMap((exchange) => meteredPackets(rule, fleet, exchange));
    case "byte":
      return exchanges.map((exchange) => {
        const layers = layersOf(exchange, fleet.tls);
        const bytes = rule.layer === "mqtt" ? mqttBytesOf(layers) : wireBytesOf(layers);
        const count = Math.round(devices * exchange.perMonth * bytes);
        return { what: `bytes of ${exchange.kind}s`, purpose: purposeOf(exchange), count };
      });
  }
}

function meteredPackets(rule: TariffRule, { devices, isRetained }: Fleet, exchange: Exchange): readonly Metered[] {
  const of = (side: "up" | "down"): readonly Metered[] =>
    Object.entries(exchange[side]).flatMap(([packet, { packets, bytes }]) => {
      const fills = packet === "PUBLISH" && rule.size === "topic and payload" ? exchange.contentBytes : bytes / packets;
      const steps = rule.stepBytes === null ? 1 : Math.max(1, Math.ceil(fills / rule.stepBytes));
      const count = Math.round(devices * exchange.perMonth * packets * steps);
      const purpose = purposeOf(exchange);
      const whose = side === "up" ? "from device" : "to device";
      const isKept = packet === "PUBLISH" && side === "up" && isRetained === true;
      return [
        ...(isMetered(rule, packet, side) ? [{ what: `${packet} ${whose}`, purpose, count }] : []),
        ...(isKept && isMetered(rule, "RETAINED", side) ? [{ what: "PUBLISH retained", purpose, count }] : []),
      ];
    });
  return [...of("up"), ...of("down")];
}

function isMetered({ meters }: TariffRule, packet: string, side: "up" | "down"): boolean {
  const who = meters[packet];
  return who === "both" || who === (side === "up" ? "from-device" : "to-device");
}

/** Tier by tier, in 10^-12 of the currency's unit. */
export function priced({ prices }: Pick<TariffRule, "prices">, count: number): bigint {
  let [sum, from] = [0n, 0];
  for (const { upTo, amount, per } of prices) {
    const within = Math.max(0, Math.min(count, upTo ?? count) - from);
    sum += costOf(within, amount, per);
    from = Math.max(from, upTo ?? count);
  }
  return sum;
}
