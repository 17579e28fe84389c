/** What arrives at the receivers of a shard: which message it is, how late it is, whether it was seen before. */
import { IntervalCounts } from "../metrics/interval-counts.ts";
import { counterColumn } from "../metrics/recorder.ts";
import type { Recorder } from "../metrics/recorder.ts";
import type { PublishView } from "../mqtt/codec.ts";
import { outside } from "../mqtt/ledger.ts";
import { identityBytes, readIntendedUs, readRunTag, readSensor, readSequence } from "../mqtt/payload.ts";
import { arrival, DeliveryLog } from "./delivery-log.ts";
import type { SeenCounts } from "./delivery-log.ts";
import type { Phases } from "./phases.ts";

const delivered = counterColumn("delivered");
const duplicate = counterColumn("duplicate");
const reordered = counterColumn("reordered");
const unidentified = counterColumn("unidentified");
const foreign = counterColumn("foreign");
const deliveredWithinMeasure = counterColumn("deliveredWithinMeasure");
/** More than any sensor sends in a trial: a larger number is not ours. */
const largestSequence = 2 ** 28;

export class Deliveries {
  readonly #recorder: Recorder;
  readonly #endToEndLatency: readonly IntervalCounts[];
  readonly #released: readonly IntervalCounts[];
  readonly #phases: Phases;
  readonly #runTag: number;
  /** The first sensor of each group, then the number of sensors. */
  readonly #firstSensors: readonly number[];
  readonly #logs = new Map<number, DeliveryLog>();

  constructor(recorder: Recorder, phases: Phases, runTag: number, firstSensors: readonly number[]) {
    this.#recorder = recorder;
    // What is of no message of measure is recorded too, and forgotten: warm-up runs what measure runs.
    const forgotten = new IntervalCounts();
    this.#endToEndLatency = [forgotten, ...recorder.histograms("endToEndLatency").slice(1)];
    this.#released = [forgotten, ...recorder.histograms("released").slice(1)];
    this.#phases = phases;
    this.#runTag = runTag;
    this.#firstSensors = firstSensors;
  }

  /** Notes one arrival and returns the account of its message. */
  arrived(receiver: number, packet: Uint8Array, view: PublishView, end: number, nowNs: number): number {
    const recorder = this.#recorder;
    recorder.count(outside, deliveredWithinMeasure, this.#phases.isMeasured(nowNs) ? 1 : 0);
    const at = view.payloadStart;
    if (end - at < identityBytes) {
      // One kept from before comes with RETAIN set, one just published without [MQTT-3.3.1-8, -9].
      recorder.count(outside, view.isRetained ? foreign : unidentified);
      return outside;
    }
    const sensor = readSensor(packet, at);
    const sequence = readSequence(packet, at);
    const group = this.#groupOf(sensor);
    if (readRunTag(packet, at) !== this.#runTag || group < 0 || sequence > largestSequence) {
      recorder.count(outside, foreign);
      return outside;
    }
    const intendedNs = readIntendedUs(packet, at) * 1000;
    const account = this.#phases.accountOf(intendedNs, group);
    const kind = this.#logOf(receiver).add(sensor, sequence, account !== outside);
    if (kind === arrival.duplicate) {
      recorder.count(account, duplicate);
      return account;
    }
    recorder.count(account, delivered);
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
