import { expect, it } from "vitest";
import type { BrokerSample, RunningBroker } from "./running-broker.ts";
import { startSeveral } from "./several.ts";

const memory = { rssBytes: 100, rssAnonBytes: 60, pssBytes: 80, cpuNs: 5, runDelayNs: 1 };

function broker(sample: BrokerSample, stopped: string[] = [], port = 1): RunningBroker {
  return {
    facts: {
      kind: "managed",
      name: "mosquitto",
      version: "2",
      url: `mqtt://127.0.0.1:${port}`,
      instances: 1,
      configuration: {},
    },
    endpoints: [
      {
        protocol: "mqtt",
        host: "127.0.0.1",
        port,
        localAddress: undefined,
        path: "",
        authority: undefined,
        username: undefined,
        password: undefined,
        tls: null,
      },
    ],
    sample: async () => sample,
    collect: async () => sample,
    exited: new Promise(() => undefined),
    restart: async ({ onStep }) => {
      onStep("ended");
      onStep("started");
      await Promise.resolve();
      onStep("ready");
    },
    stop: async () => void stopped.push(String(port)),
  };
}

/** Started in this order. */
function startEach(brokers: readonly RunningBroker[]): () => Promise<RunningBroker> {
  const left = [...brokers];
  return async () => {
    const next = left.shift();
    if (next === undefined) throw new Error("no port left");
    return next;
  };
}

it("several instances are one broker: endpoints side by side, memory and gauges added", async () => {
  const one = { process: memory, gauges: { heapBytes: 7, connections: 3 }, problems: [] };
  const both = await startSeveral(2, startEach([broker(one, [], 1), broker(one, [], 2)]));
  expect(both.endpoints.map(({ port }) => port)).toEqual([1, 2]);
  expect(both.facts).toMatchObject({ instances: 2, url: "mqtt://127.0.0.1:1" });
  expect(await both.sample()).toEqual({
    process: { rssBytes: 200, rssAnonBytes: 120, pssBytes: 160, cpuNs: 10, runDelayNs: 2 },
    gauges: { heapBytes: 14, connections: 6 },
    problems: [],
  });
});

it("what one of them does not tell is a gap of all, never a part", async () => {
  const full = { process: memory, gauges: { heapBytes: 7, connections: 3 }, problems: [] };
  const less = { process: { ...memory, pssBytes: null }, gauges: { connections: 1 }, problems: ["heap: gone"] };
  const both = await startSeveral(2, startEach([broker(full), broker(less)]));
  expect(await both.collect()).toMatchObject({
    process: { rssBytes: 200, pssBytes: null },
    gauges: { connections: 4 },
    problems: ["heap: gone"],
  });
  const dead = await startSeveral(2, startEach([broker(full), broker({ ...less, process: null })]));
  expect((await dead.sample()).process).toBeNull();
});

it("one that does not start stops those before it", async () => {
  const stopped: string[] = [];
  const one = { process: memory, gauges: {}, problems: [] };
  const starting = startSeveral(3, startEach([broker(one, stopped, 1), broker(one, stopped, 2)]));
  await expect(starting).rejects.toThrow("no port left");
  expect(stopped.toSorted()).toEqual(["1", "2"]);
});

it("a restart is of all at once, and each step is told once, when the last has come so far", async () => {
  const one = { process: memory, gauges: {}, problems: [] };
  const both = await startSeveral(2, startEach([broker(one), broker(one)]));
  const steps: string[] = [];
  await both.restart?.({ downMs: 0, isKilled: false, onStep: (step) => steps.push(step) });
  expect(steps).toEqual(["ended", "started", "ready"]);
});

it("forgets what each has complained of until then", async () => {
  const forgotten: number[] = [];
  const one = broker({ process: memory, gauges: {}, problems: [] });
  const brokers = [1, 2].map((place) => ({ ...one, forgetLog: () => void forgotten.push(place) }));
  (await startSeveral(2, startEach(brokers))).forgetLog?.();
  expect(forgotten).toEqual([1, 2]);
});
