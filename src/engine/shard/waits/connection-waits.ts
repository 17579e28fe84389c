/** How long the broker took to answer the CONNECTs and PINGREQs of a shard, and how old those were that it did not answer. */
import type { MqttClient } from "../../../mqtt/client/client.ts";
import { counterColumn, Recorder } from "../../../metrics/recorder.ts";
import { outside } from "../../../mqtt/wire/ledger.ts";
import type { Scenario } from "../../../scenario/scenario.ts";
import type { ShardClient } from "../make-clients.ts";
import { Asking } from "./asking.ts";
import type { Asked } from "./asking.ts";
import type { AgesPart } from "../../messages.ts";

const pings = counterColumn("pings");
/** A timer of the event loop may be this early by the clock that the timeout is measured with. */
const timerErrorNs = 2e6;

type Wait = "connectLatency" | "pingRoundTrip";

export class ConnectionWaits {
  readonly #recorder: Recorder;
  readonly #connect: Scenario["connect"];
  readonly #ages: Recorder;
  /** When each client's first connection was begun; one that a load begins later has none, and no connect latency. */
  readonly #begunNs: Float64Array;
  /** What mqbench or the end of the connection put an end to. */
  readonly #givenUp: { readonly wait: Wait; readonly ageNs: number }[] = [];
  #asking: Asking | undefined;
  /** When the first client was due. */
  #fromNs = Number.POSITIVE_INFINITY;

  constructor(recorder: Recorder, connect: Scenario["connect"], clients: number) {
    this.#recorder = recorder;
    this.#connect = connect;
    this.#ages = new Recorder(recorder.accounts);
    this.#begunNs = new Float64Array(clients).fill(Number.POSITIVE_INFINITY);
  }

  connectFrom(fromNs: number): void {
    this.#fromNs = fromNs;
  }

  begun(client: MqttClient, nowNs: number): void {
    this.#begunNs[client.index] = nowNs;
  }

  /** A client was accepted for the first time. */
  accepted({ member }: ShardClient, nowNs: number): void {
    this.#recorder.histograms("connectLatency")[outside]?.record(nowNs - this.#intendedNs(member.client));
  }

  /** Asks every connection; what comes of it is told once. */
  ask(clients: readonly ShardClient[], tell: (asked: Asked) => void): void {
    this.#asking = new Asking(clients, this.#connect.timeoutNs / 1e6, tell);
  }

  ponged({ index }: MqttClient, roundTripNs: number): void {
    if (this.#asking?.answered(index) === true) return;
    this.#recorder.count(outside, pings);
    this.#recorder.histograms("pingRoundTrip")[outside]?.record(roundTripNs);
  }

  /** A connection ended. One that was refused had its answer. */
  ended({ member, client, wasOpen }: ShardClient, nowNs: number): void {
    this.#asking?.ended(client.index);
    if (client.pingSentNs > 0) this.#givenUp.push({ wait: "pingRoundTrip", ageNs: nowNs - client.pingSentNs });
    const waitedNs = nowNs - this.#begunAt(client);
    if (!wasOpen && waitedNs >= this.#connect.timeoutNs - timerErrorNs)
      this.#givenUp.push({ wait: "connectLatency", ageNs: nowNs - this.#intendedNs(member.client) });
  }

  /** Ages of the waits that have no answer: one that was given up keeps the age that it had then. */
  agesOf(clients: readonly ShardClient[], nowNs: number): readonly AgesPart[] {
    for (const { wait, ageNs } of this.#givenUp) this.#age(wait, ageNs);
    for (const { member, client, isUp, wasOpen, isGone } of clients) {
      if (isUp && client.pingSentNs > 0) this.#age("pingRoundTrip", nowNs - client.pingSentNs);
      const isWaiting = !wasOpen && !isGone && this.#begunAt(client) <= nowNs;
      if (isWaiting) this.#age("connectLatency", nowNs - this.#intendedNs(member.client));
    }
    return this.#ages.take().histograms;
  }

  #begunAt({ index }: MqttClient): number {
    return this.#begunNs[index] ?? Number.POSITIVE_INFINITY;
  }

  /** The rate is of all shards together, by the clients' numbers over the case. */
  #intendedNs(number: number): number {
    return this.#fromNs + (number / this.#connect.ratePerSecond) * 1e9;
  }

  #age(wait: Wait, ageNs: number): void {
    this.#ages.histograms(wait)[outside]?.record(ageNs);
  }
}
