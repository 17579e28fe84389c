/** What arrives at the receivers of a shard: which message it is, whether as it was sent, how late, whether it was seen before. */
import { IntervalCounts } from "../../../metrics/interval-counts.ts";
import { counterColumn } from "../../../metrics/recorder.ts";
import type { RecordedName, Recorder } from "../../../metrics/recorder.ts";
import type { PublishView } from "../../../mqtt/wire/codec.ts";
import { outside, strangersAccount } from "../../../mqtt/wire/ledger.ts";
import { identityBytes } from "../../../mqtt/wire/payload.ts";
import { instancesOf } from "../../../scenario/fleet.ts";
import { shardOf } from "../../../scenario/planning/placement.ts";
import { arrival, DeliveryLog } from "./delivery-log.ts";
import { alteration, OwnMessages } from "./own-messages.ts";
import { breach, SubscriptionRules } from "./subscription-rules.ts";
import type { SeenCounts, ShardTask } from "../../messages.ts";
import type { Phases } from "../phases.ts";

const delivered = counterColumn("delivered");
const duplicate = counterColumn("duplicate");
const reordered = counterColumn("reordered");
const unidentified = counterColumn("unidentified");
const foreign = counterColumn("foreign");
const foreignRetained = counterColumn("foreignRetained");
const foreignWithinMeasure = counterColumn("foreignWithinMeasure");
const deliveredWithinMeasure = counterColumn("deliveredWithinMeasure");
const altered = counterColumn("altered");
const columnOfAlteration = {
  [alteration.topic]: counterColumn("alteredTopic"),
  [alteration.length]: counterColumn("alteredLength"),
  [alteration.content]: counterColumn("alteredContent"),
};

const columnOfBreach = {
  [breach.ownMessage]: counterColumn("ownReturned"),
  [breach.retainFlag]: counterColumn("retainFlagChanged"),
  [breach.retainedMessage]: counterColumn("retainedUnasked"),
};

/** Added to an intended time, which is whole nanoseconds: it is by another clock than the receiver's. */
const byAnotherClock = 0.5;

export class Deliveries {
  readonly #recorder: Recorder;
  readonly #endToEndLatency: readonly IntervalCounts[];
  readonly #released: readonly IntervalCounts[];
  /** Of messages from sensors of another clock. */
  readonly #acrossClocks: readonly IntervalCounts[];
  readonly #releasedAcrossClocks: readonly IntervalCounts[];
  readonly #isOfAnotherClock: (sensor: number) => boolean;
  readonly #phases: Phases;
  readonly #own: OwnMessages;
  readonly #rules: SubscriptionRules;
  /** The ledger's account of what is not of this trial. */
  readonly #strangers: number;
  readonly #logs = new Map<number, DeliveryLog>();

  constructor(
    recorder: Recorder,
    phases: Phases,
    task: Pick<ShardTask, "scenario" | "runTag" | "payloads" | "epochUs" | "shards" | "sameClock">,
  ) {
    this.#recorder = recorder;
    // What is of no message of measure is recorded too, and forgotten: warm-up runs what measure runs.
    const forgotten = new IntervalCounts();
    const ofMeasure = (name: RecordedName): readonly IntervalCounts[] => [
      forgotten,
      ...recorder.histograms(name).slice(1),
    ];
    this.#endToEndLatency = ofMeasure("endToEndLatency");
    this.#released = ofMeasure("released");
    this.#acrossClocks = ofMeasure("endToEndAcrossClocks");
    this.#releasedAcrossClocks = ofMeasure("releasedAcrossClocks");
    this.#isOfAnotherClock = otherClocks(task);
    this.#phases = phases;
    this.#own = new OwnMessages(task);
    this.#rules = new SubscriptionRules(task.scenario);
    this.#strangers = strangersAccount(recorder.accounts);
  }

