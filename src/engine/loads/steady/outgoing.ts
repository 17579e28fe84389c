/** Messages on their way out: each takes the next sequence number of its sensor. */
import { counterColumn } from "../../../metrics/recorder.ts";
import type { LoadSensor } from "../../shard/make-clients.ts";
import { SentCounts } from "./sent-counts.ts";
import type { SteadyOptions } from "./steady-options.ts";

const intended = counterColumn("intended");

export class Outgoing {
  readonly counts: SentCounts;
  readonly #options: SteadyOptions;

  constructor(options: SteadyOptions) {
    this.#options = options;
    this.counts = new SentCounts(Int32Array.from(options.sensors, ({ sensor }) => sensor));
  }

  send(place: number, sensor: LoadSensor, intendedNs: number, account: number): void {
    sensor.client.publish(intendedNs, this.counts.takeSequence(place), account, sensor.kind);
  }

  /** A message of a closed loop: it is due when it can leave. */
  sendNow(place: number, sensor: LoadSensor, nowNs: number): void {
    const intendedNs = Math.floor(nowNs / 1000) * 1000;
    const account = this.#options.phases.accountOf(intendedNs, sensor.group);
    this.#options.recorder.count(account, intended);
    this.send(place, sensor, intendedNs, account);
  }
}
