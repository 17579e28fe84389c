/** What arrives at the receivers of a shard: which message it is, how late it is, whether it was seen before. */
import { IntervalCounts } from "../metrics/interval-counts.ts";
import { counterColumn } from "../metrics/recorder.ts";
import type { Recorder } from "../metrics/recorder.ts";
import type { PublishView } from "../mqtt/codec.ts";
import { outside, strangersAccount } from "../mqtt/ledger.ts";
import { identityBytes, readIntendedUs, readRunTag, readSensor, readSequence } from "../mqtt/payload.ts";
import { firstSensors } from "../scenario/fleet.ts";
import { arrival, DeliveryLog } from "./delivery-log.ts";
import type { SeenCounts } from "./delivery-log.ts";
import type { Phases } from "./phases.ts";
import type { ShardTask } from "./worker-messages.ts";

const delivered = counterColumn("delivered");
const duplicate = counterColumn("duplicate");
const reordered = counterColumn("reordered");
const unidentified = counterColumn("unidentified");
const foreign = counterColumn("foreign");
const foreignRetained = counterColumn("foreignRetained");
const foreignWithinMeasure = counterColumn("foreignWithinMeasure");
const deliveredWithinMeasure = counterColumn("deliveredWithinMeasure");
/** More than any sensor sends in a trial: a larger number is not ours. */
const largestSequence = 2 ** 28;

/** What a message of the trial is known by. */
type OwnMessages = Pick<ShardTask, "scenario" | "runTag" | "payloads">;

export class Deliveries {
  readonly #recorder: Recorder;
  readonly #endToEndLatency: readonly IntervalCounts[];
  readonly #released: readonly IntervalCounts[];
  readonly #phases: Phases;
  readonly #runTag: number;
  /** The first sensor of each group, then the number of sensors. */
  readonly #firstSensors: readonly number[];
  /** The ledger's account of what is not of this trial. */
  readonly #strangers: number;
  /** Payloads that are too short to say which message they are. */
  readonly #shortPayloads: readonly Uint8Array[];
  readonly #logs = new Map<number, DeliveryLog>();

  constructor(recorder: Recorder, phases: Phases, own: OwnMessages) {
    this.#recorder = recorder;
    // What is of no message of measure is recorded too, and forgotten: warm-up runs what measure runs.
    const forgotten = new IntervalCounts();
    this.#endToEndLatency = [forgotten, ...recorder.histograms("endToEndLatency").slice(1)];
    this.#released = [forgotten, ...recorder.histograms("released").slice(1)];
    this.#phases = phases;
    this.#runTag = own.runTag;
    this.#firstSensors = firstSensors(own.scenario);
    this.#strangers = strangersAccount(recorder.accounts);
    this.#shortPayloads = own.payloads.filter(({ length }) => length < identityBytes);
  }

  /** Notes one arrival and returns the account of its message. */
  arrived(receiver: number, packet: Uint8Array, view: PublishView, end: number, nowNs: number): number {
    const recorder = this.#recorder;
    const within = this.#phases.isMeasured(nowNs) ? 1 : 0;
    const at = view.payloadStart;
    if (end - at < identityBytes) {
      // One kept from before comes with RETAIN set, one just published without [MQTT-3.3.1-8, -9].
      if (view.isRetained || !this.#isOwnShort(packet, at, end)) return this.#stranger(view, within);
      recorder.count(outside, unidentified);
      recorder.count(outside, deliveredWithinMeasure, within);
      return outside;
    }
    const sensor = readSensor(packet, at);
    const sequence = readSequence(packet, at);
    const group = this.#groupOf(sensor);
    if (readRunTag(packet, at) !== this.#runTag || group < 0 || sequence > largestSequence)
      return this.#stranger(view, within);
    const intendedNs = readIntendedUs(packet, at) * 1000;
    const account = this.#phases.accountOf(intendedNs, group);
    const kind = this.#logOf(receiver).add(sensor, sequence, account !== outside);
    if (kind === arrival.duplicate) {
      recorder.count(account, duplicate);
      return account;
    }
    recorder.count(account, delivered);
    recorder.count(group + 1, deliveredWithinMeasure, within);
    if (kind === arrival.reordered) recorder.count(account, reordered);
    this.#endToEndLatency[account]?.record(nowNs - intendedNs);
    return account;
  }

  released(account: number, intendedNs: number, nowNs: number): void {
    this.#released[account]?.record(nowNs - intendedNs);
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

  /** Whether it has the bytes of a payload of ours: all that can be told of one that is too short for more. */
  #isOwnShort(packet: Uint8Array, start: number, end: number): boolean {
    for (const payload of this.#shortPayloads) {
      if (payload.length !== end - start) continue;
      let at = 0;
      while (at < payload.length && payload[at] === packet[start + at]) at += 1;
      if (at === payload.length) return true;
    }
    return false;
  }

  #logOf(receiver: number): DeliveryLog {
    const known = this.#logs.get(receiver);
    if (known !== undefined) return known;
    const log = new DeliveryLog();
    this.#logs.set(receiver, log);
    return log;
  }

  /** -1: no sensor of this case. */
  #groupOf(sensor: number): number {
    const first = this.#firstSensors;
    for (let group = 0; group < first.length - 1; group += 1) if (sensor < (first[group + 1] ?? 0)) return group;
    return -1;
  }
}
