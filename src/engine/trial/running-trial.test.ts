import { EventEmitter } from "node:events";
import { expect, onTestFinished, test, vi } from "vitest";
import type { RunningBroker } from "../../broker/running-broker.ts";
import { MqbenchError } from "../../errors.ts";
import { Hurry } from "../../hurry.ts";
import { Recorder } from "../../metrics/recorder.ts";
import { fakeCase } from "../../scenario/testing/fake-scenario.ts";
import { planRun } from "../../scenario/planning/plan.ts";
import { steady } from "../loads/steady.ts";
import type { FromWorker, ToWorker } from "../messages.ts";
import { nextOfKind } from "../workers/running-worker.ts";
import { WorkerPool } from "../workers/worker-pool.ts";
import { Observer } from "./observer.ts";
import { RunningTrial } from "./running-trial.ts";
import { AbortWatch } from "./watches/abort-watch.ts";

/** A trial with one worker, which has a message in flight that never ends, so that its drain lasts. */
async function draining() {
  let loseWorker: (cause: Error) => void = () => undefined;
  let endBroker: (how: string) => void = () => undefined;
  const source = new EventEmitter<{ message: [FromWorker] }>();
  const gauges = { open: 2, inflight: 1, inflightIn: 0, waiting: 0, pending: 0 };
  const health = { wallNs: 1e6, cpuNs: null, runDelayNs: null, eventLoopDelayP99Ns: 0 };
  const answers: Partial<Record<ToWorker["kind"], () => FromWorker>> = {
    connect: () => ({ kind: "connected" }),
    subscribe: () => ({ kind: "subscribed" }),
    snapshot: () => ({ kind: "snapshot", atNs: now(), snapshot: new Recorder(2).take(), unended: [], gauges, health }),
  };
  const pool = new WorkerPool([
    {
      noun: "a worker",
      pid: null,
      failed: new Promise((resolve) => (loseWorker = resolve)),
      post: ({ kind }) => {
        const answer = answers[kind];
        if (answer !== undefined) setImmediate(() => source.emit("message", answer()));
      },
      onMessage: (listener) => void source.on("message", listener),
      next: async (kind) => await nextOfKind(source, kind),
      terminate: async () => await Promise.resolve(),
    },
  ]);
  const now = (): number => performance.now() * 1e6;
  const sample = async () => await Promise.resolve({ process: null, gauges: {}, problems: [] });
  const broker: RunningBroker = {
    facts: { kind: "url", name: "fake", version: null, url: "mqtt://127.0.0.1", instances: 1, configuration: {} },
    endpoints: [],
    sample,
    collect: sample,
    exited: new Promise((resolve) => (endBroker = resolve)),
    restart: null,
    stop: async () => await Promise.resolve(),
  };
  const phases = { warmupNs: 0, measureNs: 20e6, drainNs: 3600e9 };
  const [planned] = planRun([fakeCase({ phases })]).trials;
  if (planned === undefined) throw new Error("no trial");
  const hurry = new Hurry();
  const observer = await Observer.begin({
    pool,
    sampleGenerator: async () => await Promise.resolve({ cpuNs: 0, rssBytes: null }),
    isOwnMachine: false,
    broker,
    accounts: 2,
    now,
    outstanding: null,
    hurry,
    onRow: () => undefined,
  });
  const shards = {
    pool,
    leadNs: 0,
    isOwnMachine: false,
    isOneKernel: false,
    answererEnded: null,
    sampleGenerator: async () => await Promise.resolve({ cpuNs: 0, rssBytes: null }),
    describe: async () => await Promise.resolve(null),
    end: async () => await pool.terminate(hurry),
  };
  const trial = new RunningTrial(
    { planned, kind: steady, broker, prefix: "abcd00", runTag: 1, payloads: [], hurry },
    {
      shards,
      observer,
      abort: new AbortWatch(planned.case.scenario),
      link: null,
      watch: null,
      routes: [],
      epochUs: 0,
      now,
    },
  );
  onTestFinished(async () => {
    await observer.stop();
    await shards.end();
  });
  const ran = trial.run();
  await vi.waitFor(() => expect(observer.phase).toBe("drain"), { timeout: 10_000 });
  return { trial, ran, loseWorker, endBroker };
}

test("a broker that ends while a trial drains has ended it: what it lost is not a loss of a broker that was there", async () => {
  const { trial, ran, endBroker } = await draining();
  endBroker("mosquitto ended by itself (SIGKILL)");
  await ran;
  const early = { kind: "broker ended", how: "mosquitto ended by itself (SIGKILL)", phase: "drain" };
  expect(trial.earlyEnd).toMatchObject(early);
});

test("a worker that is lost while a trial drains is named, whatever is lost after it", async () => {
  const { trial, ran, loseWorker, endBroker } = await draining();
  loseWorker(new MqbenchError("invalid", "agent a left: it was told to stop"));
  await ran;
  endBroker("mosquitto ended by itself (SIGKILL)");
  const early = { kind: "worker ended", how: "agent a left: it was told to stop", bug: null, phase: "drain" };
  expect(trial.earlyEnd).toMatchObject(early);
});
