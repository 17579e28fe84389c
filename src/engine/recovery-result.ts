/** What outages cost: how long until a client was back and until a message was acknowledged, and the packets that recovery took. Pure. */
import type { MadeCut } from "../link/link-messages.ts";
import type { Recorder } from "../metrics/recorder.ts";
import type { MessageLedger } from "../result/schema.ts";
import type { RecoverySection } from "../result/recovery-section.ts";
import type { PacketCounts } from "../mqtt/ledger.ts";
import type { Outage } from "./outages.ts";

/** From the cut that the link made where it made one: a silent cut is noticed long after. */
export interface TimedOutage extends Outage {
  readonly fromNs: number;
}

/** The clocks of the link's process and of a shard are one, read through different functions: a loss may seem to come before its cut. */
const clockErrorNs = 5e6;

/** `cuts` in the order they were made. */
export function timeOutages(outages: readonly Outage[], cuts: readonly MadeCut[]): readonly TimedOutage[] {
  const byClient = new Map<string, number[]>();
  for (const { client, atNs } of cuts) byClient.set(client, [...(byClient.get(client) ?? []), atNs]);
  const lostNs = new Map<string, number>();
  return outages
    .toSorted((a, b) => a.lostNs - b.lostNs)
    .map((outage) => {
      const sinceNs = lostNs.get(outage.client) ?? 0;
      const untilNs = outage.lostNs + clockErrorNs;
      const cutNs = byClient.get(outage.client)?.find((atNs) => atNs > sinceNs && atNs <= untilNs);
      lostNs.set(outage.client, untilNs);
      return { ...outage, fromNs: Math.min(cutNs ?? outage.lostNs, outage.lostNs) };
    });
}

export function recordOutages(recorder: Recorder, outages: readonly TimedOutage[]): void {
  const reconnect = recorder.histograms("reconnectTime");
  const recovery = recorder.histograms("recoveryTime");
  for (const { account, fromNs, backNs, acknowledgedNs } of outages) {
    if (backNs !== null) reconnect[account]?.record(backNs - fromNs);
    if (acknowledgedNs !== null) recovery[account]?.record(acknowledgedNs - fromNs);
  }
}

/** null: no connection was lost while the load ran. `predicted`: of the sensors' hop, for what was sent. */
export function describeRecovery(
  outages: readonly TimedOutage[],
  connecting: RecoverySection["connecting"],
  ledger: MessageLedger | null,
  predicted: MessageLedger["predicted"]["sensor"],
): RecoverySection | null {
  if (outages.length === 0) return null;
  const resent = ledger === null ? {} : subtract(ledger.counted.sensor.up, predicted.up);
  const answers = ledger === null ? {} : subtract(ledger.counted.sensor.down, predicted.down);
  const add = (counts: PacketCounts, what: "packets" | "bytes"): number =>
    Object.values(counts).reduce((sum, each) => sum + each[what], 0);
  const lastBackNs = outages.flatMap(({ backNs }) => (backNs === null ? [] : [backNs]));
  return {
    outages: outages.length,
    clients: new Set(outages.map(({ client }) => client)).size,
    notBack: new Set(outages.filter(isNotBack).map(({ client }) => client)).size,
    spanNs: lastBackNs.length === 0 ? null : Math.max(...lastBackNs) - Math.min(...outages.map(({ fromNs }) => fromNs)),
    resent,
    answers,
    connecting,
    packetsPerOutage: (add(resent, "packets") + add(answers, "packets") + connecting.packets) / outages.length,
    bytesPerOutage: (add(resent, "bytes") + add(answers, "bytes") + connecting.bytes) / outages.length,
  };
}

/** Its last outage has no end. */
function isNotBack({ client, backNs, lostNs }: TimedOutage, _: number, all: readonly TimedOutage[]): boolean {
  return backNs === null && !all.some((other) => other.client === client && other.lostNs > lostNs);
}

/** Counted less predicted, by packet type; what agrees is left out. */
function subtract(counted: PacketCounts, predicted: PacketCounts): Record<string, { packets: number; bytes: number }> {
  const none = { packets: 0, bytes: 0 };
  return Object.fromEntries(
    [...new Set([...Object.keys(counted), ...Object.keys(predicted)])].flatMap((name) => {
      const [got, want] = [counted[name] ?? none, predicted[name] ?? none];
      const difference = { packets: got.packets - want.packets, bytes: got.bytes - want.bytes };
      return difference.packets === 0 && difference.bytes === 0 ? [] : [[name, difference]];
    }),
  );
}
