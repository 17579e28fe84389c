/** A Redis of a benchmark's own, on a socket in its folder; it keeps nothing. */
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { connectRedis, parseRedisAddress } from "../src/agents/redis.ts";

const withinMs = 5000;
const lookAgainMs = 50;

/** Returns when it answers; whoever asked for it ends it. */
export async function ownRedis(
  program: string,
  folder: string,
): Promise<{ readonly path: string; readonly process: ChildProcess; readonly pid: number }> {
  const path = join(folder, "redis.sock");
  const words = ["--port", "0", "--unixsocket", path, "--save", "", "--dir", folder];
  const process = spawn(program, words, { stdio: "ignore" });
  for (let waitedMs = 0; ; waitedMs += lookAgainMs) {
    try {
      (await connectRedis(parseRedisAddress(path))).disconnect();
      return { path, process, pid: process.pid ?? 0 };
    } catch (error) {
      if (waitedMs >= withinMs) throw error;
      await sleep(lookAgainMs);
    }
  }
}
