/** What outages cost: how long until a client was back and until a message was acknowledged, and the packets that recovery took. Pure. */
import type { MadeCut } from "../link/link-messages.ts";
import type { Recorder } from "../metrics/recorder.ts";
import type { RecoverySection } from "../result/recovery-section.ts";
import type { PacketCounts } from "../mqtt/ledger.ts";
import type { Outage } from "./outages.ts";

/** From the cut that the link made where it made one: a silent cut is noticed long after. */
export interface TimedOutage extends Outage {
  readonly fromNs: number;
  /** The link ended the connection, as the scenario asks. */
  readonly isCut: boolean;
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
      return { ...outage, fromNs: Math.min(cutNs ?? outage.lostNs, outage.lostNs), isCut: cutNs !== undefined };
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

/** null: no connection was lost while the load ran. `resent`: counted where it was sent again, never as a difference: what is unfinished lacks packets. */
export function describeRecovery(
  outages: readonly TimedOutage[],
  connecting: RecoverySection["connecting"],
  resent: RecoverySection["resent"],
): RecoverySection | null {
  if (outages.length === 0) return null;
  const add = (counts: PacketCounts, what: "packets" | "bytes"): number =>
    Object.values(counts).reduce((sum, each) => sum + each[what], 0);
  const lastBackNs = outages.flatMap(({ backNs }) => (backNs === null ? [] : [backNs]));
  return {
    outages: outages.length,
    clients: new Set(outages.map(({ client }) => client)).size,
    notBack: new Set(outages.filter(isNotBack).map(({ client }) => client)).size,
    spanNs: lastBackNs.length === 0 ? null : Math.max(...lastBackNs) - Math.min(...outages.map(({ fromNs }) => fromNs)),
    resent,
    answers: {},
    connecting,
    packetsPerOutage: (add(resent, "packets") + connecting.packets) / outages.length,
    bytesPerOutage: (add(resent, "bytes") + connecting.bytes) / outages.length,
  };
}

/** Its last outage has no end. */
function isNotBack({ client, backNs, lostNs }: TimedOutage, _: number, all: readonly TimedOutage[]): boolean {
  return backNs === null && !all.some((other) => other.client === client && other.lostNs > lostNs);
}
