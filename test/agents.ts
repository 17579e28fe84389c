/** A Redis of the test's own, and agents that wait at it. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import type { TestContext } from "vitest";
import { onTestFinished, vi } from "vitest";
import { connectRedis, parseRedisAddress } from "../src/agents/redis.ts";
import { startCommand, startMqbench, temporaryFolder } from "./mqbench.ts";
import type { Running } from "./mqbench.ts";
import { needProgram } from "./needs.ts";
import { patience } from "./processes.ts";

export interface OwnRedis {
  /** The path of its socket. */
  readonly path: string;
  readonly pid: number;
}

/** On a socket, not a port: no other test can meet it. Returns when it answers. */
export async function startRedis(context: TestContext): Promise<OwnRedis> {
  const program = needProgram(context, "redis-server");
  const folder = temporaryFolder();
  const path = join(folder, "redis.sock");
  const words = ["--port", "0", "--unixsocket", path, "--save", "", "--dir", folder];
  const redis = spawn(program, words, { stdio: "ignore" });
  onTestFinished(() => void redis.kill("SIGKILL"));
  await vi.waitFor(async () => (await connectRedis(parseRedisAddress(path))).disconnect(), patience);
  return { path, pid: redis.pid ?? 0 };
}

const token = { MQBENCH_TOKEN: "a token of the tests" };

/** Returns when it waits for a run. */
export async function startAgent(
  redis: string,
  name: string,
  options: { readonly words?: readonly string[]; readonly under?: readonly string[] } = {},
): Promise<Running> {
  const { words = [], under = [] } = options;
  const agent = startCommand(
    under[0] ?? process.execPath,
    [
      ...(under.length === 0 ? [] : [...under.slice(1), process.execPath]),
      "dist/bin.js",
      "agent",
      "--redis",
      redis,
      "--name",
      name,
      ...words,
    ],
    token,
  );
  await vi.waitFor(() => {
    if (!agent.progress().includes("waits for a run")) throw new Error(`not yet: ${agent.progress()}`);
  }, patience);
  return agent;
}

/** A run over agents. */
export function startRun(redis: string, agents: number, words: readonly string[]): Running {
  return startMqbench([...words, "--agents", String(agents), "--redis", redis], token);
}
