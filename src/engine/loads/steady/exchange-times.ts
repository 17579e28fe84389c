/**
 * Records the times of a message: its delays, its legs, and what they add up to. Those of no message of measure are recorded too, and
 * forgotten: warm-up then runs, and lets V8 compile, what measure runs.
 */
import { crowdNamesOf, crowdOf } from "../../../metrics/read-lag/crowds.ts";
import type { CrowdedTime } from "../../../metrics/read-lag/crowds.ts";
import { IntervalCounts } from "../../../metrics/interval-counts.ts";
import type { RecordedName, Recorder } from "../../../metrics/recorder.ts";
import type { InflightTable } from "../../../mqtt/client/inflight-table.ts";

type ByAccount = readonly IntervalCounts[];

/** A time, and the part of it that was read in each crowd. */
class CrowdedTimes {
  readonly #all: ByAccount;
  readonly #among: readonly ByAccount[];

  constructor(byAccount: (name: RecordedName) => ByAccount, time: CrowdedTime) {
    this.#all = byAccount(time);
    this.#among = crowdNamesOf(time).map(byAccount);
  }

  record(account: number, ns: number, others: number): void {
    this.#all[account]?.record(ns);
    if (others > 0) this.#among[crowdOf(others) - 1]?.[account]?.record(ns);
  }
}

export class ExchangeTimes {
  readonly #table: InflightTable;
  readonly #pacingDelay: ByAccount;
  readonly #publishDelay: ByAccount;
  readonly #serviceTime: CrowdedTimes;
  readonly #publishLatency: ByAccount;
  readonly #publishLeg: CrowdedTimes;
  readonly #turnaround: ByAccount;
  readonly #releaseLeg: CrowdedTimes;
  readonly #outageLatency: ByAccount;

  constructor(recorder: Recorder, table: InflightTable) {
    const forgotten = new IntervalCounts();
    const byAccount = (name: RecordedName): ByAccount => [forgotten, ...recorder.histograms(name).slice(1)];
    this.#table = table;
    this.#pacingDelay = byAccount("pacingDelay");
    this.#publishDelay = byAccount("publishDelay");
    this.#serviceTime = new CrowdedTimes(byAccount, "serviceTime");
    this.#publishLatency = byAccount("publishLatency");
    this.#publishLeg = new CrowdedTimes(byAccount, "publishLeg");
    this.#turnaround = byAccount("turnaround");
    this.#releaseLeg = new CrowdedTimes(byAccount, "releaseLeg");
    this.#outageLatency = byAccount("outageLatency");
  }

  paced(account: number, delayNs: number): void {
    this.#pacingDelay[account]?.record(delayNs);
  }

  sent(account: number, delayNs: number): void {
    this.#publishDelay[account]?.record(delayNs);
  }

  /** An outage of its sensor held it up. */
  delayed(account: number, latencyNs: number): void {
    this.#outageLatency[account]?.record(latencyNs);
  }

  /** Its handshake is complete: its times stand in the table. */
  acknowledged(account: number, qos: number, slot: number, nowNs: number): void {
    const table = this.#table;
    const sentNs = table.sentNs[slot] ?? 0;
    // Its own slot is free by now.
    const others = table.inflight + table.beside.inflight;
    this.#serviceTime.record(account, nowNs - sentNs, others);
    this.#publishLatency[account]?.record(nowNs - (table.intendedNs[slot] ?? 0));
    if (qos === 1) {
      this.#publishLeg.record(account, nowNs - sentNs, others);
      return;
    }
    const receivedNs = table.receivedNs[slot] ?? 0;
    const releasedNs = table.releasedNs[slot] ?? 0;
    this.#publishLeg.record(account, receivedNs - sentNs, table.receivedAmong[slot] ?? 0);
    this.#turnaround[account]?.record(releasedNs - receivedNs);
    this.#releaseLeg.record(account, nowNs - releasedNs, others);
  }
}
