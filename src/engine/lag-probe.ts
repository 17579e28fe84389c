/**
 * How late a sending thread reads: an answering process stamps when it answers, by the clock that all share, and the thread when it reads
 * that, on connections like any sensor's. How late depends on what the thread did before, so that each probe is one exchange of two legs, as a handshake of
 * QoS 2 is: the thread is woken, sends, sleeps upon the answer, sends again as soon as it has read that, and reads the second.
 */
import { createSocket } from "node:dgram";
import type { IntervalCounts } from "../metrics/interval-counts.ts";
import type { Recorder } from "../metrics/recorder.ts";
import type { Endpoint } from "../mqtt/endpoint.ts";
import { outside } from "../mqtt/ledger.ts";
import type { OpenTransport, Transport } from "../mqtt/transport.ts";
import type { Phases } from "./phases.ts";
import { connectionsOfThread, legs, probeBytes, readStamp } from "./probe-packets.ts";
import type { AnswererAddress } from "./probe-packets.ts";

const probe = new Uint8Array(probeBytes);

interface LagProbeOptions {
  readonly open: (endpoint: Endpoint) => OpenTransport;
  readonly now: () => number;
  readonly phases: Pick<Phases, "isMeasured">;
  readonly recorder: Pick<Recorder, "histograms">;
}

/** Of one thread: its connections in turn, at each call. */
export class LagProbes {
  readonly #probes: readonly LagProbe[];
  readonly #caller = createSocket("udp4");
  #next = 0;

  constructor({ endpoint, callingPort }: AnswererAddress, options: LagProbeOptions) {
    this.#probes = Array.from({ length: connectionsOfThread }, () => new LagProbe(endpoint, options));
    this.#caller.on("message", () => {
      this.#probes[this.#next]?.called();
      this.#next = (this.#next + 1) % connectionsOfThread;
    });
    // Without calls read lag is not known, which is told.
    this.#caller.on("error", () => undefined);
    this.#caller.send(probe, callingPort, endpoint.host);
  }

  end(): void {
    this.#caller.close();
    for (const each of this.#probes) each.end();
  }
}

/** One connection. */
export class LagProbe {
  readonly #options: LagProbeOptions;
  /** By leg. */
  readonly #lags: readonly (IntervalCounts | undefined)[];
  readonly #answer = new Uint8Array(probeBytes);
  readonly #transport: Transport;
  #received = 0;
  /** Answers that are awaited since the last call. */
  #awaited = 0;
  #isOpen = false;
  #isClosed = false;

  constructor(answerer: Endpoint, options: LagProbeOptions) {
    this.#options = options;
    const { recorder } = options;
    this.#lags = [recorder.histograms("readLag")[outside], recorder.histograms("readLagAtWork")[outside]];
    this.#transport = options.open(answerer)({
      connected: () => {
        this.#isOpen = true;
      },
      data: (buffer, length) => this.#read(buffer, length),
      closed: () => {
        this.#isOpen = false;
        this.#isClosed = true;
      },
    });
  }

  /** Begins an exchange, unless one is under way. */
  called(): void {
    if (!this.#isOpen || this.#awaited > 0) return;
    this.#awaited = legs;
    this.#transport.write(probe, probeBytes);
  }

  end(): void {
    if (!this.#isClosed) this.#transport.destroy();
  }

  #read(buffer: Uint8Array, length: number): void {
    const nowNs = this.#options.now();
    for (let at = 0; at < length; at += 1) {
      this.#answer[this.#received] = buffer[at] ?? 0;
      this.#received += 1;
      if (this.#received < probeBytes) continue;
      this.#received = 0;
      this.#take(readStamp(this.#answer), nowNs);
    }
  }

  #take(answeredNs: number, nowNs: number): void {
    const leg = legs - this.#awaited;
    this.#awaited -= 1;
    // First, as an answer to what was read is: what is recorded takes its time.
    if (this.#awaited > 0) this.#transport.write(probe, probeBytes);
    if (this.#options.phases.isMeasured(answeredNs)) this.#lags[leg]?.record(nowNs - answeredNs);
  }
}
