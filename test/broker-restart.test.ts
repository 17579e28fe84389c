/** The broker restarted under load: what its sessions keep, what the result says of it, and that nothing is left behind. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import type { RunResult } from "../src/result/schema.ts";
import { faultsOf, mqbench, parseResult, startMqbench, temporaryFolder, value } from "./mqbench.ts";
import { needBroker } from "./needs.ts";
import { patience } from "./processes.ts";

const fleet = `sensors: { count: 40, topic: "r/{id}", payload: 64B, every: 100ms }
subscribers: { topic: "r/+" }
session: { clean: false, reconnect: { delay: 100ms, factor: 1 } }
`;

function scenarioFile(qos: number, restart: string): string {
  const file = join(temporaryFolder(), "restart.yaml");
  const phases = "phases: { warmup: 500ms, measure: 5s, drain: 10s }";
  writeFileSync(file, `name: restart\nqos: ${qos}\n${fleet}brokerRestart: ${restart}\n${phases}\n`);
  return file;
}

/** Also looks that nothing is left of the broker's folders. */
async function run(broker: string, qos: number, manner: string, ...more: readonly string[]): Promise<RunResult> {
  const temporary = temporaryFolder();
  const words = ["run", scenarioFile(qos, `{ at: 1s, down: 1200ms, manner: ${manner} }`), "--broker", broker];
  const { stdout, stderr } = await mqbench([...words, ...more, "--out", temporaryFolder(), "--json"], {
    TMPDIR: temporary,
  });
  expect(stderr).not.toContain("error");
  expect(readdirSync(temporary)).toEqual([]);
  return parseResult(stdout);
}

/** Every client was away and came back, and what was asked for is no fault. */
function expectRestarted(result: RunResult): void {
  const [trial] = result.trials;
  expect(faultsOf(result)).toEqual([]);
  expect(trial?.recovery).toMatchObject({ clients: 41, notBack: 0 });
  const { toldAtSeconds, endedAtSeconds, startedAtSeconds, readyAtSeconds, lastBackSeconds } =
    trial?.brokerRestart ?? {};
  expect(toldAtSeconds).toBeGreaterThan(1.49);
  expect(endedAtSeconds).toBeGreaterThanOrEqual(toldAtSeconds ?? Number.NaN);
  expect(startedAtSeconds).toBeGreaterThanOrEqual((endedAtSeconds ?? Number.NaN) + 1.19);
  expect(readyAtSeconds).toBeGreaterThanOrEqual(startedAtSeconds ?? Number.NaN);
  expect(lastBackSeconds).toBeGreaterThan(0);
  const memory = trial?.series.columns["brokerRss"] ?? [];
  const gap = memory.indexOf(null);
  expect(gap).toBeGreaterThan(0);
  expect(memory).not.toContain(0);
  // The process that runs now is the one that is measured.
  expect(memory.at(-1)).toBeGreaterThan(1e6);
  const warnings = trial?.warnings.map(({ code }) => code);
  expect(warnings).not.toContain("probe");
  expect(warnings).not.toContain("broker-restart");
  expect(value(result, 0, "sent") + value(result, 0, "unsent")).toBe(value(result, 0, "intended"));
  expect(value(result, 0, "delivered") + value(result, 0, "lost")).toBe(value(result, 0, "expectedDeliveries"));
}

// Where other programs take the CPU, mosquitto stops before it reads every PUBCOMP, and delivers those messages again (docs/claims.md):
// how many come twice is no figure of mqbench's.
test.for([1, 2])("mosquitto loses nothing at QoS %i across a restart", async (qos, context) => {
  await needBroker(context, "mosquitto");
  const result = await run("mosquitto", qos, "stop");
  expectRestarted(result);
  expect(value(result, 0, "delayedByOutage")).toBeGreaterThan(0);
  expect([value(result, 0, "lost"), value(result, 0, "unfinished")]).toEqual([0, 0]);
  expect(result.trials[0]?.broker.configuration["mosquitto.conf"]).toContain("persistence true");
});

/** What was lost is waited for to the end of drain. */
const lossy = ["--set", "phases.drain=3s"];

test("a mosquitto that is killed comes back as well", async (context) => {
  await needBroker(context, "mosquitto");
  const result = await run("mosquitto", 1, "kill", ...lossy);
  expectRestarted(result);
  expect(result.trials[0]?.brokerRestart?.manner).toBe("kill");
});

