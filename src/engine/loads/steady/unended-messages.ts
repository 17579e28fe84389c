/** The messages of measure that have not ended: their ages, gathered when somebody asks, off the way of every message. */
import type { HistogramName } from "../../../metrics/catalogue.ts";
import { Recorder } from "../../../metrics/recorder.ts";
import { exchangeState } from "../../../mqtt/client/inflight-table.ts";
import type { InflightTable } from "../../../mqtt/client/inflight-table.ts";
import { outside } from "../../../mqtt/wire/ledger.ts";
import type { AgesPart, ShardReport } from "../../messages.ts";
import { visitDue } from "../../pacing/due-times.ts";
import type { DueQueue } from "../../pacing/due-queue.ts";
import type { LoadSensor } from "../../shard/make-clients.ts";
import type { SteadyOptions } from "./steady-options.ts";

/** What is kept of a message that was given up: its account, its sensor's place, its sequence number, and its four times. */
const kept = 7;

export interface Unsent {
  readonly waiting: ReadonlyMap<number, DueQueue>;
  /** When its pacing began. */
  readonly startNs: number;
  /** Nothing is due from then on. */
  readonly endNs: number;
}

export class UnendedMessages {
  readonly #options: SteadyOptions;
  readonly #ages: Recorder;
  /** The first message, by place, that a sensor which will not come back could not send; it and all after it are unsent. */
  readonly #goneFromNs: Float64Array;
  #abandoned = new Float64Array(64 * kept);
  #abandonedLength = 0;

  constructor(options: SteadyOptions) {
    this.#options = options;
    this.#ages = new Recorder(options.recorder.accounts);
    this.#goneFromNs = new Float64Array(options.sensors.length).fill(Number.POSITIVE_INFINITY);
  }

  gone(place: number, intendedNs: number): void {
    this.#goneFromNs[place] = Math.min(intendedNs, this.#goneFromNs[place] ?? 0);
  }

