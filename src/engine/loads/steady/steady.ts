/** The steady load: every sensor publishes at its intended times, or as fast as its window allows. */
import { counterColumn } from "../../../metrics/recorder.ts";
import type { Recorder } from "../../../metrics/recorder.ts";
import type { MqttClient } from "../../../mqtt/client/client.ts";
import { outside } from "../../../mqtt/wire/ledger.ts";
import type { SensorGroup } from "../../../scenario/base.ts";
import type { SteadyLoad } from "../../../scenario/loads/steady.ts";
import { ClosedLoop } from "./closed-loop.ts";
import { gapsOf } from "../../shard/answer-gaps.ts";
import type { AnswerGaps } from "../../shard/answer-gaps.ts";
import { ExchangeTimes } from "./exchange-times.ts";
import { paceGroups } from "./group-pacers.ts";
import type { GroupPacer } from "./group-pacers.ts";
import type { ShardLoad, ShardLoadKind } from "../../shard/shard-load.ts";
import { Outgoing } from "./outgoing.ts";
import { serveInTurn } from "./serve-in-turn.ts";
import type { SteadyOptions } from "./steady-options.ts";
import { TurnTimer } from "./turn-timer.ts";
import { WaitingMessages } from "./waiting-messages.ts";
import { oldestIntendedNs, UnendedMessages } from "./unended-messages.ts";
import type { AgesPart, LoadTimes, ShardReport } from "../../messages.ts";

const column = {
  intended: counterColumn("intended"),
  pacedWithinMeasure: counterColumn("pacedWithinMeasure"),
  sent: counterColumn("sent"),
  acknowledged: counterColumn("acknowledged"),
  refused: counterColumn("refused"),
  abandoned: counterColumn("abandoned"),
  delayedByOutage: counterColumn("delayedByOutage"),
  acknowledgedWithinMeasure: counterColumn("acknowledgedWithinMeasure"),
};
/** A turn of the event loop sends for at most so long: then sockets, timers and the main thread have theirs. */
const longestTurnNs = 20e6;

export class Steady implements ShardLoad {
  readonly #options: SteadyOptions;
  readonly #outgoing: Outgoing;
  readonly #closedLoop: ClosedLoop;
  readonly #timer: TurnTimer;
  readonly #waiting: WaitingMessages;
  /** The last turn ended with something left that may leave now. */
  #isCut = false;
  #pacers: readonly GroupPacer[] = [];
  #startNs = 0;
  #endNs = 0;
  #isArmed = false;
  readonly #times: ExchangeTimes;
  readonly #unended: UnendedMessages;
  readonly #hasClosedLoop: boolean;
  readonly unfinished = (): ShardReport["unfinished"] => this.#unended.which();
  readonly gaps: AnswerGaps | null;

  constructor(options: SteadyOptions) {
    this.#options = options;
    this.#outgoing = new Outgoing(options);
    this.#closedLoop = new ClosedLoop(options, this.#outgoing);
    const isClosed = ({ schedule }: SensorGroup): boolean => schedule.kind === "closed";
    this.#hasClosedLoop = options.groups.some(isClosed);
    const start = options.groups.every(isClosed) ? null : options.startMetronome;
    this.#timer = new TurnTimer(start, () => this.#turn());
    this.gaps = gapsOf(options.groups);
    this.#times = new ExchangeTimes(options.recorder, options.table);
    this.#unended = new UnendedMessages(options);
    this.#waiting = new WaitingMessages(options, this.#outgoing, this.#unended);
  }

  /** Levels and holders are not its own. */
  fill(): void {}

  settle(): void {}

  arrived(): void {}

  get waiting(): number {
    return this.#waiting.count;
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
    this.#waiting.isStopped = true;
    this.#timer.end();
  }

  unended(nowNs: number, legs: Recorder | null): readonly AgesPart[] {
    if (legs !== null) this.#giveUpDue(nowNs);
    const waiting = this.#waiting.queues;
    return this.#unended.take(nowNs, { waiting, startNs: this.#startNs, endNs: this.#endNs }, legs);
  }

