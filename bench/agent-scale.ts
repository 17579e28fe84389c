/**
 * What a coordinator needs as its agents grow in number: real seats, lists and merges over a real Redis, with agents that send nothing and
 * replay snapshots. `npm run bench:agent-scale`; `-- --agents 10,50,100,200 --messages 5000 --seconds 10`: messages a second of each agent.
 * Ends with 2 where Redis is not installed.
 */
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { gatherAgents } from "../src/agents/gather-agents.ts";
import { parseRedisAddress } from "../src/agents/redis.ts";
import { Series } from "../src/engine/account/series.ts";
import type { Samples } from "../src/engine/account/series.ts";
import { Totals } from "../src/engine/account/totals.ts";
import type { HostedShards } from "../src/engine/trial/shard-hosts.ts";
import { unhurried } from "../src/hurry.ts";
import { findProgram } from "../src/machine/find-program.ts";
import { median } from "../src/metrics/statistics.ts";
import { fakeScenario } from "../src/scenario/testing/fake-scenario.ts";
import { ownRedis } from "./own-redis.ts";

const { values } = parseArgs({
  options: {
    agents: { type: "string", default: "10,50,100,200" },
    messages: { type: "string", default: "5000" },
    seconds: { type: "string", default: "10" },
  },
});
const seconds = Number(values.seconds);
/** Simulated agents of one process. */
const eachProcess = 50;
const withinMs = 120_000;
const ticksPerSecond = 100;

const program = findProgram("redis-server");
if (program === undefined) {
  process.stderr.write("error: redis-server is not installed\nhint: apt-get install redis-server\n");
  process.exitCode = 2;
} else {
  const folder = mkdtempSync(join(tmpdir(), "mqbench-agent-scale-"));
  try {
    await measureAll(program, folder);
  } finally {
    // Redis writes there until it is gone.
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function measureAll(redisServer: string, folder: string): Promise<void> {
  print(["agents", "gathered", "clocks, slices", "merge p50", "merge max", "CPU", "RSS", "Redis CPU", "merged"]);
  for (const count of values.agents.split(",").map(Number)) {
    const redis = await ownRedis(redisServer, folder);
    const token = randomBytes(16).toString("hex");
    const simulated = simulate(redis.path, token, count);
    try {
      print(await measure(redis.path, redis.pid, token, count));
    } finally {
      await endAll([...simulated, redis.process]);
    }
  }
}

async function measure(path: string, redisPid: number, token: string, count: number): Promise<readonly string[]> {
  const begunMs = performance.now();
  const interrupted = new Promise<void>(() => undefined);
  const hosts = await gatherAgents({
    address: parseRedisAddress(path),
    token,
    count,
    withinMs,
    interrupted,
    note: () => undefined,
    beatsEntry: new URL("../dist/agents/beats-thread.js", import.meta.url),
  });
  if (hosts === null) throw new Error("interrupted");
  const gatheredMs = performance.now();
  const scenario = fakeScenario();
  const epoch = process.hrtime.bigint();
  const trial = { prefix: "", runTag: 0, routes: [], secrets: [], payloads: [], epoch, epochUs: 0, isTimed: false };
  const shards = await hosts.begin({ ...trial, scenario, placement: hosts.place(scenario) });
  const readyMs = performance.now();
  const [cpu, redisFrom] = [process.cpuUsage(), cpuSecondsOf(redisPid)];
  const merges = await mergeEachSecond(shards, count);
  const used = process.cpuUsage(cpu);
  const redisCpu = (cpuSecondsOf(redisPid) - redisFrom) / seconds;
  await shards.end(unhurried);
  await hosts.end();
  return [
    String(count),
    milliseconds(gatheredMs - begunMs),
    milliseconds(readyMs - gatheredMs),
    milliseconds(median(merges.delaysMs)),
    milliseconds(Math.max(...merges.delaysMs)),
    ((used.user + used.system) / 1e6 / seconds).toFixed(3),
    `${(process.memoryUsage().rss / 1e6).toFixed(0)} MB`,
    redisCpu.toFixed(3),
    merges.isWhole ? "all" : "not all",
  ];
}

/** As a trial's observer does: every shard is asked once a second, and each answer is added as it comes. */
async function mergeEachSecond(
  shards: HostedShards,
  count: number,
): Promise<{ readonly delaysMs: readonly number[]; readonly isWhole: boolean }> {
  const { pool } = shards;
  const none = { process: null, gauges: {}, problems: [] };
  const before: Samples = { atNs: 0, broker: none, generator: { cpuNs: 0, rssBytes: null } };
  const [totals, series] = [new Totals(2), new Series(2, before)];
  const delaysMs: number[] = [];
  const fromMs = performance.now();
  let answers = 0;
  for (let second = 1; second <= seconds; second += 1) {
    await sleep(Math.max(0, fromMs + second * 1000 - performance.now()));
    const askedMs = performance.now();
    const replies = pool.collect("snapshot", ({ snapshot, atNs }, shard) => {
      totals.add(snapshot);
      series.add(snapshot, shard, atNs);
      answers += 1;
    });
    pool.post({ kind: "snapshot", withAges: false });
    await replies;
    delaysMs.push(performance.now() - askedMs);
    await shards.sampleGenerator();
  }
  return {
    delaysMs,
    isWhole: answers === seconds * count && totals.counter(1, "sent") === answers * Number(values.messages),
  };
}

function simulate(redis: string, token: string, count: number): readonly ChildProcess[] {
  const firsts = Array.from({ length: Math.ceil(count / eachProcess) }, (_, each) => each * eachProcess);
  return firsts.map((first) => {
    const some = Math.min(eachProcess, count - first);
    const words = [
      "--import",
      "tsx",
      "bench/simulated-agents.ts",
      redis,
      token,
      String(some),
      String(first),
      values.messages,
    ];
    return spawn(process.execPath, words, { stdio: ["ignore", "ignore", "inherit"] });
  });
}

async function endAll(children: readonly ChildProcess[]): Promise<void> {
  const ended = children.filter(({ exitCode }) => exitCode === null).map(async (child) => await once(child, "close"));
  for (const child of children) child.kill("SIGKILL");
  await Promise.all(ended);
}

function cpuSecondsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

function milliseconds(ms: number): string {
  return `${ms.toFixed(ms < 100 ? 1 : 0)} ms`;
}

function print(cells: readonly string[]): void {
  process.stdout.write(`${cells.map((cell) => cell.padStart(15)).join("")}\n`);
}