  isGone(place: number): boolean {
    return Number.isFinite(this.#goneFromNs[place]);
  }

  /** Whether a handshake of the sensor has yet to complete. In a closed loop, one that is down since it might send had sent again at once. */
  owes(place: number, isWaiting: boolean, mightSend: boolean): boolean {
    const sensor = this.#options.sensors[place];
    if (sensor === undefined || this.#qosOf(place) === 0) return false;
    const isClosedLoop = this.#options.groups[sensor.group]?.schedule.kind === "closed";
    const isHeldBack = isClosedLoop && mightSend && !sensor.client.isOpen;
    return isHeldBack || isWaiting || sensor.client.inflightOut > 0 || this.isGone(place);
  }

  /** Its session is lost: it will never end. The slot still holds its times. */
  abandoned(slot: number): void {
    const { table } = this.#options;
    const account = table.account[slot] ?? outside;
    if (account === outside) return;
    if (this.#abandonedLength === this.#abandoned.length) {
      const larger = new Float64Array(2 * this.#abandoned.length);
      larger.set(this.#abandoned);
      this.#abandoned = larger;
    }
    const times = [table.intendedNs, table.sentNs, table.receivedNs, table.releasedNs].map((each) => each[slot] ?? 0);
    this.#abandoned.set([account, table.place[slot] ?? 0, table.sequence[slot] ?? 0, ...times], this.#abandonedLength);
    this.#abandonedLength += kept;
  }

  /** `legs` takes the legs that have ended of handshakes that have not; null: the trial goes on, and they may yet. */
  take(nowNs: number, unsent: Unsent, legs: Recorder | null): readonly AgesPart[] {
    const { table } = this.#options;
    for (const [slot, state] of table.state.entries()) {
      const account = table.account[slot] ?? outside;
      if (state === exchangeState.free || account === outside) continue;
      const sentNs = table.sentNs[slot] ?? 0;
      const receivedNs = table.receivedNs[slot] ?? 0;
      const intendedNs = table.intendedNs[slot] ?? 0;
      this.#addSent(
        {
          account,
          place: table.place[slot] ?? 0,
          intendedNs,
          sentNs,
          receivedNs,
          releasedNs: table.releasedNs[slot] ?? 0,
        },
        nowNs,
        legs,
      );
    }
    for (let at = 0; at < this.#abandonedLength; at += kept) {
      const [account = outside, place = 0, , intendedNs = 0, sentNs = 0, receivedNs = 0, releasedNs = 0] =
        this.#abandoned.subarray(at, at + kept);
      this.#addSent({ account, place, intendedNs, sentNs, receivedNs, releasedNs }, nowNs, legs);
    }
    this.#addUnsent(nowNs, unsent);
    return this.#ages.take().histograms;
  }

  /** Sent at QoS 1 or 2 and not ended, by sensor and sequence number: in flight, or given up. */
  which(): ShardReport["unfinished"] {
    const { table, sensors } = this.#options;
    const [found, sequences]: [number[], number[]] = [[], []];
    const add = (place: number, sequence: number, sentNs: number): void => {
      if (sentNs < 0) return;
      found.push(sensors[place]?.sensor ?? 0);
      sequences.push(sequence);
    };
    for (const [slot, state] of table.state.entries()) {
      if (state === exchangeState.free || table.account[slot] === outside) continue;
      add(table.place[slot] ?? 0, table.sequence[slot] ?? 0, table.sentNs[slot] ?? 0);
    }
    for (let at = 0; at < this.#abandonedLength; at += kept) {
      const [, place = 0, sequence = 0, , sentNs = 0] = this.#abandoned.subarray(at, at + kept);
      add(place, sequence, sentNs);
    }
    return { sensors: Int32Array.from(found), sequences: Uint32Array.from(sequences) };
  }

  /** Due, and not even taken up by the pacer. */
  neverTakenUp(place: number, intendedNs: number, nowNs: number): void {
    const sensor = this.#options.sensors[place];
    if (sensor === undefined) return;
    const account = this.#options.phases.accountOf(intendedNs, sensor.group);
    if (account === outside) return;
    this.#age("pacingDelay", account, nowNs - intendedNs);
    // What a sensor that is gone left unsent is worked out from its schedule.
    if (!this.isGone(place)) this.#addUnsentOne(place, account, intendedNs, nowNs);
  }

  #addUnsent(nowNs: number, { waiting, startNs, endNs }: Unsent): void {
    const { sensors, phases } = this.#options;
    for (const [place, queue] of waiting) {
      const group = sensors[place]?.group ?? 0;
      for (const intendedNs of queue.times())
        this.#addUnsentOne(place, phases.accountOf(intendedNs, group), intendedNs, nowNs);
    }
    for (const [place, fromNs] of this.#goneFromNs.entries()) {
      const sensor = sensors[place];
      if (!Number.isFinite(fromNs) || sensor === undefined) continue;
      const due = {
        scenario: { sensors: this.#options.groups, seed: this.#options.seed, pacing: this.#options.pacing },
        ...groupOf(sensor),
        startNs,
      };
      visitDue(due, Math.min(endNs, nowNs), (dueNs) => {
        if (dueNs >= fromNs) this.#addUnsentOne(place, phases.accountOf(dueNs, sensor.group), dueNs, nowNs);
      });
    }
  }

  #addUnsentOne(place: number, account: number, intendedNs: number, nowNs: number): void {
    if (account === outside) return;
    this.#age("publishDelay", account, nowNs - intendedNs);
    if (this.#qosOf(place) > 0) this.#age("publishLatency", account, nowNs - intendedNs);
    this.#addHeldUp(place, account, intendedNs, nowNs);
  }

  /** Begun; what it waits for says its times: one that is older than the one before it is of another message of the same slot. */
  #addSent(message: Begun, nowNs: number, legs: Recorder | null): void {
    const { account, place, intendedNs, sentNs, receivedNs, releasedNs } = message;
    if (sentNs < 0) return this.#addUnsentOne(place, account, intendedNs, nowNs);
    this.#age("publishLatency", account, nowNs - intendedNs);
    this.#age("serviceTime", account, nowNs - sentNs);
    this.#addHeldUp(place, account, intendedNs, nowNs);
    if (receivedNs < sentNs) return this.#age("publishLeg", account, nowNs - sentNs);
    legs?.histograms("publishLeg")[account]?.record(receivedNs - sentNs);
    if (releasedNs < receivedNs) return this.#age("turnaround", account, nowNs - receivedNs);
    legs?.histograms("turnaround")[account]?.record(releasedNs - receivedNs);
    return this.#age("releaseLeg", account, nowNs - releasedNs);
  }

  #addHeldUp(place: number, account: number, intendedNs: number, nowNs: number): void {
    const client = this.#options.sensors[place]?.client.index ?? 0;
    if (this.#options.outages.holdsUp(client, intendedNs)) this.#age("outageLatency", account, nowNs - intendedNs);
  }

  #age(metric: HistogramName, account: number, ageNs: number): void {
    this.#ages.histograms(metric)[account]?.record(ageNs);
  }

  #qosOf(place: number): number {
    return this.#options.groups[this.#options.sensors[place]?.group ?? 0]?.qos ?? 0;
  }
}

interface Begun {
  readonly account: number;
  readonly place: number;
  readonly intendedNs: number;
  /** When it was handed to the socket; below 0: it was not. */
  readonly sentNs: number;
  readonly receivedNs: number;
  readonly releasedNs: number;
}

function groupOf({ group, numberInGroup }: LoadSensor): { readonly group: number; readonly numberInGroup: number } {
  return { group, numberInGroup };
}

/** The intended time of the oldest message of measure in flight; null: there is none. */
export function oldestIntendedNs(table: InflightTable): number | null {
  let oldestNs = Number.POSITIVE_INFINITY;
  for (const [slot, state] of table.state.entries()) {
    if (state !== exchangeState.free && table.account[slot] !== outside)
      oldestNs = Math.min(oldestNs, table.intendedNs[slot] ?? 0);
  }
  return Number.isFinite(oldestNs) ? oldestNs : null;
}
