/** What may go wrong between a run and its agents: each ends it soon, with words that name the agent; what was measured is kept, nothing goes on. */
import { expect, test, vi } from "vitest";
import { isMeasuring, listsOf, startAgent, startRedis, startRun } from "./agents.ts";
import type { OwnRedis } from "./agents.ts";
import { savedResult, temporaryFolder, tiny, value } from "./mqbench.ts";
import type { Ended, Running } from "./mqbench.ts";
import { childOf, descendantsOf, isGone, patience } from "./processes.ts";
import { startRelay } from "./relay.ts";

/** Long enough that every fault finds it measuring. */
const long = ["run", tiny, "--set", "phases.measure=600s", "--set", "workers={as: processes}"];
/** What the docs say, for a machine that has time; and what no machine that tests may exceed. */
const endsWithinMs = 5000;
const busyMachine = 12;

interface Scene {
  readonly redis: OwnRedis;
  /** Its way to Redis can be cut. */
  readonly unlucky: Running;
  readonly other: Running;
  readonly run: Running;
  readonly cut: () => void;
  readonly out: string;
  /** Supervisors and shards of both agents. */
  readonly working: readonly number[];
}

/** Two agents, and a run that measures. */
async function begin(redis: OwnRedis): Promise<Scene> {
  const relay = await startRelay(redis.path);
  const unlucky = await startAgent(`redis://127.0.0.1:${relay.port}`, "unlucky");
  const other = await startAgent(redis.path, "other");
  const out = temporaryFolder();
  const run = startRun(redis.path, 2, [...long, "--out", out]);
  await isMeasuring(run);
  const working = [unlucky, other].flatMap(({ child }) => descendantsOf(child.pid));
  // Each has a supervisor and a shard, at least.
  expect(working.length).toBeGreaterThanOrEqual(4);
  return { redis, unlucky, other, run, cut: relay.cut, out, working };
}

/** Ended by the fault, soon: what was measured is saved. */
async function endedSoon({ run, out }: Scene, sinceMs: number): Promise<Ended> {
  const ended = await run.ended;
  const tookMs = performance.now() - sinceMs;
  expect(tookMs).toBeLessThan(endsWithinMs * busyMachine);
  const result = savedResult(out);
  expect(result.trials).toHaveLength(1);
  expect(result.trials[0]?.valid).toBe(false);
  expect(result.trials[0]?.phasesNs["measure"]).toBeLessThan(60e9);
  expect(value(result, 0, "sent")).toBeGreaterThan(0);
  return ended;
}

async function nothingGoesOn({ working, other }: Scene): Promise<void> {
  for (const pid of working) expect(await isGone(pid)).toBe(true);
  await vi.waitFor(() => expect(other.progress()).toContain("the run is over"), patience);
  // Never again on another agent.
  expect(other.progress().match(/serving a run/gu)).toHaveLength(1);
}

interface Fault {
  readonly title: string;
  readonly words: RegExp;
  /** Returns what lets the stopped go on, or nothing. */
  readonly strike: (scene: Scene) => Promise<(() => void) | undefined>;
}

const gone = /agent (?:unlucky|other) (?:is lost: Redis at \S+ is gone|left: Redis at \S+ is gone)/u;