test("a mosquitto that does not come back is told by the headline", async (context) => {
  await needBroker(context, "mosquitto");
  const programs = temporaryFolder();
  // The second one that is started with a configuration waits for nothing.
  const script = `#!/bin/sh
case "$1" in -c) mkdir "${programs}/started" 2>/dev/null || exec sleep 300 ;; esac
PATH=\${PATH#*:} exec mosquitto "$@"
`;
  writeFileSync(join(programs, "mosquitto"), script, { mode: 0o755 });
  const path = `${programs}:${process.env["PATH"] ?? ""}`;
  const words = [
    "run",
    scenarioFile(1, "{ at: 500ms, down: 200ms }"),
    "--broker",
    "mosquitto",
    "--set",
    "phases.measure=2s",
  ];
  const { code, stdout } = await mqbench([...words, "--set", "phases.drain=1s", "--out", temporaryFolder()], {
    PATH: path,
  });
  expect(stdout).toContain("warning: the broker was restarted, and did not take clients again before the trial ended");
  // On a busy machine mqbench may be late: nothing is answered then.
  const answer = "In 1 of 1 trial the broker took no client again.";
  expect(stdout).toContain(code === 4 ? "No answer: no trial is valid." : answer);
});

test.for(["stop", "kill"])("the embedded broker comes back after %s, with nothing of before", async (manner) => {
  const result = await run("embedded", 1, manner, ...lossy);
  expectRestarted(result);
  expect(result.trials[0]?.brokerRestart?.manner).toBe(manner);
});

test("a restart that ends after measure, or of a broker that somebody else runs, is a mistake before the run", async () => {
  const late = await mqbench(["validate", scenarioFile(1, "{ at: 4s }")]);
  expect(late).toMatchObject({ code: 2 });
  expect(late.stderr).toContain("at and down are 5 s together, measure is 5 s");
  const words = ["run", scenarioFile(1, "{ at: 1s }"), "--broker", "mqtt://127.0.0.1:1", "--out", temporaryFolder()];
  const foreign = await mqbench(words);
  expect(foreign).toMatchObject({ code: 2 });
  expect(foreign.stderr).toContain("needs a broker that mqbench starts");
});

/** The programs whose command line names the folder, which only this process has. */
function processesNaming(text: string): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/u.test(name) && commandLine(name).includes(text))
    .map(Number);
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return "";
  }
}

/** mosquitto ran, and runs no more. */
async function isDown(temporary: string): Promise<void> {
  const isRunning = (): boolean => processesNaming(temporary).some((pid) => commandLine(String(pid)).includes(".conf"));
  await vi.waitFor(() => expect(isRunning()).toBe(true), patience);
  await vi.waitFor(() => expect(isRunning()).toBe(false), patience);
}

async function isAllGone(temporary: string): Promise<void> {
  await vi.waitFor(() => {
    expect(processesNaming(temporary)).toEqual([]);
    expect(readdirSync(temporary)).toEqual([]);
  }, patience);
  expect(existsSync(temporary)).toBe(true);
}

/** Longer than any test may take. */
const downForLong = ["--set", "phases.measure=2h", "--set", "brokerRestart.down=1h", "--broker", "mosquitto"];

test.for(["SIGKILL", "SIGINT"] as const)(
  "%s while the broker is down leaves nothing behind",
  async (signal, context) => {
    await needBroker(context, "mosquitto");
    const temporary = temporaryFolder();
    const words = ["run", scenarioFile(1, "{ at: 200ms }"), ...downForLong, "--set", "phases.drain=1s"];
    const running = startMqbench([...words, "--out", temporaryFolder(), "--json"], { TMPDIR: temporary });
    await isDown(temporary);
    running.child.kill(signal);
    const { code, stdout } = await running.ended;
    await isAllGone(temporary);
    if (signal === "SIGKILL") return;
    expect(code).toBe(130);
    expect(parseResult(stdout).trials[0]?.brokerRestart).toMatchObject({
      startedAtSeconds: null,
      readyAtSeconds: null,
    });
  },
);

test("a mqbench that is killed after the restart leaves nothing of the broker that came back", async (context) => {
  await needBroker(context, "mosquitto");
  const temporary = temporaryFolder();
  const words = ["run", scenarioFile(1, "{ at: 200ms, down: 500ms }"), "--set", "phases.measure=60s"];
  const running = startMqbench([...words, "--broker", "mosquitto", "--out", temporaryFolder()], { TMPDIR: temporary });
  await isDown(temporary);
  await vi.waitFor(
    () => expect(processesNaming(temporary).some((pid) => commandLine(String(pid)).includes(".conf"))).toBe(true),
    patience,
  );
  running.child.kill("SIGKILL");
  await running.ended;
  await isAllGone(temporary);
});
