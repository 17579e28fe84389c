/**
 * How late a sending thread reads: an answering process stamps when it answers, by the clock that all share, and the thread when it reads
 * that, on a connection like any sensor's. A probe leaves when a message has just been acknowledged: its answer then finds the thread as the next
 * answer of the load would.
 */
import type { IntervalCounts } from "../metrics/interval-counts.ts";
import type { Recorder } from "../metrics/recorder.ts";
import type { Endpoint } from "../mqtt/endpoint.ts";
import type { Phases } from "./phases.ts";
import { outside } from "../mqtt/ledger.ts";
import type { OpenTransport, Transport } from "../mqtt/transport.ts";

/** A probe has as many as its answer, which is a time: ns since the trial began, a double, little-endian. */
export const probeBytes = 8;
/** At most this often. */
const everyNs = 5e6;

interface LagProbeOptions {
  readonly open: (endpoint: Endpoint) => OpenTransport;
  readonly now: () => number;
  readonly phases: Pick<Phases, "isMeasured">;
  readonly recorder: Pick<Recorder, "histograms">;
}

/** null: the load has no answering process. */
export function probeOf(endpoint: Endpoint | null, options: LagProbeOptions): LagProbe | null {
  return endpoint === null ? null : new LagProbe(endpoint, options);
}

export class LagProbe {
  readonly #options: LagProbeOptions;
  readonly #lags: IntervalCounts | undefined;
  readonly #probe = new Uint8Array(probeBytes);
  readonly #answer = new Uint8Array(probeBytes);
  readonly #stamp = new DataView(this.#answer.buffer);
  readonly #transport: Transport;
  #received = 0;
  /** Without end while an answer is awaited. */
  #nextNs = Number.POSITIVE_INFINITY;
  #isClosed = false;

  constructor(endpoint: Endpoint, options: LagProbeOptions) {
    this.#options = options;
    this.#lags = options.recorder.histograms("readLag")[outside];
    this.#transport = options.open(endpoint)({
      connected: () => {
        this.#nextNs = 0;
      },
      data: (buffer, length) => this.#read(buffer, length),
      closed: () => {
        this.#isClosed = true;
        this.#nextNs = Number.POSITIVE_INFINITY;
      },
    });
  }

  /** Sends a probe if one is due. On the way of every message: it costs a comparison. */
  look(nowNs: number): void {
    if (nowNs < this.#nextNs) return;
    this.#nextNs = Number.POSITIVE_INFINITY;
    this.#transport.write(this.#probe, probeBytes);
  }

  end(): void {
    this.#nextNs = Number.POSITIVE_INFINITY;
    if (!this.#isClosed) this.#transport.destroy();
  }

  #read(buffer: Uint8Array, length: number): void {
    const nowNs = this.#options.now();
    for (let at = 0; at < length; at += 1) {
      this.#answer[this.#received] = buffer[at] ?? 0;
      this.#received += 1;
      if (this.#received < probeBytes) continue;
      this.#received = 0;
      this.#nextNs = nowNs + everyNs;
      const answeredNs = this.#stamp.getFloat64(0, true);
      if (this.#options.phases.isMeasured(answeredNs)) this.#lags?.record(nowNs - answeredNs);
    }
  }
}
