/**
 * Records the times of a message: its delays, its legs, and what they add up to. Those of no message of measure are recorded too, and
 * forgotten: warm-up then runs, and lets V8 compile, what measure runs.
 */
import type { HistogramName } from "../../../metrics/catalogue.ts";
import { IntervalCounts } from "../../../metrics/interval-counts.ts";
import type { Recorder } from "../../../metrics/recorder.ts";
import type { InflightTable } from "../../../mqtt/client/inflight-table.ts";

type ByAccount = readonly IntervalCounts[];

export class ExchangeTimes {
  readonly #table: InflightTable;
  readonly #pacingDelay: ByAccount;
  readonly #publishDelay: ByAccount;
  readonly #serviceTime: ByAccount;
  readonly #publishLatency: ByAccount;
  readonly #publishLeg: ByAccount;
  readonly #turnaround: ByAccount;
  readonly #releaseLeg: ByAccount;
  readonly #outageLatency: ByAccount;

  constructor(recorder: Recorder, table: InflightTable) {
    const forgotten = new IntervalCounts();
    const byAccount = (metric: HistogramName): ByAccount => [forgotten, ...recorder.histograms(metric).slice(1)];
    this.#table = table;
    this.#pacingDelay = byAccount("pacingDelay");
    this.#publishDelay = byAccount("publishDelay");
    this.#serviceTime = byAccount("serviceTime");
    this.#publishLatency = byAccount("publishLatency");
    this.#publishLeg = byAccount("publishLeg");
    this.#turnaround = byAccount("turnaround");
    this.#releaseLeg = byAccount("releaseLeg");
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
    this.#serviceTime[account]?.record(nowNs - sentNs);
    this.#publishLatency[account]?.record(nowNs - (table.intendedNs[slot] ?? 0));
    if (qos === 1) {
      this.#publishLeg[account]?.record(nowNs - sentNs);
      return;
    }
    const receivedNs = table.receivedNs[slot] ?? 0;
    const releasedNs = table.releasedNs[slot] ?? 0;
    this.#publishLeg[account]?.record(receivedNs - sentNs);
    this.#turnaround[account]?.record(releasedNs - receivedNs);
    this.#releaseLeg[account]?.record(nowNs - releasedNs);
  }
}