const faults: readonly Fault[] = [
  {
    title: "an agent whose main process is killed is lost",
    words: /agent unlucky (?:left: its main process ended|holds its seat no longer)/u,
    strike: async ({ unlucky }) => await send(unlucky, "SIGKILL"),
  },
  {
    title: "an agent whose main process stands still is lost",
    words: /agent unlucky holds its seat no longer/u,
    strike: async ({ unlucky }) => await send(unlucky, "SIGSTOP"),
  },
  {
    title: "an agent that is told to stop leaves the run",
    words: /agent unlucky left: it was told to stop/u,
    strike: async ({ unlucky }) => await send(unlucky, "SIGTERM"),
  },
  {
    title: "an agent whose supervisor stands still is lost, and stops its load when it goes on",
    words: /agent unlucky has not answered for 2\.4 s/u,
    strike: async ({ unlucky }) => await signalSupervisor(unlucky, "SIGSTOP"),
  },
  {
    title: "an agent whose supervisor is killed is lost",
    words: /agent unlucky left: its supervising process ended by itself \(SIGKILL\)/u,
    strike: async ({ unlucky }) => await signalSupervisor(unlucky, "SIGKILL"),
  },
  {
    title: "an agent of which a shard is killed is named",
    words: /agent unlucky: a sending process was ended from outside \(SIGKILL\)/u,
    strike: async ({ unlucky }) => {
      const supervisor = await childOf(unlucky.child.pid, "supervisor-process");
      process.kill(await childOf(supervisor, "worker-process"), "SIGKILL");
      return undefined;
    },
  },
  {
    title: "an agent that is cut off from Redis is lost, and ends its load",
    words: /agent unlucky (?:has not answered for 2\.4 s|holds its seat no longer)/u,
    strike: async ({ cut }) => {
      cut();
      return await Promise.resolve(undefined);
    },
  },
  {
    title: "without its Redis a run ends, and so does the load of its agents",
    words: gone,
    strike: async ({ redis }) => {
      await redis.kill();
      return undefined;
    },
  },
  {
    title: "a Redis that stands still ends the run",
    words: /agent (?:unlucky|other) has not answered for 2\.4 s/u,
    strike: async ({ redis }) => {
      redis.freeze();
      return await Promise.resolve(undefined);
    },
  },
  {
    title: "a Redis that is started again within a run knows nothing of it",
    words: gone,
    strike: async ({ redis }) => {
      await redis.kill();
      await redis.startAgain();
      return undefined;
    },
  },
];

test.for(faults.map((fault) => [fault.title, fault] as const))("%s", async ([, { words, strike }], context) => {
  const scene = await begin(await startRedis(context));
  const sinceMs = performance.now();
  const goOn = await strike(scene);
  const { code, stdout } = await endedSoon(scene, sinceMs);
  expect(stdout).toMatch(new RegExp(`^not valid: trial 1: ${words.source}.*, \\d+(?:\\.\\d)? s into measure`, "mu"));
  expect(code).toBe(4);
  goOn?.();
  await nothingGoesOn(scene);
});

async function send({ child }: Running, signal: NodeJS.Signals): Promise<() => void> {
  child.kill(signal);
  return await Promise.resolve(() => void child.kill("SIGCONT"));
}

async function signalSupervisor({ child }: Running, signal: NodeJS.Signals): Promise<(() => void) | undefined> {
  const supervisor = await childOf(child.pid, "supervisor-process");
  process.kill(supervisor, signal);
  return signal === "SIGSTOP" ? () => void process.kill(supervisor, "SIGCONT") : undefined;
}

test("agents serve the next run when their Redis has come back, without the one that was lost", async (context) => {
  const redis = await startRedis(context);
  const scene = await begin(redis);
  scene.unlucky.child.kill("SIGKILL");
  await scene.run.ended;
  await redis.kill();
  await redis.startAgain();
  const run = startRun(redis.path, 1, ["run", tiny, "--json", "--out", temporaryFolder()]);
  await run.ended;
  expect(run.progress()).toContain("agents: other");
  expect(await listsOf(redis)).toEqual([]);
});

test("a run whose coordinator is killed leaves no load behind", async (context) => {
  const scene = await begin(await startRedis(context));
  scene.run.child.kill("SIGKILL");
  await nothingGoesOn(scene);
  for (const { progress } of [scene.unlucky, scene.other])
    await vi.waitFor(() => expect(progress()).toContain("the run has not been heard of for 4 s"), patience);
});

test.for([
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGHUP", 129],
] as const)(
  "a coordinator that gets %s ends its run in order, and its agents wait again",
  async ([signal, code], context) => {
    const redis = await startRedis(context);
    const scene = await begin(redis);
    const sinceMs = performance.now();
    scene.run.child.kill(signal);
    const ended = await endedSoon(scene, sinceMs);
    expect(ended.code).toBe(code);
    expect(ended.stdout).toMatch(/^not valid: trial 1: interrupted/mu);
    expect(savedResult(scene.out).status).toBe("partial");
    await nothingGoesOn(scene);
    expect(await listsOf(redis)).toEqual([]);
    expect(scene.unlucky.child.exitCode).toBe(null);
  },
);
