/**
 * How late a sending thread reads: an answering process stamps when it answers, by the clock that all share, and the thread when it reads
 * that, on connections like any sensor's. How late depends on what the thread did before, so that each probe is one exchange of two legs, as a handshake of
 * QoS 2 is: the thread is woken, sends, sleeps upon the answer, sends again as soon as it has read that, and reads the second.
 */
import type { IntervalCounts } from "../metrics/interval-counts.ts";
import type { Recorder } from "../metrics/recorder.ts";
import type { Endpoint } from "../mqtt/endpoint.ts";
import { outside } from "../mqtt/ledger.ts";
import type { OpenTransport, Transport } from "../mqtt/transport.ts";
import type { Phases } from "./phases.ts";
import { connectionsOfThread, legs, probeBytes, readStamp } from "./probe-packets.ts";

const probe = new Uint8Array(probeBytes);

interface LagProbeOptions {
  readonly open: (endpoint: Endpoint) => OpenTransport;
  readonly now: () => number;
  readonly phases: Pick<Phases, "isMeasured">;
  readonly recorder: Pick<Recorder, "histograms">;
}

/** Those of one thread; none where the load has no answering process. */
export function probesOf(answerer: Endpoint | null, options: LagProbeOptions): readonly LagProbe[] {
  return answerer === null ? [] : Array.from({ length: connectionsOfThread }, () => new LagProbe(answerer, options));
}

export class LagProbe {
  readonly #options: LagProbeOptions;
  /** By leg. */
  readonly #lags: readonly (IntervalCounts | undefined)[];
  readonly #packet = new Uint8Array(probeBytes);
  readonly #transport: Transport;
  #received = 0;
  /** Answered since the last call. */
  #answered = 0;
  #isClosed = false;

  constructor(answerer: Endpoint, options: LagProbeOptions) {
    this.#options = options;
    const { recorder } = options;
    this.#lags = [recorder.histograms("readLag")[outside], recorder.histograms("readLagAtWork")[outside]];
    this.#transport = options.open(answerer)({
      connected: () => undefined,
      data: (buffer, length) => this.#read(buffer, length),
      closed: () => {
        this.#isClosed = true;
      },
    });
  }

  end(): void {
    if (!this.#isClosed) this.#transport.destroy();
  }

  #read(buffer: Uint8Array, length: number): void {
    const nowNs = this.#options.now();
    for (let at = 0; at < length; at += 1) {
      this.#packet[this.#received] = buffer[at] ?? 0;
      this.#received += 1;
      if (this.#received < probeBytes) continue;
      this.#received = 0;
      this.#take(readStamp(this.#packet), nowNs);
    }
  }

  #take(answeredNs: number | null, nowNs: number): void {
    const leg = this.#answered;
    this.#answered = answeredNs === null ? 0 : leg + 1;
    // First, as an answer to what was read is: what is recorded takes its time.
    if (this.#answered < legs) this.#transport.write(probe, probeBytes);
    if (answeredNs !== null && this.#options.phases.isMeasured(answeredNs)) this.#lags[leg]?.record(nowNs - answeredNs);
  }
}
