/** Agents that Slurm starts, a node each: the same accounts as from one process, and their end. */
import { resolve } from "node:path";
import { expect, test, vi } from "vitest";
import { isMeasuring, startRedis, startRun, token } from "./agents.ts";
import {
  exactly,
  faultsOf,
  mqbench,
  parseResult,
  savedResult,
  startCommand,
  temporaryFolder,
  tiny,
} from "./mqbench.ts";
import type { Running } from "./mqbench.ts";
import { patience } from "./processes.ts";
import { startSlurm } from "./slurm.ts";
import type { OwnSlurm } from "./slurm.ts";

const sized = ["--set", "sensors.count=21", "--set", "qos=2", "--set", "subscribers.count=2"];

/** An agent on each of four nodes; Slurm passes the token on with the environment. */
function startAgents({ env }: OwnSlurm, redis: string): Running {
  const agent = [process.execPath, resolve("dist/bin.js"), "agent", "--redis", redis, "--runs", "1"];
  return startCommand("srun", ["-N", "4", "--ntasks-per-node=1", "--label", ...agent], {
    ...env,
    MQBENCH_TOKEN: token,
  });
}

test("four nodes of a Slurm cluster count and send what one process does, and their job ends with the run", async (context) => {
  const slurm = await startSlurm(context, 4);
  const { path } = await startRedis(context);
  const job = startAgents(slurm, path);
  const run = startRun(path, 4, ["run", tiny, ...sized, "--json", "--out", temporaryFolder()]);
  const many = parseResult((await run.ended).stdout);
  const alone = parseResult((await mqbench(["run", tiny, ...sized, "--json", "--out", temporaryFolder()])).stdout);
  expect(faultsOf(many)).toEqual([]);
  expect(exactly(many)).toEqual(exactly(alone));
  expect(many.trials[0]?.agents?.agents).toHaveLength(4);
  const { code, stderr } = await job.ended;
  expect(code).toBe(0);
  for (const task of [0, 1, 2, 3]) expect(stderr).toContain(`${task}: the run is over`);
});

test("a job that is cancelled within a run ends the run, with the name of an agent", async (context) => {
  const slurm = await startSlurm(context, 4);
  const { path } = await startRedis(context);
  const job = startAgents(slurm, path);
  const out = temporaryFolder();
  const run = startRun(path, 4, ["run", tiny, "--set", "phases.measure=600s", "--out", out]);
  await isMeasuring(run);
  await vi.waitFor(() => expect(job.progress().match(/serving a run/gu)).toHaveLength(4), patience);
  await startCommand("scancel", ["--name", "node"], slurm.env).ended;
  const { code, stdout } = await run.ended;
  expect(stdout).toMatch(
    /^not valid: trial 1: agent \S+ (?:left|holds its seat no longer|has not answered).* into measure/mu,
  );
  expect(code).toBe(4);
  expect(savedResult(out).trials[0]?.valid).toBe(false);
  await job.ended;
});
