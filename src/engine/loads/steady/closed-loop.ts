/** The sensors of a shard that send as fast as their window allows, and those of them that need a turn of the event loop for it. */
import type { LoadSensor } from "../../shard/make-clients.ts";
import type { Outgoing } from "./outgoing.ts";
import { serveInTurn } from "./serve-in-turn.ts";
import type { SteadyOptions } from "./steady-options.ts";

export class ClosedLoop {
  /** Sensors whose next message needs a turn of the event loop, by place. */
  readonly idle = new Map<number, null>();
  /** None of them could send in the last turn: no socket has drained. */
  isStuck = false;
  readonly #options: SteadyOptions;
  readonly #outgoing: Outgoing;

  constructor(options: SteadyOptions, outgoing: Outgoing) {
    this.#options = options;
    this.#outgoing = outgoing;
  }

  has(sensor: LoadSensor | undefined): boolean {
    return sensor !== undefined && this.#options.groups[sensor.group]?.schedule.kind === "closed";
  }

  begin(): void {
    for (const [place, sensor] of this.#options.sensors.entries()) if (this.has(sensor)) this.idle.set(place, null);
  }

  /** The sensor at that place needs a turn, as soon as may be. */
  waitForTurn(place: number): void {
    this.idle.set(place, null);
    this.isStuck = false;
  }

  /** Fills the windows of those that are idle, while there is time; false: time was up before all had been served. */
  serve(untilNs: number, endNs: number): boolean {
    this.isStuck = true;
    const isTime = (): boolean => this.#options.now() < untilNs;
    return serveInTurn(this.idle, isTime, (place) => {
      if (!this.#fillWindow(place, endNs)) return false;
      this.isStuck = false;
      return this.idle.has(place);
    });
  }

  /** Fills the window of a sensor; at QoS 0, where nothing answers, one window a turn of the event loop. Says whether it sent. */
  #fillWindow(place: number, endNs: number): boolean {
    const sensor = this.#options.sensors[place];
    const group = sensor === undefined ? undefined : this.#options.groups[sensor.group];
    if (sensor === undefined || group === undefined) return false;
    const nowNs = this.#options.now();
    const window = nowNs < endNs ? group.window : 0;
    let sent = 0;
    sensor.client.cork();
    for (; sent < window && sensor.client.canPublish(); sent += 1) this.#outgoing.sendNow(place, sensor, nowNs);
    sensor.client.uncork();
    // What has its window full goes on with the next answer, and what is not connected when it is again.
    if (nowNs >= endNs || !sensor.client.hasPlace()) this.idle.delete(place);
    return sent > 0;
  }
}