  owes(index: number, lostNs: number): boolean {
    const { firstPlaces } = this.#options;
    for (let place = firstPlaces[index] ?? 0; place < (firstPlaces[index + 1] ?? 0); place += 1)
      if (this.#unended.owes(place, this.#waiting.queues.has(place), lostNs < this.#endNs)) return true;
    return false;
  }

  sent(place: number, account: number, intendedNs: number, sentNs: number): void {
    this.#options.recorder.count(account, column.sent);
    this.#outgoing.counts.sent(place, account !== outside);
    this.#times.sent(account, sentNs - intendedNs);
    if (this.#qosOf(place) === 0) this.#countDelayed(place, account, intendedNs, sentNs);
  }

  acknowledged({ index }: MqttClient, slot: number, nowNs: number): void {
    const { table, recorder, phases, sensors } = this.#options;
    const account = table.account[slot] ?? outside;
    const place = table.place[slot] ?? 0;
    recorder.count(account, column.acknowledged);
    const group = sensors[place]?.group ?? 0;
    recorder.count(group + 1, column.acknowledgedWithinMeasure, phases.isMeasured(nowNs) ? 1 : 0);
    this.#times.acknowledged(account, this.#qosOf(place), slot, nowNs);
    this.#countDelayed(place, account, table.intendedNs[slot] ?? 0, nowNs);
    if (this.gaps !== null && this.#closedLoop.has(sensors[place])) this.gaps.acknowledged(nowNs);
    this.#continue(index, nowNs);
  }

  refused(client: MqttClient, slot: number): void {
    const { table, recorder } = this.#options;
    const account = table.account[slot] ?? outside;
    recorder.count(account, column.refused);
    this.#outgoing.counts.refused(table.place[slot] ?? 0, account !== outside);
    this.#continue(client.index, this.#options.now());
  }

  abandoned(slot: number): void {
    this.#options.recorder.count(this.#options.table.account[slot] ?? outside, column.abandoned);
    this.#unended.abandoned(slot);
  }

  /** A connection is up (again): what waited may leave. */
  opened(client: MqttClient, nowNs: number): void {
    const place = this.#options.firstPlaces[client.index] ?? 0;
    const isClosed = nowNs < this.#endNs && this.#closedLoop.has(this.#options.sensors[place]);
    if (isClosed) this.#closedLoop.waitForTurn(place);
    this.#continue(client.index, nowNs, nowNs + longestTurnNs);
    if (isClosed || !this.#isArmed) this.#arm();
  }

  /** Sends what is due, for at most a turn; cheap when nothing is. Each group, what waits and what is idle have an equal share, and what those before left. */
  pump(nowNs: number): void {
    const parts =
      this.#pacers.length + Math.min(1, this.#waiting.queues.size) + Math.min(1, this.#closedLoop.idle.size);
    const shareNs = longestTurnNs / Math.max(1, parts);
    this.#isCut = false;
    let untilNs = nowNs;
    for (const each of this.#pacers) this.#pace(each, nowNs, (untilNs += shareNs));
    if (!this.#waiting.isStopped) this.#serveWaiting(nowNs, (untilNs += shareNs));
    if (this.#closedLoop.idle.size === 0) return;
    // The timer of the start may ring a part of a millisecond early: what is sent then would be of no phase.
    const isWhole = nowNs >= this.#startNs && this.#closedLoop.serve(nowNs + longestTurnNs, this.#endNs);
    this.#isCut ||= !isWhole;
  }

  sentBySensor(): ShardReport["sent"] {
    return this.#outgoing.counts.report();
  }

  #begin(): void {
    this.#closedLoop.begin();
    this.#turn();
  }

  #turn(): void {
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
    const isTime = (): boolean => this.#options.now() < untilNs;
    const isWhole = serveInTurn(this.#waiting.queues, isTime, (place, queue) => {
      const before = queue.length;
      this.#continue(this.#options.sensors[place]?.client.index ?? 0, nowNs, untilNs);
      return queue.length > 0 && queue.length < before;
    });
    this.#isCut ||= !isWhole;
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
    const mayLeave = !this.#waiting.queues.has(place) && sensor.client.canPublish(sensor.kind);
    if (mayLeave) this.#outgoing.send(place, sensor, intendedNs, account);
    else this.#waiting.keep(place, sensor, intendedNs, account);
    return nowNs;
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

  /** Something of the client of that index completed: what waited longest leaves, or in a closed loop the next message. What a window bounds needs no `untilNs`. */
  #continue(index: number, nowNs: number, untilNs = Number.POSITIVE_INFINITY): void {
    // The usual case of an open loop, on the way of every acknowledgement.
    if (!this.#hasClosedLoop && this.#waiting.queues.size === 0) return;
    const { firstPlaces, sensors } = this.#options;
    const place = firstPlaces[index] ?? 0;
    const end = firstPlaces[index + 1] ?? 0;
    if (this.#waiting.isAny(place, end)) {
      const isWhole = this.#waiting.send(place, end, untilNs);
      this.#isCut ||= !isWhole;
      return;
    }
    const sensor = sensors[place];
    if (sensor === undefined || !this.#closedLoop.has(sensor) || nowNs >= this.#endNs) return;
    if (this.#closedLoop.idle.has(place)) return;
    if (sensor.client.canPublish()) this.#outgoing.sendNow(place, sensor, this.#options.now());
    else if (sensor.client.hasPlace()) {
      this.#closedLoop.waitForTurn(place);
      this.#arm();
    }
  }

  /** `endedNs`: acknowledged, or sent at QoS 0. */
  #countDelayed(place: number, account: number, intendedNs: number, endedNs: number): void {
    const client = this.#options.sensors[place]?.client.index ?? 0;
    if (!this.#options.outages.delays(client, intendedNs) || account === outside) return;
    this.#options.recorder.count(account, column.delayedByOutage);
    this.#times.delayed(account, endedNs - intendedNs);
  }

  #qosOf(place: number): number {
    return this.#options.groups[this.#options.sensors[place]?.group ?? 0]?.qos ?? 0;
  }

  /** Sees to the next turn, where one is needed. */
  #arm(): void {
    let nextNs = Number.POSITIVE_INFINITY;
    for (const { pacer } of this.#pacers) nextNs = Math.min(nextNs, pacer.dueNs);
    const { idle, isStuck } = this.#closedLoop;
    const isBusy = (this.#waiting.queues.size > 0 && !this.#waiting.isStopped) || idle.size > 0;
    this.#isArmed = nextNs < this.#endNs || isBusy;
    // A closed loop at QoS 0 has nothing to wait for but its turn, while the sockets take what it sends; nor has what a turn had no time for.
    if (this.#isArmed) this.#timer.arm(nextNs, isBusy, this.#isCut || (idle.size > 0 && !isStuck));
  }
}

export const steadyInShard: ShardLoadKind<SteadyLoad> = {
  sensorsAre: () => "sending",
  make({ task: { scenario }, sensors, firstPlaces, table, recorder, phases, outages, now, startMetronome }) {
    const { sensors: groups, seed, pacing } = scenario;
    return new Steady({
      sensors,
      firstPlaces,
      groups,
      seed,
      pacing,
      table,
      recorder,
      phases,
      outages,
      now,
      startMetronome,
    });
  },
};
