/** The steady load: every sensor publishes at its intended times, or as fast as its window allows. */
import { counterColumn } from "../../../metrics/recorder.ts";
import type { Recorder } from "../../../metrics/recorder.ts";
import type { MqttClient } from "../../../mqtt/client/client.ts";
import type { InflightTable } from "../../../mqtt/client/inflight-table.ts";
import { outside } from "../../../mqtt/wire/ledger.ts";
import type { Scenario, SensorGroup } from "../../../scenario/scenario.ts";
import { DueQueue } from "../../pacing/due-queue.ts";
import type { Outages } from "../../shard/outages.ts";
import type { Phases } from "../../shard/phases.ts";
import { gapsOf } from "../../shard/answer-gaps.ts";
import type { AnswerGaps } from "../../shard/answer-gaps.ts";
import { ExchangeTimes } from "./exchange-times.ts";
import { paceGroups } from "./group-pacers.ts";
import type { GroupPacer } from "./group-pacers.ts";
import type { ShardLoad } from "../../shard/shard-load.ts";
import { SentCounts } from "./sent-counts.ts";
import { serveInTurn } from "./serve-in-turn.ts";
import { oldestIntendedNs, UnendedMessages } from "./unended-messages.ts";
import type { AgesPart } from "../../account/totals.ts";
import type { LoadTimes, ShardReport } from "../../messages.ts";

/** A sensor of this shard. `client.index` is its place in the list. */
export interface LoadSensor {
  readonly client: MqttClient;
  /** Its number over all sensors of the case. */
  readonly sensor: number;
  readonly group: number;
  readonly numberInGroup: number;
  /** Whether a connection that is down may come back. */
  mayReturn: boolean;
}

export interface SteadyOptions {
  readonly sensors: readonly LoadSensor[];
  readonly groups: readonly SensorGroup[];
  readonly seed: number;
  readonly pacing: Scenario["pacing"];
  readonly table: InflightTable;
  readonly recorder: Recorder;
  readonly phases: Phases;
  readonly outages: Outages;
  readonly now: () => number;
}

const column = {
  intended: counterColumn("intended"),
  pacedWithinMeasure: counterColumn("pacedWithinMeasure"),
  sent: counterColumn("sent"),
  acknowledged: counterColumn("acknowledged"),
  refused: counterColumn("refused"),
  abandoned: counterColumn("abandoned"),
  overruns: counterColumn("overruns"),
  delayedByOutage: counterColumn("delayedByOutage"),
  acknowledgedWithinMeasure: counterColumn("acknowledgedWithinMeasure"),
};
/** The pacer looks again after at most this long, so that a stop is noticed. */
const longestSleepMs = 100;
/** A timer of the event loop may be this late; what must leave precisely is awaited awake from then on. */
const timerSlackMs = 2;
/** A turn of the event loop sends for at most so long: then sockets, timers and the main thread have theirs. */
const longestTurnNs = 20e6;

export class Steady implements ShardLoad {
  readonly #options: SteadyOptions;
  readonly #counts: SentCounts;
  /** Sensors with messages that are due and could not leave. */
  readonly #waiting = new Map<number, DueQueue>();
  /** Sensors in a closed loop whose next message needs a turn of the event loop. */
  readonly #idle = new Map<number, null>();
  /** None of them could send in the last turn: no socket has drained. */
  #isStuck = false;
  /** The last turn ended with something left that may leave now. */
  #isCut = false;
  #pacers: readonly GroupPacer[] = [];
  #startNs = 0;
  #endNs = 0;
  /** What waits stays unsent. */
  #isStopped = false;
  #isArmed = false;
  readonly #times: ExchangeTimes;
  readonly #unended: UnendedMessages;
  readonly #hasClosedLoop: boolean;
  readonly unfinished = (): ShardReport["unfinished"] => this.#unended.which();
  readonly gaps: AnswerGaps | null;
  readonly #turn = (): void => {
    this.pump(this.#options.now());
    this.#arm();
  };

