/** What outages cost: how long until a client was back and until a message was acknowledged, and the packets that recovery took. Pure. */
import { formatCount, formatCounted } from "../../../format.ts";
import type { MadeCut } from "../../../link/link-messages.ts";
import type { HistogramName } from "../../../metrics/catalogue.ts";
import { Recorder } from "../../../metrics/recorder.ts";
import type { Snapshot } from "../../../metrics/recorder.ts";
import type { Scenario } from "../../../scenario/scenario.ts";
import type { Note } from "../../../result/schema.ts";
import type { RecoverySection } from "../../../result/sections/recovery-section.ts";
import type { PacketCounts } from "../../../mqtt/wire/ledger.ts";
import type { AgesPart, Outage } from "../../messages.ts";

/** An outage that begins with the link's cut where it made one: a silent cut is noticed long after. */
export interface TimedOutage extends Outage {
  readonly fromNs: number;
  /** The link ended the connection, as the scenario asks. */
  readonly isCut: boolean;
}

/** The clocks of the link's process and of a shard are one, read through different functions: a loss may seem to come before its cut. */
const clockErrorNs = 5e6;

/** The clients of these that the link had cut and that were not back then: a silence of theirs is the link's. */
export function clientsStillCut(
  cuts: readonly MadeCut[],
  outages: readonly TimedOutage[],
  atNs: number,
): ReadonlySet<string> {
  const lastCutNs = new Map<string, number>();
  for (const { client, atNs: cutNs } of cuts) lastCutNs.set(client, Math.max(cutNs, lastCutNs.get(client) ?? 0));
  for (const { client, lostNs, backNs } of outages) {
    // What was lost before its cut says nothing of it: CONNACK passes the link just before a cut that was due earlier.
    const hasNoticed = lostNs + clockErrorNs > (lastCutNs.get(client) ?? Number.POSITIVE_INFINITY);
    if (hasNoticed && backNs !== null && backNs <= atNs) lastCutNs.delete(client);
  }
  return new Set(lastCutNs.keys());
}

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

/** How long each lasted, and how old those were that had not ended. Nothing is told of clients that the scenario lets stay away. */
export function measureOutages(
  outages: readonly TimedOutage[],
  { accounts, endNs, mayReturn }: { readonly accounts: number; readonly endNs: number; readonly mayReturn: boolean },
): { readonly ended: Snapshot; readonly ages: readonly AgesPart[] } {
  const [ended, ages] = [new Recorder(accounts), new Recorder(accounts)];
  const record = (into: Recorder, name: HistogramName, account: number, ns: number): void =>
    into.histograms(name)[account]?.record(ns);
  for (const { account, fromNs, backNs, acknowledgedNs, isOwed } of withLaterRecovery(outages)) {
    if (backNs !== null) record(ended, "reconnectTime", account, backNs - fromNs);
    else if (mayReturn) record(ages, "reconnectTime", account, endNs - fromNs);
    if (acknowledgedNs !== null) record(ended, "recoveryTime", account, acknowledgedNs - fromNs);
    else if (mayReturn && isOwed) record(ages, "recoveryTime", account, endNs - fromNs);
  }
  return { ended: ended.take(), ages: ages.take().histograms };
}

/** A sensor that was lost again before a handshake completed recovers from both with the first that does. */
function withLaterRecovery(outages: readonly TimedOutage[]): readonly TimedOutage[] {
  const next = new Map<string, TimedOutage>();
  return outages
    .toSorted((a, b) => b.lostNs - a.lostNs)
    .map((outage) => {
      const { acknowledgedNs, isOwed } = outage;
      const later = acknowledgedNs === null ? next.get(outage.client) : undefined;
      const told =
        later === undefined
          ? outage
          : { ...outage, acknowledgedNs: later.acknowledgedNs, isOwed: later.isOwed || isOwed };
      next.set(outage.client, told);
      return told;
    });
}

/** By how much the clocks of both sides may differ on how long a client was away: the broker may notice later that it is. */
const expiryMarginNs = 1e9;

/** Sessions that were to be kept and that the broker no longer had when their clients came back, and those that it had beyond their expiry. */
export function forgottenWarnings(
  outages: readonly TimedOutage[],
  { clean, expirySeconds = Number.POSITIVE_INFINITY }: Scenario["session"],
): readonly Note[] {
  if (clean) return [];
  const awayNs = ({ fromNs, backNs }: TimedOutage): number => (backNs ?? fromNs) - fromNs;
  const outlived = outages.filter(
    (each) => each.hasSession === true && awayNs(each) > expirySeconds * 1e9 + expiryMarginNs,
  ).length;
  const back = outages.filter((each) => each.hasSession !== null && awayNs(each) < expirySeconds * 1e9);
  const forgotten = back.filter(({ hasSession }) => hasSession === false).length;
  return [...outlivedNotes(outlived, expirySeconds), ...forgottenNotes(forgotten, back)];
}

function outlivedNotes(outlived: number, expirySeconds: number): readonly Note[] {
  if (outlived === 0) return [];
  const text = `the broker still had ${formatCounted(outlived, "session")} more than a second after ${outlived === 1 ? "it was" : "they were"} to expire (session.expiry ${expirySeconds} s; MQTT 5, section 3.1.2.11.2)`;
  return [{ code: "sessions-outlived", text }];
}

function forgottenNotes(forgotten: number, back: readonly TimedOutage[]): readonly Note[] {
  if (forgotten === 0) return [];
  const text = `the broker had forgotten ${formatCount(forgotten)} of ${formatCounted(back.length, "session")} that it was to keep (session present 0): what was in flight or queued in them is lost`;
  return [{ code: "sessions-forgotten", text }];
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
