/** A Redis of the test's own, agents that wait at it, and runs over them. */
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { TestContext } from "vitest";
import { expect, onTestFinished, vi } from "vitest";
import { connectRedis, parseRedisAddress } from "../src/agents/redis.ts";
import { startCommand, startMqbench, temporaryFolder } from "./mqbench.ts";
import type { Running, WhenOver } from "./mqbench.ts";
import { needProgram } from "./needs.ts";
import { patience } from "./processes.ts";

export interface OwnRedis {
  /** The path of its socket. */
  readonly path: string;
  /** Kills it; resolves when it is gone. */
  readonly kill: () => Promise<void>;
  /** It stands still: connections are accepted, and nothing is answered. */
  readonly freeze: () => void;
  /** Another in its place, which knows nothing; resolves when it answers. */
  readonly startAgain: () => Promise<void>;
}

/** On a socket, not a port: no other test can meet it. Returns when it answers. */
export async function startRedis(context: TestContext, whenOver: WhenOver = onTestFinished): Promise<OwnRedis> {
  const program = needProgram(context, "redis-server");
  const folder = temporaryFolder(whenOver);
  const path = join(folder, "redis.sock");
  const words = ["--port", "0", "--unixsocket", path, "--save", "", "--dir", folder];
  let redis: ChildProcess;
  const startAgain = async (): Promise<void> => {
    redis = spawn(program, words, { stdio: "ignore" });
    await vi.waitFor(async () => (await connectRedis(parseRedisAddress(path))).disconnect(), patience);
  };
  const kill = async (): Promise<void> => {
    const gone = once(redis, "close");
    redis.kill("SIGKILL");
    await gone;
  };
  const freeze = (): void => void redis.kill("SIGSTOP");
  whenOver(() => void redis.kill("SIGKILL"));
  await startAgain();
  return { path, kill, freeze, startAgain };
}

/** The keys of a Redis that are mqbench's lists of runs: what its agents and coordinators still have to read. */
export async function listsOf({ path }: OwnRedis): Promise<readonly string[]> {
  const redis = await connectRedis(parseRedisAddress(path));
  const keys = await redis.keys("mqbench:*");
  redis.disconnect();
  return keys.filter((key) => /:(?:up|down)$/u.test(key));
}

export const token = "a token of the tests";

export interface AgentSetting {
  readonly words?: readonly string[];
  /** A command that starts it. */
  readonly under?: readonly string[];
  readonly program?: string;
  readonly token?: string;
  /** Left out: it ends with the test. */
  readonly whenOver?: WhenOver;
}

/** Returns when it waits for a run. */
export async function startAgent(redis: string, name: string, setting: AgentSetting = {}): Promise<Running> {
  const { words = [], under = [], program = "dist/bin.js" } = setting;
  const command = [...under, process.execPath, program, "agent", "--redis", redis, "--name", name, ...words];
  const [first = "", ...others] = command;
  const agent = startCommand(first, others, { MQBENCH_TOKEN: setting.token ?? token }, setting.whenOver);
  await vi.waitFor(() => {
    if (!agent.progress().includes("waits for a run")) throw new Error(`not yet: ${agent.progress()}`);
  }, patience);
  return agent;
}

/** A run over agents. */
export function startRun(redis: string, agents: number, words: readonly string[], ofToken = token): Running {
  return startMqbench([...words, "--agents", String(agents), "--redis", redis], { MQBENCH_TOKEN: ofToken });
}

/** Returns when it measures, and has counted what was sent. */
export async function isMeasuring(run: Running): Promise<void> {
  await vi.waitFor(() => expect(run.progress()).toMatch(/measure at .* sent/u), patience);
}
