/** Brokers that never end what they began: every run ends by itself, and soon by one Ctrl-C, with its part saved. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Packet } from "mqtt-packet";
import type { Socket } from "node:net";
import { describe, expect, test, vi } from "vitest";
import type { RunResult } from "../src/result/schema.ts";
import { fakeBroker, speakMqtt } from "./fake-broker.ts";
import { savedResult, startMqbench, temporaryFolder, tiny, value } from "./mqbench.ts";
import { patience } from "./processes.ts";

/** What it does with a PUBLISH, the n-th of all; undefined: what a broker must. */
type OnPublish = (socket: Socket, nth: number) => readonly Packet[] | undefined;

interface Fault {
  readonly onPublish: OnPublish;
  /** What the result of a whole run must say. */
  readonly expectRun: (result: RunResult) => void;
}

function write(...bytes: readonly number[]): OnPublish {
  return (socket) => {
    socket.write(Uint8Array.from(bytes));
    return [];
  };
}

function dropped(result: RunResult): string {
  return Object.keys(result.trials[0]?.sensors.dropped ?? {}).join();
}

const faults: Readonly<Record<string, Fault>> = {
  freezes: {
    onPublish: (socket, nth) => {
      if (nth < 30) return undefined;
      socket.pause();
      return [];
    },
    expectRun: (result) => expect(value(result, 0, "unfinished")).toBeGreaterThan(0),
  },
  "stays half open": {
    onPublish: () => undefined,
    expectRun: (result) => expect(value(result, 0, "acknowledged")).toBe(value(result, 0, "sent")),
  },
  "sends garbage": {
    onPublish: write(0xff, 0x9e, 0x35),
    expectRun: (result) => expect(dropped(result)).toContain("header 0xff: AUTH with the flags 1111"),
  },
  "announces huge packets": {
    onPublish: write(0x30, 0xff, 0xff, 0xff, 0x7f),
    expectRun: (result) =>
      expect(dropped(result)).toContain("PUBLISH of 268,435,460 bytes, where at most 65,536 can come"),
  },
  "acknowledges nothing": {
    onPublish: () => [],
    expectRun: (result) => expect(value(result, 0, "acknowledged")).toBe(0),
  },
};

/** None of them ever ends its side of a connection. */
async function misbehave(onPublish: OnPublish) {
  let published = 0;
  const { url } = await fakeBroker(
    (socket) =>
      speakMqtt(socket, ({ cmd }) => {
        if (cmd !== "publish") return undefined;
        published += 1;
        return onPublish(socket, published);
      }),
    { allowHalfOpen: true },
  );
  return { url, isLoaded: async () => await vi.waitFor(() => expect(published).toBeGreaterThan(9), patience) };
}

/** Drain alone would take longer than the test may. */
const long = ["--set", "phases.measure=600s", "--set", "phases.drain=600s"];

describe.for(Object.entries(faults))("a broker that %s", ([, { onPublish, expectRun }]) => {
  test("does not keep a run from its end", async () => {
    const { url } = await misbehave(onPublish);
    const out = temporaryFolder();
    await startMqbench(["run", tiny, "--broker", url, "--out", out]).ended;
    const result = savedResult(out);
    expect(result.trials).toHaveLength(1);
    expectRun(result);
  });

  test("does not keep a run from ending by one Ctrl-C, with its part saved", async () => {
    const { url, isLoaded } = await misbehave(onPublish);
    const out = temporaryFolder();
    const running = startMqbench(["run", tiny, "--broker", url, "--out", out, ...long]);
    await isLoaded();
    running.child.kill("SIGINT");
    expect((await running.ended).code).toBe(130);
    const result = savedResult(out);
    expect(result.status).toBe("partial");
    expect(value(result, 0, "sent") + value(result, 0, "unsent")).toBe(value(result, 0, "intended"));
  });

  test("does not keep a search for its capacity from ending by one Ctrl-C", async () => {
    const { url, isLoaded } = await misbehave(onPublish);
    const words = ["capacity", tiny, "--broker", url, "--until", "publishLatency.p90 < 1s", "--out", temporaryFolder()];
    const running = startMqbench([...words, ...long]);
    await isLoaded();
    running.child.kill("SIGINT");
    expect((await running.ended).code).toBe(130);
  });
});

test("a search for the capacity of a broker that stays half open comes to its end", async () => {
  const { url } = await misbehave(() => undefined);
  const out = temporaryFolder();
  // Nothing is delivered, so that the rate is tried again, each time to the end of drain.
  const phases = ["--set", "phases={ warmup: 0s, measure: 300ms, drain: 300ms }"];
  const range = ["--from", "100/s", "--to", "100/s", "--until", "lost > 0", ...phases];
  await startMqbench(["capacity", tiny, "--broker", url, "--out", out, ...range]).ended;
  const [name = ""] = readdirSync(join(out, "tiny"));
  expect(JSON.parse(readFileSync(join(out, "tiny", name), "utf8"))).toMatchObject({ status: "complete" });
});

test("Ctrl-C before the first CONNACK ends a run at once", async () => {
  let connections = 0;
  const { url } = await fakeBroker(() => void (connections += 1), { allowHalfOpen: true });
  const running = startMqbench([
    "run",
    tiny,
    "--broker",
    url,
    "--set",
    "connect.timeout=900s",
    "--out",
    temporaryFolder(),
  ]);
  // The second is the greeting; the first looks for gauges.
  await vi.waitFor(() => expect(connections).toBeGreaterThan(1), patience);
  running.child.kill("SIGINT");
  expect((await running.ended).code).toBe(130);
});