  /** Notes one arrival and returns the account of its message. */
  arrived(receiver: number, packet: Uint8Array, view: PublishView, end: number, nowNs: number): number {
    const recorder = this.#recorder;
    const within = this.#phases.isMeasured(nowNs) ? 1 : 0;
    const at = view.payloadStart;
    const group = this.#own.groupOf(packet, at, end);
    if (group < 0) {
      const broken = this.#rules.areAny ? this.#rules.ofAny(receiver, view.isRetained) : breach.none;
      if (broken !== breach.none) recorder.count(outside, columnOfBreach[broken]);
      if (end - at >= identityBytes) return this.#stranger(view, within);
      // One kept from before comes with RETAIN set, one just published without [MQTT-3.3.1-8, -9].
      if (view.isRetained || !this.#own.isShort(packet, at, end)) return this.#stranger(view, within);
      recorder.count(outside, unidentified);
      recorder.count(outside, deliveredWithinMeasure, within);
      return outside;
    }
    const { sensor, sequence, intendedUs } = this.#own.read;
    const intendedNs = intendedUs * 1000;
    const account = this.#phases.accountOf(intendedNs, group);
    const change = this.#own.alterationOf(group, packet, view, end);
    if (change !== alteration.none) {
      recorder.count(account, altered);
      recorder.count(outside, columnOfAlteration[change]);
      return outside;
    }
    const broken = this.#rules.areAny ? this.#rules.ofOwn(receiver, sensor, group, view.isRetained) : breach.none;
    if (broken !== breach.none) recorder.count(outside, columnOfBreach[broken]);
    // It was due to everybody else.
    if (broken === breach.ownMessage) return outside;
    const kind = this.#logOf(receiver).add(sensor, sequence, account !== outside);
    if (kind === arrival.duplicate) {
      recorder.count(account, duplicate);
      return account;
    }
    recorder.count(account, delivered);
    recorder.count(group + 1, deliveredWithinMeasure, within);
    if (kind === arrival.reordered) recorder.count(account, reordered);
    const latencies = this.#isOfAnotherClock(sensor) ? this.#acrossClocks : this.#endToEndLatency;
    latencies[account]?.record(nowNs - intendedNs);
    return account;
  }

  /** The intended time that an arrived message states, and whose clock it is by; -1: it states none. */
  intendedNsOf(packet: Uint8Array, { payloadStart }: PublishView, end: number): number {
    if (this.#own.groupOf(packet, payloadStart, end) < 0) return -1;
    const { sensor, intendedUs } = this.#own.read;
    return intendedUs * 1000 + (this.#isOfAnotherClock(sensor) ? byAnotherClock : 0);
  }

  /** `intendedNs`: as `intendedNsOf` gave it. */
  released(account: number, intendedNs: number, nowNs: number): void {
    const released = Number.isInteger(intendedNs) ? this.#released : this.#releasedAcrossClocks;
    released[account]?.record(nowNs - Math.floor(intendedNs));
  }

  counts(): readonly { readonly receiver: number; readonly counts: SeenCounts }[] {
    return [...this.#logs].map(([receiver, log]) => ({ receiver, counts: log.counts() }));
  }

  #stranger({ isRetained }: PublishView, within: number): number {
    const recorder = this.#recorder;
    recorder.count(outside, foreign);
    recorder.count(outside, foreignRetained, isRetained ? 1 : 0);
    recorder.count(outside, foreignWithinMeasure, within);
    return this.#strangers;
  }

  #logOf(receiver: number): DeliveryLog {
    const known = this.#logs.get(receiver);
    if (known !== undefined) return known;
    const log = new DeliveryLog();
    this.#logs.set(receiver, log);
    return log;
  }
}

/** Whether a sensor lives with another agent than the receivers of the task. */
function otherClocks({ scenario, shards, sameClock }: Pick<ShardTask, "scenario" | "shards" | "sameClock">) {
  if (sameClock === null) return (): boolean => false;
  const [from, to] = sameClock;
  const instances = instancesOf(scenario);
  return (sensor: number): boolean => {
    const shard = shardOf(sensor, instances, shards);
    return shard < from || shard >= to;
  };
}
