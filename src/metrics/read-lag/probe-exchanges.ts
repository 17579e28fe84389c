/** What probes of read lag met, exchange by exchange: the times of one and its lags belong together. */
import type { CrowdedTime } from "./crowds.ts";

/** One exchange of a probe: QoS 2, nanoseconds. */
export interface ProbeExchange {
  /** PUBLISH → PUBREC, and how late that was read. */
  readonly publishLegNs: number;
  readonly readLagNs: number;
  /** Other exchanges of the thread that were in flight then. */
  readonly publishOthers: number;
  /** PUBREL → PUBCOMP, and how late that was read. */
  readonly releaseLegNs: number;
  readonly readLagAtWorkNs: number;
  readonly releaseOthers: number;
  /** PUBLISH → PUBCOMP. */
  readonly serviceTimeNs: number;
}

/** A time that a probe measured, the lag that is in it, and how many other exchanges were in flight when it ended. */
export interface LaggedTime {
  readonly ns: number;
  readonly lagNs: number;
  readonly others: number;
}

const columns = 7;
/** Of more, every second, every fourth, … is kept: a run may last for weeks. */
const mostRows = 40_000;

/** Exchanges of an interval, a row each. */
export class ProbeLog {
  #rows: number[] = [];

  add(exchange: ProbeExchange): void {
    const { publishLegNs, readLagNs, publishOthers, releaseLegNs, readLagAtWorkNs, releaseOthers } = exchange;
    this.#rows.push(publishLegNs, readLagNs, publishOthers, releaseLegNs, readLagAtWorkNs, releaseOthers);
    this.#rows.push(exchange.serviceTimeNs);
  }

  /** Hands over the interval and begins the next. */
  take(): Float64Array {
    const rows = Float64Array.from(this.#rows);
    this.#rows = [];
    return rows;
  }
}

/** Exchanges of a trial: all of them, or as many as stand for all. */
export class ProbeExchanges {
  #rows: number[] = [];
  #every = 1;
  #seen = 0;

  /** How many there were. */
  get seen(): number {
    return this.#seen;
  }

  clear(): void {
    this.#rows = [];
    this.#every = 1;
    this.#seen = 0;
  }

  add(rows: Float64Array): void {
    for (let at = 0; at < rows.length; at += columns) {
      if (this.#seen % this.#every === 0) this.#rows.push(...rows.subarray(at, at + columns));
      this.#seen += 1;
      if (this.#rows.length === mostRows * columns) this.#thin();
    }
  }

  /** Those of PUBREC, of PUBCOMP from PUBREL on, or of PUBCOMP from PUBLISH on. */
  of(time: CrowdedTime): readonly LaggedTime[] {
    const [ns, lagNs, others] = { publishLeg: [0, 1, 2], releaseLeg: [3, 4, 5], serviceTime: [6, 4, 5] }[time];
    const read = (row: number, column = 0): number => this.#rows[row * columns + column] ?? 0;
    return Array.from({ length: this.#rows.length / columns }, (_, row) => ({
      ns: read(row, ns),
      lagNs: read(row, lagNs),
      others: read(row, others),
    }));
  }

  #thin(): void {
    this.#rows = this.#rows.filter((_, at) => Math.floor(at / columns) % 2 === 0);
    this.#every *= 2;
  }
}
