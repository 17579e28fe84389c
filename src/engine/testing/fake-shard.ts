/** A shard on a fake broker and a fake clock, told what the main thread would tell it. */
import { timerMetronome } from "./timer-metronome.ts";
import { vi } from "vitest";
import { NativeClient } from "../../mqtt/client/native-client.ts";
import { loopbackEndpoint } from "../../mqtt/transport/endpoint.ts";
import type { OpenTransport } from "../../mqtt/transport/transport.ts";
import { slotRange } from "../../metrics/interval-counts.ts";
import { fakeScenario, fakeSensors } from "../../scenario/testing/fake-scenario.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import type { SensorGroup } from "../../scenario/base.ts";
import { FakeBroker } from "./fake-broker.ts";
import { shardLoadOf } from "../shard-loads.ts";
import { Shard } from "../shard/shard.ts";
import { Totals } from "../account/totals.ts";
import type { FromWorker, ShardReport } from "../messages.ts";

/** The only shard of a scenario; timers must be fake. */
export function fakeShard(scenario: Scenario, open: OpenTransport, post: (message: FromWorker) => void): Shard {
  const now = (): number => Date.now() * 1e6;
  return new Shard(
    {
      shard: 0,
      shards: 1,
      scenario,
      prefix: "abcdef",
      runTag: 1,
      routes: [...scenario.sensors, ...scenario.subscribers].map(() => [loopbackEndpoint(0)]),
      secrets: [],
      sources: [],
      payloads: scenario.sensors.map(({ payload }) => new Uint8Array(payload.bytes)),
      answerer: null,
      sameClock: null,
      epoch: 0n,
      epochUs: 0,
    },
    {
      open: () => open,
      makeClient: (context, spec) => new NativeClient(context, spec),
      post,
      now,
      startMetronome: timerMetronome(now),
      kind: shardLoadOf(scenario.load),
    },
  );
}

/** A shard with one sensor group; timers must be fake. */
export class Rig {
  readonly broker = new FakeBroker();
  readonly totals: Totals;
  readonly posted: FromWorker[] = [];
  readonly #shard: Shard;

  constructor(sensors: Partial<SensorGroup>, changes: Partial<Scenario> = {}) {
    const group = fakeSensors({
      count: 1,
      topic: "t/{id}",
      payload: { bytes: 16, file: null, template: null },
      ...sensors,
    });
    const scenario = fakeScenario({ sensors: [group], subscribers: [], ...changes });
    this.totals = new Totals(scenario.sensors.length + 1);
    this.#shard = fakeShard(scenario, this.broker.open, (message) => this.posted.push(message));
  }

  connect(): this {
    this.#shard.handle({ kind: "connect", fromNs: Date.now() * 1e6 });
    vi.advanceTimersByTime(100);
    this.#shard.handle({ kind: "subscribe" });
    vi.advanceTimersByTime(100);
    return this;
  }

  /** Connected at 200 ms; measure is from 210 ms on, for `measureMs`: as the main thread, this tells the shard before. */
  measure(measureMs: number): this {
    const startNs = (Date.now() + 10) * 1e6;
    this.#shard.handle({
      kind: "load",
      times: { startNs, measureFromNs: startNs, measureToNs: startNs + measureMs * 1e6 },
    });
    return this;
  }

  ask(): void {
    this.#shard.handle({ kind: "ask" });
  }

  stop(): void {
    this.#shard.handle({ kind: "stop", atNs: Date.now() * 1e6 });
  }

  finish(): ShardReport {
    this.#shard.handle({ kind: "finish", withinMs: 5000 });
    vi.advanceTimersByTime(6000);
    const finished = this.posted.find((message) => message.kind === "finished");
    if (finished === undefined) throw new Error("not finished");
    this.totals.add(finished.snapshot);
    return finished.report;
  }

  /** Ages of what never ended, ms, by metric. */
  ages({ unended }: Pick<ShardReport, "unended">): Readonly<Record<string, readonly number[]>> {
    return Object.fromEntries(
      unended.map(({ metric, interval }) => [
        metric,
        Array.from(interval.slots).flatMap((slot, index) => {
          const { from, width } = slotRange(slot);
          return Array.from({ length: interval.counts[index] ?? 0 }, () => Math.round((from + width / 2) / 1e6));
        }),
      ]),
    );
  }

  agesNow(): Readonly<Record<string, readonly number[]>> {
    this.#shard.handle({ kind: "snapshot", withAges: true });
    const told = this.posted.findLast((message) => message.kind === "snapshot");
    if (told === undefined) throw new Error("no snapshot");
    return this.ages(told);
  }

  /** `account`: a group's number, from 1. */
  count(name: Parameters<Totals["counter"]>[1], account = 1): number {
    return this.totals.counter(account, name);
  }
}