  constructor(options: SteadyOptions) {
    this.#options = options;
    this.#counts = new SentCounts(Int32Array.from(options.sensors, ({ sensor }) => sensor));
    this.#hasClosedLoop = options.groups.some(({ schedule }) => schedule.kind === "closed");
    this.gaps = gapsOf(options.groups);
    this.#times = new ExchangeTimes(options.recorder, options.table);
    this.#unended = new UnendedMessages(options);
  }

  get waiting(): number {
    if (this.#isStopped) return 0;
    let waiting = 0;
    for (const queue of this.#waiting.values()) waiting += queue.length;
    return waiting;
  }

  get oldestUnfinishedNs(): number | null {
    const oldestNs = oldestIntendedNs(this.#options.table);
    return oldestNs === null ? null : this.#options.now() - oldestNs;
  }

  start(times: LoadTimes): void {
    this.gaps?.begin(times);
    this.#startNs = times.startNs;
    this.#endNs = times.measureToNs;
    this.#pacers = paceGroups(this.#options, times.startNs);
    setTimeout(() => this.#begin(), Math.max(0, (times.startNs - this.#options.now()) / 1e6));
  }

  stop(atNs: number): void {
    this.#endNs = Math.min(this.#endNs, atNs);
    this.#isStopped = true;
  }

  unended(nowNs: number, legs: Recorder | null): readonly AgesPart[] {
    if (legs !== null) this.#giveUpDue(nowNs);
    return this.#unended.take(nowNs, { waiting: this.#waiting, startNs: this.#startNs, endNs: this.#endNs }, legs);
  }

  owes(place: number, lostNs: number): boolean {
    return this.#unended.owes(place, this.#waiting.has(place), lostNs < this.#endNs);
  }

  sent({ index }: MqttClient, account: number, intendedNs: number, sentNs: number): void {
    this.#options.recorder.count(account, column.sent);
    this.#counts.sent(index, account !== outside);
    this.#times.sent(account, sentNs - intendedNs);
    if (this.#qosOf(index) === 0) this.#countDelayed(index, account, intendedNs, sentNs);
  }

  acknowledged({ index }: MqttClient, slot: number, nowNs: number): void {
    const { table, recorder, phases, sensors } = this.#options;
    const account = table.account[slot] ?? outside;
    recorder.count(account, column.acknowledged);
    const group = sensors[index]?.group ?? 0;
    recorder.count(group + 1, column.acknowledgedWithinMeasure, phases.isMeasured(nowNs) ? 1 : 0);
    this.#times.acknowledged(account, this.#qosOf(index), slot, nowNs);
    this.#countDelayed(index, account, table.intendedNs[slot] ?? 0, nowNs);
    if (this.gaps !== null && this.#isClosedLoop(sensors[index])) this.gaps.acknowledged(nowNs);
    this.#continue(index, nowNs);
  }

  refused(client: MqttClient, slot: number): void {
    const account = this.#options.table.account[slot] ?? outside;
    this.#options.recorder.count(account, column.refused);
    this.#counts.refused(client.index, account !== outside);
    this.#continue(client.index, this.#options.now());
  }

  abandoned(slot: number): void {
    this.#options.recorder.count(this.#options.table.account[slot] ?? outside, column.abandoned);
    this.#unended.abandoned(slot);
  }

  /** A connection is up (again): what waited may leave. */
  opened(client: MqttClient, nowNs: number): void {
    if (nowNs < this.#endNs && this.#isClosedLoop(this.#options.sensors[client.index]))
      this.#idle.set(client.index, null);
    this.#continue(client.index, nowNs, nowNs + longestTurnNs);
    if (!this.#isArmed) this.#arm();
  }

  /** Sends what is due, for at most a turn; cheap when nothing is. Each group, what waits and what is idle have an equal share, and what those before left. */
  pump(nowNs: number): void {
    const parts = this.#pacers.length + Math.min(1, this.#waiting.size) + Math.min(1, this.#idle.size);
    const shareNs = longestTurnNs / Math.max(1, parts);
    this.#isCut = false;
    let untilNs = nowNs;
    for (const each of this.#pacers) this.#pace(each, nowNs, (untilNs += shareNs));
    if (!this.#isStopped) this.#serveWaiting(nowNs, (untilNs += shareNs));
    this.#serveIdle(nowNs + longestTurnNs);
  }

  sentBySensor(): ShardReport["sent"] {
    return this.#counts.report();
  }

  #begin(): void {
    for (const [place, sensor] of this.#options.sensors.entries())
      if (this.#isClosedLoop(sensor)) this.#idle.set(place, null);
    this.pump(this.#options.now());
    this.#arm();
  }

  #pace({ pacer, group, places }: GroupPacer, nowNs: number, untilNs: number): void {
    let atNs = nowNs;
    while (pacer.dueNs <= nowNs && pacer.dueNs < this.#endNs) {
      if (atNs >= untilNs) return void (this.#isCut = true);
      atNs = this.#take(places[pacer.place] ?? 0, group, pacer.dueNs);
      pacer.advance();
    }
  }

  #serveWaiting(nowNs: number, untilNs: number): void {
    const isWhole = serveInTurn(this.#waiting, this.#isBefore(untilNs), (place, queue) => {
      const before = queue.length;
      this.#continue(place, nowNs, untilNs);
      return queue.length > 0 && queue.length < before;
    });
    this.#isCut ||= !isWhole;
  }

  #serveIdle(untilNs: number): void {
    this.#isStuck = true;
    const isWhole = serveInTurn(this.#idle, this.#isBefore(untilNs), (place) => {
      if (!this.#fillWindow(place)) return false;
      this.#isStuck = false;
      return this.#idle.has(place);
    });
    this.#isCut ||= !isWhole;
  }

  #isBefore(untilNs: number): () => boolean {
    return () => this.#options.now() < untilNs;
  }

  /** A message is due: it leaves, or waits with its intended time. Returns when it was taken up. */
  #take(place: number, group: number, intendedNs: number): number {
    const { recorder, phases, sensors, now } = this.#options;
    const account = phases.accountOf(intendedNs, group);
    recorder.count(account, column.intended);
    const nowNs = now();
    this.#times.paced(account, nowNs - intendedNs);
    recorder.count(account, column.pacedWithinMeasure, phases.isMeasured(nowNs) ? 1 : 0);
    const sensor = sensors[place];
    if (sensor === undefined) return nowNs;
    const queue = this.#waiting.get(place);
    if (queue === undefined && sensor.client.canPublish()) this.#send(place, sensor, intendedNs, account);
    else this.#keep(place, sensor, intendedNs, account);
    return nowNs;
  }

  #keep(place: number, { client, mayReturn }: LoadSensor, intendedNs: number, account: number): void {
    this.#options.recorder.count(account, column.overruns);
    // A sensor that will not come back can send nothing: its message is unsent.
    if (!client.isOpen && !mayReturn) return this.#unended.gone(place, intendedNs);
    const queue = this.#waiting.get(place) ?? new DueQueue();
    if (queue.length === 0) this.#waiting.set(place, queue);
    queue.push(intendedNs);
  }

  /** What the pacer is too late for was due all the same. */
  #giveUpDue(nowNs: number): void {
    for (const { pacer, group, places } of this.#pacers) {
      for (; pacer.dueNs < this.#endNs; pacer.advance()) {
        const account = this.#options.phases.accountOf(pacer.dueNs, group);
        this.#options.recorder.count(account, column.intended);
        this.#unended.neverTakenUp(places[pacer.place] ?? 0, pacer.dueNs, nowNs);
      }
    }
  }

  /** Something completed: what waited longest leaves, or in a closed loop the next message. What a window bounds needs no `untilNs`. */
  #continue(place: number, nowNs: number, untilNs = Number.POSITIVE_INFINITY): void {
    // The usual case of an open loop, on the way of every acknowledgement.
    if (!this.#hasClosedLoop && this.#waiting.size === 0) return;
    const sensor = this.#options.sensors[place];
    if (sensor === undefined) return;
    const queue = this.#waiting.get(place);
    if (queue !== undefined) {
      if (this.#isStopped) return;
      if (!sensor.client.isOpen && !sensor.mayReturn) {
        this.#unended.gone(place, queue.oldestNs);
        this.#waiting.delete(place);
      }
      while (queue.length > 0 && sensor.client.canPublish()) {
        const intendedNs = queue.shift();
        this.#send(place, sensor, intendedNs, this.#options.phases.accountOf(intendedNs, sensor.group));
        if (this.#options.now() < untilNs || queue.length === 0) continue;
        this.#isCut = true;
        return;
      }
      if (queue.length === 0) this.#waiting.delete(place);
    } else if (
      this.#isClosedLoop(sensor) &&
      nowNs < this.#endNs &&
      !this.#idle.has(place) &&
      sensor.client.canPublish()
    ) {
      this.#sendNow(place, sensor, this.#options.now());
    }
  }

  /** Fills the window of a sensor in a closed loop; at QoS 0, where nothing answers, one window a turn of the event loop. Says whether it sent. */
  #fillWindow(place: number): boolean {
    const sensor = this.#options.sensors[place];
    const group = sensor === undefined ? undefined : this.#options.groups[sensor.group];
    if (sensor === undefined || group === undefined) return false;
    const nowNs = this.#options.now();
    let sent = 0;
    sensor.client.cork();
    for (; sent < group.window && sensor.client.canPublish() && nowNs < this.#endNs; sent += 1)
      this.#sendNow(place, sensor, nowNs);
    sensor.client.uncork();
    if (group.qos > 0 || nowNs >= this.#endNs) this.#idle.delete(place);
    return sent > 0;
  }

  #sendNow(place: number, sensor: LoadSensor, nowNs: number): void {
    const intendedNs = Math.floor(nowNs / 1000) * 1000;
    const account = this.#options.phases.accountOf(intendedNs, sensor.group);
    this.#options.recorder.count(account, column.intended);
    this.#send(place, sensor, intendedNs, account);
  }

  #send(place: number, sensor: LoadSensor, intendedNs: number, account: number): void {
    sensor.client.publish(intendedNs, this.#counts.takeSequence(place), account);
  }

  /** `endedNs`: acknowledged, or sent at QoS 0. */
  #countDelayed(place: number, account: number, intendedNs: number, endedNs: number): void {
    if (!this.#options.outages.delays(place, intendedNs) || account === outside) return;
    this.#options.recorder.count(account, column.delayedByOutage);
    this.#times.delayed(account, endedNs - intendedNs);
  }

  #qosOf(place: number): number {
    return this.#options.groups[this.#options.sensors[place]?.group ?? 0]?.qos ?? 0;
  }

  #isClosedLoop(sensor: LoadSensor | undefined): boolean {
    return sensor !== undefined && this.#options.groups[sensor.group]?.schedule.kind === "closed";
  }

  /** One timer for all sensors: until the next message is due, and no more than a millisecond while something waits. */
  #arm(): void {
    let nextNs = Number.POSITIVE_INFINITY;
    for (const { pacer } of this.#pacers) nextNs = Math.min(nextNs, pacer.dueNs);
    const isBusy = (this.#waiting.size > 0 && !this.#isStopped) || this.#idle.size > 0;
    this.#isArmed = nextNs < this.#endNs || isBusy;
    if (!this.#isArmed) return;
    const untilNextMs = Math.floor((nextNs - this.#options.now()) / 1e6);
    // A closed loop at QoS 0 has nothing to wait for but its turn, while the sockets take what it sends; nor has what a turn had no time for.
    if (
      this.#isCut ||
      (this.#idle.size > 0 && !this.#isStuck) ||
      (this.#options.pacing === "precise" && untilNextMs <= timerSlackMs)
    ) {
      setImmediate(this.#turn);
      return;
    }
    const slackMs = this.#options.pacing === "precise" ? timerSlackMs : 0;
    setTimeout(this.#turn, isBusy ? 1 : Math.min(longestSleepMs, Math.max(1, untilNextMs - slackMs)));
  }
}
