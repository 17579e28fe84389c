/** The bytes that a device moves in a month, by what they are for, and what its data plan makes of them. Pure. */
import type { Fleet } from "../../result/schema.ts";
import { costOf, toCents } from "./amount.ts";
import type { ByPurpose } from "./bill.ts";
import type { Exchange } from "./exchanges.ts";
import { layersOf, wireBytesOf } from "./layers.ts";
import type { Layers } from "./layers.ts";

/** Whole bytes of one device in a month, both ways. */
export interface DataUse {
  /** Of messages and commands; keepalive and reconnects with all their layers. */
  readonly parts: Readonly<Record<keyof Layers | "keepalive" | "reconnects", number>>;
  readonly purposes: ByPurpose<number>;
  readonly total: number;
  /** null: no plan is stated. */
  readonly plan: PlanUse | null;
}

interface PlanUse {
  /** Of one device, as rounded up by the plan. */
  readonly billedBytes: number;
  /** Connections in the month. */
  readonly sessions: number;
  readonly deviceCents: bigint;
  readonly fleetCents: bigint;
}

const layerNames = ["payload", "mqtt", "headers", "bare", "tls"] as const;

export function dataUseOf(fleet: Fleet, exchanges: readonly Exchange[]): DataUse {
  const uses = exchanges.map((exchange) => ({ exchange, layers: layersOf(exchange, fleet.tls) }));
  const sum = (kinds: readonly Exchange["kind"][], bytesOf: (layers: Layers) => number): number =>
    Math.round(
      uses.reduce(
        (total, { exchange, layers }) =>
          total + (kinds.includes(exchange.kind) ? exchange.perMonth * bytesOf(layers) : 0),
        0,
      ),
    );
  const [payload, mqtt, headers, bare, tls] = layerNames.map((name) =>
    sum(["message", "command"], (layers) => layers[name]),
  );
  const parts = {
    payload: payload ?? 0,
    mqtt: mqtt ?? 0,
    headers: headers ?? 0,
    bare: bare ?? 0,
    tls: tls ?? 0,
    keepalive: sum(["ping"], wireBytesOf),
    reconnects: sum(["reconnect"], wireBytesOf),
  };
  const total = Object.values(parts).reduce((all, bytes) => all + bytes, 0);
  const down = sum(["command"], wireBytesOf);
  const connection = parts.keepalive + parts.reconnects;
  return {
    parts,
    purposes: { up: total - down - connection, down, connection },
    total,
    plan: planOf(fleet, total, exchanges),
  };
}

function planOf({ data, devices, tls }: Fleet, total: number, exchanges: readonly Exchange[]): PlanUse | null {
  if (data === undefined) return null;
  const { stepBytes, rounds, amount, per } = data;
  const sessions = 1 + exchanges.reduce((sum, { kind, perMonth }) => sum + (kind === "reconnect" ? perMonth : 0), 0);
  const roundUp = (bytes: number): number => (stepBytes === null ? bytes : Math.ceil(bytes / stepBytes) * stepBytes);
  const billed =
    rounds === "session"
      ? sessions * roundUp(total / sessions)
      : exchanges.reduce((sum, each) => sum + each.perMonth * roundUp(wireBytesOf(layersOf(each, tls))), 0);
  const billedBytes = Math.round(billed);
  return {
    billedBytes,
    sessions,
    deviceCents: toCents(costOf(billedBytes, amount, per)),
    fleetCents: toCents(costOf(Math.round(billed * devices), amount, per)),
  };
}
