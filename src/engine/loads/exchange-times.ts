/** Records the times of a message of measure: its delays, its legs, and what they add up to. */
import type { IntervalCounts } from "../../metrics/interval-counts.ts";
import type { Recorder } from "../../metrics/recorder.ts";
import type { InflightTable } from "../../mqtt/inflight-table.ts";
import type { SensorGroup } from "../../scenario/scenario.ts";

type ByAccount = readonly IntervalCounts[];

export class ExchangeTimes {
  readonly #groups: readonly SensorGroup[];
  readonly #table: InflightTable;
  readonly #pacingDelay: ByAccount;
  readonly #publishDelay: ByAccount;
  readonly #serviceTime: ByAccount;
  readonly #publishLatency: ByAccount;
  readonly #publishLeg: ByAccount;
  readonly #turnaround: ByAccount;
  readonly #releaseLeg: ByAccount;
  readonly #outageLatency: ByAccount;

  constructor(recorder: Recorder, groups: readonly SensorGroup[], table: InflightTable) {
    this.#groups = groups;
    this.#table = table;
    this.#pacingDelay = recorder.histograms("pacingDelay");
    this.#publishDelay = recorder.histograms("publishDelay");
    this.#serviceTime = recorder.histograms("serviceTime");
    this.#publishLatency = recorder.histograms("publishLatency");
    this.#publishLeg = recorder.histograms("publishLeg");
    this.#turnaround = recorder.histograms("turnaround");
    this.#releaseLeg = recorder.histograms("releaseLeg");
    this.#outageLatency = recorder.histograms("outageLatency");
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
  acknowledged(account: number, slot: number, nowNs: number): void {
    const table = this.#table;
    const sentNs = table.sentNs[slot] ?? 0;
    this.#serviceTime[account]?.record(nowNs - sentNs);
    this.#publishLatency[account]?.record(nowNs - (table.intendedNs[slot] ?? 0));
    if (this.#groups[account - 1]?.qos === 1) {
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
