/** Every way a run can end early: nothing measured is lost, and nothing is left behind. */
import { readdirSync, readlinkSync } from "node:fs";
import { expect, test, vi } from "vitest";
import { savedResult, startCommand, startMqbench, temporaryFolder, tiny, value } from "./mqbench.ts";
import { fakeBroker, speakMqtt } from "./fake-broker.ts";
import type { Running } from "./mqbench.ts";
import { childOf, isGone, patience } from "./processes.ts";

/** Long enough that every signal finds it running. */
const long = ["run", tiny, "--set", "phases.measure=600s"];

/** The broker's process id, once it is there. */
async function brokerOf({ child }: Running): Promise<number> {
  return await childOf(child.pid, "embedded-process");
}

/** All clients of the scenario are connected to the broker. */
async function isConnected(brokerPid: number): Promise<void> {
  await vi.waitFor(() => {
    const sockets = readdirSync(`/proc/${brokerPid}/fd`).filter((fd) =>
      linkOf(`/proc/${brokerPid}/fd/${fd}`).startsWith("socket:"),
    );
    // 10 sensors, a subscriber, and the one that listens.
    expect(sockets.length).toBeGreaterThanOrEqual(12);
  }, patience);
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return "";
  }
}

test("Ctrl-C once stops sending, drains, saves a partial result and ends with 130", async () => {
  const out = temporaryFolder();
  const running = startMqbench([...long, "--out", out]);
  const broker = await brokerOf(running);
  await isConnected(broker);
  running.child.kill("SIGINT");
  const { code, stdout, stderr } = await running.ended;
  expect(stderr).toContain("stopping: no more messages are sent");
  expect(stdout).toMatch(/^not valid: trial 1: interrupted \d+\.\d s into/mu);
  expect(code).toBe(130);
  const result = savedResult(out);
  expect(result.status).toBe("partial");
  expect(value(result, 0, "unfinished")).toBe(0);
  expect(await isGone(broker)).toBe(true);
});

test("SIGTERM ends the same way with 143", async () => {
  const out = temporaryFolder();
  const running = startMqbench([...long, "--out", out]);
  const broker = await brokerOf(running);
  await isConnected(broker);
  running.child.kill("SIGTERM");
  const { code } = await running.ended;
  expect(code).toBe(143);
  expect(savedResult(out).status).toBe("partial");
  expect(await isGone(broker)).toBe(true);
});

test("SIGTERM to the whole process group, as `timeout` sends it, ends the same way, link and broker included", async () => {
  const out = temporaryFolder();
  const words = [process.execPath, "dist/bin.js", ...long, "--set", "link.delay=1ms", "--out", out];
  const running = startCommand("timeout", ["600", ...words]);
  const mqbench = await childOf(running.child.pid, "dist/bin.js");
  const broker = await childOf(mqbench, "embedded-process");
  const link = await childOf(mqbench, "link-process");
  await isConnected(broker);
  running.child.kill("SIGTERM");
  const { stdout } = await running.ended;
  expect(stdout).toMatch(/^not valid: trial 1: interrupted/mu);
  expect(savedResult(out).status).toBe("partial");
  expect([await isGone(broker), await isGone(link)]).toEqual([true, true]);
});

test("Ctrl-C twice leaves at once", async () => {
  // The broker is stopped, so that draining would take its whole time.
  const running = startMqbench([...long, "--set", "phases.drain=600s", "--out", temporaryFolder()]);
  const broker = await brokerOf(running);
  await isConnected(broker);
  process.kill(broker, "SIGSTOP");
  running.child.kill("SIGINT");
  await vi.waitFor(() => expect(running.progress()).toContain("stopping"), patience);
  running.child.kill("SIGINT");
  const { code, stdout } = await running.ended;
  expect(stdout).toBe("");
  expect(code).toBe(130);
  process.kill(broker, "SIGCONT");
  expect(await isGone(broker)).toBe(true);
});

test("a mqbench that is killed leaves no broker behind", async () => {
  const running = startMqbench([...long, "--out", temporaryFolder()]);
  const broker = await brokerOf(running);
  running.child.kill("SIGKILL");
  await running.ended;
  expect(await isGone(broker)).toBe(true);
});

test("an embedded broker that is killed while measuring is named, and what was measured is saved", async () => {
  const out = temporaryFolder();
  const running = startMqbench([...long, "--out", out]);
  const broker = await brokerOf(running);
  await isConnected(broker);
  process.kill(broker, "SIGKILL");
  const { code, stdout } = await running.ended;
  expect(stdout).toMatch(
    /^not valid: trial 1: (?:the embedded broker ended by itself \(SIGKILL\)|no connection was left)/mu,
  );
  expect(code).toBe(4);
  expect(savedResult(out).trials).toHaveLength(1);
});

test("a descriptor limit that is too low is said before anything is started, with the number that would do", async () => {
  const words = ["-c", `ulimit -n 300; exec "$0" dist/bin.js run ${tiny} --set sensors.count=1000`, process.execPath];
  const { code, stderr } = await startCommand("sh", words).ended;
  expect(stderr).toContain(
    "error: 1,129 file descriptors are needed in the process of the broker, a process may have 300\n",
  );
  expect(stderr).toContain("ulimit -Hn 1129");
  expect(code).toBe(2);
});

test("a results folder that cannot be written is said before the run", async () => {
  const { code, stdout, stderr } = await startMqbench(["run", tiny, "--out", "package.json"]).ended;
  expect(stderr).toMatch(/^error: the results folder package\.json\/tiny cannot be written: ENOTDIR/mu);
  expect(stdout).toBe("");
  expect(code).toBe(2);
});

test("a broker on another machine is refused unless it is allowed", async () => {
  const words = ["run", tiny, "--broker", "mqtt://192.0.2.1", "--out", temporaryFolder()];
  const { code, stderr } = await startMqbench(words).ended;
  expect(stderr).toContain("error: 192.0.2.1 is not this machine: load goes to loopback only\nhint: --allow-remote");
  expect(code).toBe(2);
});

test("a password reaches neither the result nor the report", async () => {
  const out = temporaryFolder();
  const { url } = await fakeBroker((socket) => speakMqtt(socket, () => undefined));
  const secret = url.replace("mqtt://", "mqtt://fleet:hunter2@");
  const { stdout, stderr } = await startMqbench(["run", tiny, "--broker", secret, "--out", out]).ended;
  expect(stdout).toContain(url);
  expect(JSON.stringify(savedResult(out)) + stdout + stderr).not.toContain("hunter2");
});
