/** How many messages a cut connection loses, by broker and QoS, from results whose connections were cut. Pure. */
import type { HandshakeRow } from "../result/loads/handshake.ts";
import { steadyOf } from "../result/loads/steady-of.ts";
import type { RunResult, Trial } from "../result/schema.ts";
import { figureOf } from "./figure.ts";
import { exchangesOf } from "./loads/handshake.ts";

/** What was lost under a handshake load, where each cut strikes a message on its way to the broker. */
interface LostInExchange {
  readonly cuts: number;
  readonly lost: number;
  /** Messages a cut, each step of the exchange counting the same. */
  readonly share: number;
}

/** What was lost under a steady load whose sensors were cut, whatever they were doing. */
interface LostAtAnyTime {
  readonly cuts: number;
  readonly lost: number;
  /** A cut loses what a sensor sends in this time. */
  readonly nsACut: number;
}

export interface LostAtCuts {
  readonly inExchange: LostInExchange | null;
  readonly atAnyTime: LostAtAnyTime | null;
}

/** What was lost at cuts of the sensors' own connections, by what is valid in the results. */
export function lostAtCuts(results: readonly RunResult[], broker: string, qos: number): LostAtCuts {
  const measured = results.flatMap((result) =>
    result.trials
      .filter((trial) => trial.valid && trial.broker.name === broker)
      .map((trial) => ({ trial, levels: levelsOf(result, trial) })),
  );
  return {
    inExchange: lostInExchange(
      measured.flatMap(({ trial }) => exchangesOf(trial).filter((row) => isCutOfPublisher(row) && row.qos === qos)),
    ),
    atAnyTime: lostAtAnyTime(
      measured.filter(({ levels }) => levels.every((level) => level === qos)).map(({ trial }) => trial),
    ),
  };
}

function levelsOf({ cases }: RunResult, trial: Trial): readonly number[] {
  return cases.find(({ id }) => id === trial.case)?.qos.sensors ?? [];
}

/** A receiver's own cut is not the device's. */
function isCutOfPublisher({ fault, side, notApplicable }: HandshakeRow): boolean {
  return fault === "cut" && side === "publisher" && notApplicable === null;
}

function lostInExchange(rows: readonly HandshakeRow[]): LostInExchange | null {
  const cut = rows
    .map(({ deliveries: { none, once, more } }) => ({ lost: none, cuts: none + once + more }))
    .filter(({ cuts }) => cuts > 0);
  if (cut.length === 0) return null;
  const shares = cut.map(({ lost, cuts }) => lost / cuts);
  return { ...total(cut), share: shares.reduce((sum, share) => sum + share, 0) / shares.length };
}

function lostAtAnyTime(trials: readonly Trial[]): LostAtAnyTime | null {
  const cut = trials.flatMap((trial) => lostOf(trial) ?? []);
  if (cut.length === 0) return null;
  const sum = total(cut);
  return { ...sum, nsACut: cut.reduce((all, { ns }) => all + ns, 0) / sum.cuts };
}

interface Lost {
  readonly cuts: number;
  readonly lost: number;
}

/** null: no sensor was cut at its time, or others were cut too, whose losses cannot be told apart. */
function lostOf(trial: Trial): (Lost & { readonly ns: number }) | null {
  const { link, recovery, sensors } = trial;
  const made = link?.madeCuts ?? [];
  const isOfSensors = made.length > 0 && made.every(({ client }) => client.startsWith("s"));
  if (steadyOf(trial) === null || recovery === null || link === null || !isOfSensors || sensors.connected === null)
    return null;
  if (link.packetCuts.length > 0) return null;
  const [deliveries, expected, sent, ratePerSecond] = (
    ["lost", "expectedDeliveries", "sent", "offeredRate"] as const
  ).map((metric) => figureOf(trial, { metric, statistic: null }) ?? 0);
  if (deliveries === undefined || !expected || !sent || !ratePerSecond) return null;
  // Each of several receivers misses a message that is lost.
  const lost = (deliveries / expected) * sent;
  return { lost, cuts: recovery.outages, ns: (lost / ratePerSecond) * sensors.connected * 1e9 };
}

function total(parts: readonly Lost[]): Lost {
  const add = (key: keyof Lost): number => parts.reduce((sum, part) => sum + part[key], 0);
  return { cuts: add("cuts"), lost: add("lost") };
}
