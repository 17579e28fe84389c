/** Messages that are due and could not leave: each keeps its intended time, and leaves when its client may send. */
import { counterColumn } from "../../../metrics/recorder.ts";
import { DueQueue } from "../../pacing/due-queue.ts";
import type { LoadSensor } from "../../shard/make-clients.ts";
import type { Outgoing } from "./outgoing.ts";
import type { SteadyOptions } from "./steady-options.ts";
import type { UnendedMessages } from "./unended-messages.ts";

const overruns = counterColumn("overruns");

export class WaitingMessages {
  /** By the place of their sensor. */
  readonly queues = new Map<number, DueQueue>();
  /** What waits stays unsent. */
  isStopped = false;
  readonly #options: SteadyOptions;
  readonly #outgoing: Outgoing;
  readonly #unended: UnendedMessages;

  constructor(options: SteadyOptions, outgoing: Outgoing, unended: UnendedMessages) {
    this.#options = options;
    this.#outgoing = outgoing;
    this.#unended = unended;
  }

  /** Messages that may still leave. */
  get count(): number {
    if (this.isStopped) return 0;
    let count = 0;
    for (const queue of this.queues.values()) count += queue.length;
    return count;
  }

  keep(place: number, { client, mayReturn }: LoadSensor, intendedNs: number, account: number): void {
    this.#options.recorder.count(account, overruns);
    // A sensor that will not come back can send nothing: its message is unsent.
    if (!client.isOpen && !mayReturn) return this.#unended.gone(place, intendedNs);
    const queue = this.queues.get(place) ?? new DueQueue();
    if (queue.length === 0) this.queues.set(place, queue);
    queue.push(intendedNs);
  }

  /** Whether anything waits at the places [from, to). */
  isAny(from: number, to: number): boolean {
    for (let place = from; place < to; place += 1) if (this.queues.has(place)) return true;
    return false;
  }

  /** Sends what waits at the places [from, to), which are one client's, oldest first, as far as it may leave. False: time was up before. */
  send(from: number, to: number, untilNs: number): boolean {
    if (this.isStopped) return true;
    for (;;) {
      const place = this.#oldest(from, to);
      const queue = this.queues.get(place);
      const sensor = this.#options.sensors[place];
      if (queue === undefined || sensor === undefined) return true;
      const intendedNs = queue.shift();
      if (queue.length === 0) this.queues.delete(place);
      this.#outgoing.send(place, sensor, intendedNs, this.#options.phases.accountOf(intendedNs, sensor.group));
      if (this.#options.now() >= untilNs && this.isAny(from, to)) return false;
    }
  }

  /** Where the oldest message waits that may leave now; -1: nowhere. */
  #oldest(from: number, to: number): number {
    let [oldest, oldestNs] = [-1, Number.POSITIVE_INFINITY];
    for (let place = from; place < to; place += 1) {
      const queue = this.queues.get(place);
      const sensor = this.#options.sensors[place];
      if (queue === undefined || sensor === undefined) continue;
      if (!sensor.client.isOpen && !sensor.mayReturn) {
        this.#unended.gone(place, queue.oldestNs);
        this.queues.delete(place);
      } else if (queue.oldestNs < oldestNs && sensor.client.canPublish(sensor.kind)) {
        [oldest, oldestNs] = [place, queue.oldestNs];
      }
    }
    return oldest;
  }
}
