/** What may go wrong between a run and its agents: each ends it with words that name the agent, and what was measured is kept. */
import { cpSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import type { Socket } from "node:net";
import { join, resolve } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { startAgent, startRedis, startRun } from "./agents.ts";
import { savedResult, startCommand, temporaryFolder, tiny } from "./mqbench.ts";
import type { Running } from "./mqbench.ts";
import { childOf, isGone, patience } from "./processes.ts";

/** Long enough that every fault finds it measuring. */
const long = ["run", tiny, "--set", "phases.measure=120s"];

async function isMeasuring(run: Running): Promise<void> {
  await vi.waitFor(() => expect(run.progress()).toContain("measure at"), patience);
}

/** Ended by the fault: exit code 4, what was measured saved, the agent named. */
async function endsBecause(run: Running, out: string, words: RegExp): Promise<void> {
  const { code, stdout } = await run.ended;
  expect(stdout).toMatch(words);
  expect(code).toBe(4);
  const { trials } = savedResult(out);
  expect(trials).toHaveLength(1);
  expect(trials[0]?.valid).toBe(false);
  expect(trials[0]?.phasesNs["measure"]).toBeLessThan(60e9);
}

test.for(["SIGKILL", "SIGSTOP"] as const)("an agent whose main process gets %s is lost", async (signal, context) => {
  const { path } = await startRedis(context);
  const lost = await startAgent(path, "unlucky");
  const other = await startAgent(path, "other");
  const out = temporaryFolder();
  const run = startRun(path, 2, [...long, "--out", out]);
  await isMeasuring(run);
  const supervisor = await childOf(lost.child.pid, "supervisor-process");
  lost.child.kill(signal);
  await endsBecause(
    run,
    out,
    /^not valid: trial 1: agent unlucky (?:left|holds its seat no longer): .*, \d+\.\d s into measure/mu,
  );
  // Never again on another agent.
  expect(other.progress().match(/serving a run/gu)).toHaveLength(1);
  lost.child.kill("SIGCONT");
  expect(await isGone(supervisor)).toBe(true);
});

test("an agent whose supervisor stands still is lost, and stops its load when it goes on", async (context) => {
  const { path } = await startRedis(context);
  const agent = await startAgent(path, "frozen");
  const out = temporaryFolder();
  const run = startRun(path, 1, [...long, "--out", out]);
  await isMeasuring(run);
  const supervisor = await childOf(agent.child.pid, "supervisor-process");
  process.kill(supervisor, "SIGSTOP");
  await endsBecause(run, out, /^not valid: trial 1: agent frozen has not answered for 2\.4 s/mu);
  process.kill(supervisor, "SIGCONT");
  expect(await isGone(supervisor)).toBe(true);
});

test("without its Redis a run ends, and so does the load of its agents", async (context) => {
  const redis = await startRedis(context);
  const agent = await startAgent(redis.path, "orphan");
  const out = temporaryFolder();
  const run = startRun(redis.path, 1, [...long, "--out", out]);
  await isMeasuring(run);
  const supervisor = await childOf(agent.child.pid, "supervisor-process");
  process.kill(redis.pid, "SIGKILL");
  await endsBecause(run, out, /^not valid: trial 1: agent orphan is lost: Redis at \S+ is gone/mu);
  expect(await isGone(supervisor)).toBe(true);
});

test("an agent that is cut off from Redis is lost, and ends its load", async (context) => {
  const { path } = await startRedis(context);
  const relay = await startRelay(path);
  const agent = await startAgent(`redis://127.0.0.1:${relay.port}`, "far");
  const out = temporaryFolder();
  const run = startRun(path, 1, [...long, "--out", out]);
  await isMeasuring(run);
  const supervisor = await childOf(agent.child.pid, "supervisor-process");
  relay.cut();
  await endsBecause(run, out, /^not valid: trial 1: agent far (?:has not answered|holds its seat no longer)/mu);
  expect(await isGone(supervisor)).toBe(true);
});

test("a run whose coordinator is killed leaves no load behind", async (context) => {
  const { path } = await startRedis(context);
  const agent = await startAgent(path, "left alone");
  const run = startRun(path, 1, [...long, "--out", temporaryFolder()]);
  await isMeasuring(run);
  const supervisor = await childOf(agent.child.pid, "supervisor-process");
  run.child.kill("SIGKILL");
  expect(await isGone(supervisor)).toBe(true);
  await vi.waitFor(() => expect(agent.progress()).toContain("the run has not been heard of for 4 s"), patience);
});

test("an agent of another version is refused", async (context) => {
  const { path } = await startRedis(context);
  const folder = temporaryFolder();
  cpSync("dist", join(folder, "dist"), { recursive: true });
  symlinkSync(resolve("node_modules"), join(folder, "node_modules"));
  writeFileSync(
    join(folder, "package.json"),
    readFileSync("package.json", "utf8").replace(/"version": "[^"]+"/u, '"version": "9.9.9"'),
  );
  const words = [join(folder, "dist/bin.js"), "agent", "--redis", path, "--name", "newer"];
  const agent = startCommand(process.execPath, words, { MQBENCH_TOKEN: "a token of the tests" });
  await vi.waitFor(() => expect(agent.progress()).toContain("waits for a run"), patience);
  const { code, stderr } = await startRun(path, 1, [...long, "--out", temporaryFolder()]).ended;
  expect(stderr).toMatch(/^error: agent newer is mqbench 9\.9\.9, and the run is of \d/mu);
  expect(code).toBe(4);
});

test("an agent that is too small for its part is named before anything is sent", async (context) => {
  const { path } = await startRedis(context);
  await startAgent(path, "small", { under: ["sh", "-c", 'ulimit -n 200; exec "$0" "$@"'] });
  await startAgent(path, "large");
  const words = ["--set", "sensors.count=400", "--set", "workers={as: threads}", "--out", temporaryFolder()];
  const { code, stderr } = await startRun(path, 2, [...long, ...words]).ended;
  expect(stderr).toMatch(
    /^error: agent small: \d+ file descriptors are needed in its process, a process may have 200/mu,
  );
  expect(code).toBe(4);
});

test("an agent sends nothing to another machine unless it was started with --allow-remote", async (context) => {
  const { path } = await startRedis(context);
  const { code, stderr } = await startRun(path, 1, ["run", tiny, "--broker", "mqtt://192.0.2.1"]).ended;
  expect(stderr).toContain("192.0.2.1 is not this machine: load goes to loopback only");
  expect(code).toBe(2);
});

/** Between an agent and Redis; cut: it takes and passes on nothing more, as a network that is gone. */
async function startRelay(path: string): Promise<{ readonly port: number; readonly cut: () => void }> {
  const pairs: Socket[] = [];
  let isCut = false;
  const server = createServer((near) => {
    const far = connect(path);
    pairs.push(near, far);
    near.on("error", () => undefined).on("data", (bytes) => void (isCut || far.write(bytes)));
    far.on("error", () => undefined).on("data", (bytes) => void (isCut || near.write(bytes)));
    near.on("close", () => void (isCut || far.destroy()));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  onTestFinished(() => {
    for (const socket of pairs) socket.destroy();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("not listening on a port");
  return { port: address.port, cut: () => void (isCut = true) };
}
