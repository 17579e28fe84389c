/** What keeps a run and its agents from beginning: told at once, before anything is sent, and by which agent. */
import { execFileSync } from "node:child_process";
import { cpSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { networkInterfaces } from "node:os";
import { join, resolve } from "node:path";
import { expect, test, vi } from "vitest";
import { listsOf, startAgent, startRedis, startRun } from "./agents.ts";
import { mqbench, parseResult, startMqbench, temporaryFolder, tiny, value } from "./mqbench.ts";
import { startMosquitto } from "./mosquitto.ts";
import { childOf, patience } from "./processes.ts";

const short = (): readonly string[] => ["run", tiny, "--out", temporaryFolder()];
const token = "5ecret-of-the-tests";

test("too few agents: those that came are named, after as long as --agents-within says", async (context) => {
  const redis = await startRedis(context);
  const alone = await startRun(redis.path, 2, [...short(), "--agents-within", "300ms"]).ended;
  expect(alone.stderr).toMatch(/^error: 0 of 2 agents came within 0\.3 s: none$/mu);
  expect(alone.code).toBe(4);
  const agent = await startAgent(redis.path, "punctual");
  const { code, stderr } = await startRun(redis.path, 2, [...short(), "--agents-within", "2s"]).ended;
  expect(stderr).toMatch(/^error: 1 of 2 agents came within 2 s: punctual$/mu);
  expect(stderr).toMatch(/^hint: start 1 more: .*with the same token/mu);
  expect(code).toBe(4);
  expect(await listsOf(redis)).toEqual([]);
  // It serves the next.
  const next = await startRun(redis.path, 1, [...short(), "--json"]).ended;
  expect(value(parseResult(next.stdout), 0, "delivered")).toBe(200);
  expect(agent.progress().match(/serving a run/gu)).toHaveLength(2);
});

test("a Redis that stands still is told, and not waited for", async (context) => {
  const redis = await startRedis(context);
  redis.freeze();
  const { code, stderr } = await startRun(redis.path, 1, short()).ended;
  expect(stderr).toMatch(/^error: cannot use Redis at \S+: Command timed out$/mu);
  expect(code).toBe(4);
});

test("a seat that a killed run left behind is no run: whoever takes it serves the next", async (context) => {
  const { path } = await startRedis(context);
  const run = startRun(path, 2, short());
  const first = await startAgent(path, "first");
  await vi.waitFor(() => expect(first.progress()).toContain("serving a run"), patience);
  run.child.kill("SIGKILL");
  await run.ended;
  first.child.kill("SIGKILL");
  const second = await startAgent(path, "second", { words: ["--runs", "1"] });
  await vi.waitFor(() => expect(second.progress()).toContain("the run has not been heard of for 4 s"), patience);
  const next = await startRun(path, 1, [...short(), "--json"]).ended;
  expect(value(parseResult(next.stdout), 0, "delivered")).toBe(200);
  expect((await second.ended).code).toBe(0);
});

test("an agent with another token never meets the run", async (context) => {
  const { path } = await startRedis(context);
  const stranger = await startAgent(path, "stranger", { token: "a token of others" });
  const { code, stderr } = await startRun(path, 1, [...short(), "--agents-within", "1s"]).ended;
  expect(stderr).toMatch(/^error: 0 of 1 agent came within 1 s: none$/mu);
  expect(code).toBe(4);
  expect(stranger.progress()).not.toContain("serving a run");
});

test("an agent of another version is refused, and the others wait again", async (context) => {
  const { path } = await startRedis(context);
  const folder = temporaryFolder();
  cpSync("dist", join(folder, "dist"), { recursive: true });
  symlinkSync(resolve("node_modules"), join(folder, "node_modules"));
  writeFileSync(
    join(folder, "package.json"),
    readFileSync("package.json", "utf8").replace(/"version": "[^"]+"/u, '"version": "9.9.9"'),
  );
  const newer = await startAgent(path, "newer", { program: join(folder, "dist/bin.js") });
  await startAgent(path, "other");
  const { code, stderr } = await startRun(path, 2, short()).ended;
  expect(stderr).toMatch(/^error: agent newer is mqbench 9\.9\.9, and the run is of \d/mu);
  expect(code).toBe(4);
  newer.child.kill("SIGTERM");
  await newer.ended;
  const next = await startRun(path, 1, [...short(), "--json"]).ended;
  expect(value(parseResult(next.stdout), 0, "delivered")).toBe(200);
});

test("an agent that is too small for its part is named before anything is sent", async (context) => {
  const { path } = await startRedis(context);
  await startAgent(path, "small", { under: ["sh", "-c", 'ulimit -n 200; exec "$0" "$@"'] });
  await startAgent(path, "large");
  const words = ["--set", "sensors.count=400", "--set", "workers={as: threads}"];
  const { code, stderr } = await startRun(path, 2, [...short(), ...words]).ended;
  expect(stderr).toMatch(
    /^error: agent small: \d+ file descriptors are needed in its process, a process may have 200/mu,
  );
  expect(code).toBe(4);
});

test("a run sends nothing to another machine unless it is allowed", async (context) => {
  const { path } = await startRedis(context);
  const { code, stderr } = await startRun(path, 1, [...short(), "--broker", "mqtt://198.51.100.1"]).ended;
  expect(stderr).toContain("198.51.100.1 is not this machine: load goes to loopback only");
  expect(code).toBe(2);
});

test("an agent sends nothing beyond loopback unless it was started with --allow-remote, whatever the run allows", async (context) => {
  const host = outerAddress();
  if (host === undefined) return void context.skip("this machine has no address but loopback");
  const { path } = await startRedis(context);
  const { port } = await startMosquitto(context, ["allow_anonymous true"], host);
  const allowed = ["--broker", `mqtt://${host}:${port}`, "--allow-remote", "--json"];
  await startAgent(path, "willing", { words: ["--allow-remote"] });
  const heard = parseResult((await startRun(path, 1, [...short(), ...allowed]).ended).stdout);
  expect(value(heard, 0, "delivered")).toBe(200);
  await startAgent(path, "cautious");
  const { code, stdout, stderr } = await startRun(path, 2, [...short(), ...allowed]).ended;
  expect(stderr).toContain(
    `agent cautious refuses: ${host} is not its own machine, and it was started without --allow-remote`,
  );
  expect(stderr).toMatch(/^hint: `mqbench agent --allow-remote`/mu);
  expect(code).toBe(4);
  expect(stdout).toBe("");
});

/** An IPv4 address of this machine that is not loopback's: packets to it never leave the machine. */
function outerAddress(): string | undefined {
  const all = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  return all.find(({ family, internal }) => family === "IPv4" && !internal)?.address;
}

test("a token on the command line is in no process's words, environment or output, once an agent waits", async (context) => {
  const { path } = await startRedis(context);
  const agent = await startAgent(path, "discreet", { words: ["--token", token], token: "" });
  const run = startMqbench([
    ...short(),
    "--set",
    "phases.measure=3s",
    "--agents",
    "1",
    "--redis",
    path,
    `--token=${token}`,
  ]);
  const supervisor = await childOf(agent.child.pid, "supervisor-process");
  const processes = execFileSync("ps", ["-eww", "-o", "args"], { encoding: "utf8" });
  expect(processes).toContain(`mqbench agent --redis ${path} --name discreet --token …`);
  expect(processes).toContain("--token=…");
  expect(processes).not.toContain(token);
  expect(readFileSync(`/proc/${supervisor}/environ`, "utf8")).not.toContain(token);
  const { stdout, stderr } = await run.ended;
  expect(`${stdout}${stderr}${agent.progress()}`).not.toContain(token);
});

test("a token stands in a file, too; in one place only, and long enough", async (context) => {
  const { path } = await startRedis(context);
  const file = join(temporaryFolder(), "token");
  writeFileSync(file, `${token}\n`);
  const agent = await startAgent(path, "reader", { words: ["--token-file", file, "--runs", "1"], token: "" });
  const words = [...short(), "--agents", "1", "--redis", path];
  const found = await mqbench([...words, "--json"], { MQBENCH_TOKEN: token });
  expect(value(parseResult(found.stdout), 0, "delivered")).toBe(200);
  expect((await agent.ended).code).toBe(0);
  const both = await mqbench([...words, "--token-file", file, "--token", token]);
  expect([both.code, both.stderr]).toEqual([2, expect.stringContaining("--token and --token-file are both given")]);
  writeFileSync(file, "short\n");
  const weak = await mqbench([...words, "--token-file", file]);
  expect([weak.code, weak.stderr]).toEqual([2, expect.stringContaining("expected 12 characters or more")]);
  const none = await mqbench([...words, "--token-file", `${file}-of-nobody`]);
  expect([none.code, none.stderr]).toEqual([2, expect.stringContaining("--token-file: ENOENT")]);
  const missing = await mqbench(words, { MQBENCH_TOKEN: "" });
  expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining("expected 12 characters or more")]);
});

test.for(["0s", "25h", "soon", "30"])("--agents-within %s is refused with what is expected", async (text) => {
  const { code, stderr } = await mqbench([...short(), "--agents", "1", "--redis", "/nowhere", "--agents-within", text]);
  expect(stderr).toContain(
    `error: --agents-within: expected a duration such as 250us, 20ms, 5s, 2min or 1h, up to 24h, got "${text}"`,
  );
  expect(code).toBe(2);
});
