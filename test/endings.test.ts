/** What ends from outside while a run measures: it is named, what was measured is kept, and nothing is left behind. */
import { existsSync, readdirSync, readFileSync, watch, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { mqbench, savedResult, startCommand, startMqbench, temporaryFolder, tiny, value } from "./mqbench.ts";
import type { Running } from "./mqbench.ts";
import { needBroker } from "./needs.ts";
import { childOf, childrenOf, isGone, patience } from "./processes.ts";

const long = ["run", tiny, "--set", "phases.measure=600s", "--set", "phases.drain=600s"];
const processes = ["--set", "workers.as=processes", "--set", "workers.count=2"];
const link = ["--set", "link.delay=1ms"];

/** The folder of the managed broker of a run, which its guard will remove. */
async function brokerFolder(pid: number | undefined): Promise<string> {
  const words = readFileSync(`/proc/${await childOf(pid, "mqbench-guard")}/cmdline`, "utf8").split("\0");
  return words.find((word) => word.startsWith(tmpdir())) ?? "";
}

/** Its progress says that messages are acknowledged. */
async function isMeasuring({ progress }: Running): Promise<void> {
  await vi.waitFor(() => expect(progress()).toMatch(/measure/u), patience);
}

test("the end of the terminal saves what was measured, and ends with 129", async () => {
  const out = temporaryFolder();
  const running = startMqbench([...long, "--out", out]);
  await isMeasuring(running);
  running.child.kill("SIGHUP");
  const { code } = await running.ended;
  expect([code, savedResult(out).status]).toEqual([129, "partial"]);
});

test.each([
  [
    "sending process",
    processes,
    "worker-process",
    /^not valid: trial 1: .*a sending process was ended from outside \(SIGKILL\)/mu,
  ],
  ["link", link, "link-process", /the link ended by itself \(SIGKILL\)/u],
])("a %s that is killed is named, and what was measured is saved", async (_, more, words, named) => {
  const out = temporaryFolder();
  const running = startMqbench([...long, ...more, "--out", out]);
  await isMeasuring(running);
  const all = childrenOf(running.child.pid, words);
  expect(all).toHaveLength(words === "worker-process" ? 2 : 1);
  const [first = 0] = all;
  process.kill(first, "SIGKILL");
  const { code, stdout } = await running.ended;
  expect(stdout).toMatch(named);
  expect(code).toBe(4);
  // One that is killed takes the other with it.
  expect(await Promise.all(all.map(isGone))).toEqual(all.map(() => true));
  const [trial] = savedResult(out).trials;
  expect(trial?.metrics["sent"]).toMatchObject({ kind: "value" });
  // What only a lost sending process knew is not made up.
  const made = ["lost", "wireBytesPerMessage", "connected"].filter((name) => trial?.metrics[name] !== undefined);
  expect(made.length > 0).toBe(words === "link-process");
});

test.each([
  ["sending process", processes, "worker-process"],
  ["link", link, "link-process"],
])("a %s that is stopped does not keep a run from ending by one Ctrl-C", async (_, more, words) => {
  const out = temporaryFolder();
  const running = startMqbench([...long, ...more, "--out", out]);
  await isMeasuring(running);
  const stopped = await childOf(running.child.pid, words);
  process.kill(stopped, "SIGSTOP");
  running.child.kill("SIGINT");
  expect((await running.ended).code).toBe(130);
  expect(savedResult(out).status).toBe("partial");
  expect(await isGone(stopped)).toBe(true);
});

test.each([
  ["sending process", processes, "worker-process", "a sending process has not answered for 15 s, and was ended"],
  ["link", link, "link-process", "the link has not answered for 15 s, and was ended"],
])("a %s that is stopped ends the trial after 15 s", async (_, more, words, named) => {
  const out = temporaryFolder();
  const running = startMqbench([...long, ...more, "--set", "phases.drain=1s", "--out", out]);
  await isMeasuring(running);
  process.kill(await childOf(running.child.pid, words), "SIGSTOP");
  const { code, stdout } = await running.ended;
  expect(stdout).toContain(named);
  expect(code).toBe(4);
  expect(savedResult(out).trials).toHaveLength(1);
});

test("a guard that is killed is replaced: the broker's folder is gone at the end", async (context) => {
  await needBroker(context, "mosquitto");
  const out = temporaryFolder();
  const running = startMqbench([
    "run",
    tiny,
    "--broker",
    "mosquitto",

    "--set",
    "phases.measure=3s",
    "--out",
    out,
  ]);
  const guard = await childOf(running.child.pid, "mqbench-guard");
  const folder = await brokerFolder(running.child.pid);
  await vi.waitFor(() => expect(existsSync(folder)).toBe(true), patience);
  process.kill(guard, "SIGKILL");
  await running.ended;
  expect(existsSync(folder)).toBe(false);
  expect(savedResult(out).trials).toHaveLength(1);
});

test("a managed broker that is killed is named, and nothing of it is left", async (context) => {
  await needBroker(context, "mosquitto");
  const out = temporaryFolder();
  const running = startMqbench([...long, "--broker", "mosquitto", "--out", out]);
  await isMeasuring(running);
  const folder = await brokerFolder(running.child.pid);
  process.kill(await childOf(running.child.pid, "mosquitto.conf"), "SIGKILL");
  const { code, stdout } = await running.ended;
  expect(stdout).toMatch(/mosquitto ended by itself \(SIGKILL\), [\d.]+ s into measure/u);
  const result = savedResult(out);
  expect([code, result.status]).toEqual([4, "partial"]);
  expect(value(result, 0, "sent")).toBeGreaterThan(0);
  expect(existsSync(folder)).toBe(false);
});

test.for(["SIGINT", "SIGTERM", "SIGKILL"] as const)(
  "%s of mqbench leaves no process and no folder",
  async (signal, context) => {
    await needBroker(context, "mosquitto");
    const temporary = temporaryFolder();
    const words = [...long, "--set", "phases.drain=2s", ...processes, ...link, "--broker", "mosquitto"];
    const running = startMqbench([...words, "--out", temporaryFolder()], { TMPDIR: temporary });
    await isMeasuring(running);
    const names = ["mqbench-guard", "mosquitto.conf", "answerer-process", "link-process"];
    const single = await Promise.all(names.map(async (name) => await childOf(running.child.pid, name)));
    const shards = childrenOf(running.child.pid, "worker-process");
    expect(shards).toHaveLength(2);
    expect(readdirSync(temporary)).not.toEqual([]);
    running.child.kill(signal);
    await running.ended;
    const all = [...single, ...shards];
    expect(await Promise.all(all.map(isGone))).toEqual(all.map(() => true));
    await vi.waitFor(() => expect(readdirSync(temporary)).toEqual([]), patience);
  },
);

test("SIGKILL at the moment when the broker's folder is made leaves no folder", async (context) => {
  await needBroker(context, "mosquitto");
  const temporary = temporaryFolder();
  const running = startMqbench([...long, "--broker", "mosquitto", "--out", temporaryFolder()], { TMPDIR: temporary });
  let made = "";
  const watcher = watch(temporary, (_, name) => {
    if (name?.startsWith("mqbench-mosquitto-") !== true) return;
    running.child.kill("SIGKILL");
    made = name;
  });
  await running.ended;
  watcher.close();
  expect(made).not.toBe("");
  await vi.waitFor(() => expect(readdirSync(temporary)).toEqual([]), patience);
});

test("a report that does not fit leaves the report that was there", async () => {
  const out = temporaryFolder();
  await mqbench(["run", tiny, "--out", out]);
  const report = join(temporaryFolder(), "report.html");
  writeFileSync(report, "the report before");
  // A limit on the size of files, in blocks, as a disk that is full.
  const words = ["-c", 'ulimit -f 8; exec "$0" dist/bin.js report "$1" -o "$2"', process.execPath, out, report];
  const { stderr } = await startCommand("sh", words).ended;
  expect(stderr).toMatch(/^error: the report cannot be written to \S+: EFBIG/mu);
  expect(readFileSync(report, "utf8")).toBe("the report before");
  expect(readdirSync(join(report, ".."))).toEqual(["report.html"]);
});

test("a line of the history that does not fit leaves the lines before it", async () => {
  // A closed loop is valid on a busy machine, too.
  const closed = "test/fixtures/closed.yaml";
  const [out, histories] = [temporaryFolder(), temporaryFolder()];
  await mqbench(["run", closed, "--out", out]);
  expect(await mqbench(["history", "add", out, "--dir", histories])).toMatchObject({ code: 0 });
  const history = join(histories, readdirSync(histories)[0] ?? "");
  const before = readFileSync(history, "utf8");
  await mqbench(["run", closed, "--out", out]);
  // Of 512 bytes: the first line fits, a second one does not.
  const words = ["-c", 'ulimit -f "$1"; shift; exec "$0" dist/bin.js "$@"', process.execPath];
  const blocks = String(Math.ceil((before.length * 1.5) / 512));
  const { stderr } = await startCommand("sh", [...words, blocks, "history", "add", out, "--dir", histories]).ended;
  expect(stderr).toMatch(/^error: the history \S+ cannot be written: EFBIG/mu);
  expect(readFileSync(history, "utf8")).toBe(before);
});
