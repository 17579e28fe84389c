/** What a run can do besides sending, over agents: end by a threshold, compare two sides, search a rate. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { readCapacity } from "../src/result/capacity.ts";
import { startAgent, startRedis, startRun } from "./agents.ts";
import type { OwnRedis } from "./agents.ts";
import { faultsOf, savedResult, temporaryFolder, tiny, value } from "./mqbench.ts";
import type { Running } from "./mqbench.ts";
import { patience } from "./processes.ts";

async function twoAgents({ path }: OwnRedis): Promise<readonly [Running, Running]> {
  return await Promise.all([startAgent(path, "first"), startAgent(path, "second")]);
}

test("a threshold that fails ends the load of all agents: what they sent is drained, and the part is saved", async (context) => {
  const redis = await startRedis(context);
  await twoAgents(redis);
  const out = temporaryFolder();
  const ending = "thresholds=[lost == 0, { check: publishLatency.p50 < 1ns, abortAfter: 1s }]";
  const words = ["--set", "phases.measure=60s", "--trials", "3", "--set", ending, "--out", out];
  const { code, stdout } = await startRun(redis.path, 2, ["run", tiny, ...words]).ended;
  const result = savedResult(out);
  expect(faultsOf(result)).toEqual([]);
  expect([result.status, result.trials.length]).toEqual(["partial", 1]);
  expect(result.trials[0]?.thresholds[1]?.endedRunAfterNs).toBeLessThan(60e9);
  expect(value(result, 0, "acknowledged")).toBe(value(result, 0, "sent"));
  expect(stdout).toMatch(/warning: .*publishLatency\.p50 < 1ns failed \d+\.\d s into measure and ended the run/u);
  expect(code).toBe(result.trials[0]?.valid === true ? 3 : 4);
});

test("two sides are compared over the same agents, and the exact figures are exact", async (context) => {
  const redis = await startRedis(context);
  const agents = await twoAgents(redis);
  const words = ["ab", tiny, "--a-set", "qos=1", "--b-set", "qos=2", "--trials", "1", "--out", temporaryFolder()];
  const { stdout } = await startRun(redis.path, 2, words).ended;
  expect(stdout).toMatch(/packetsPerMessage +regressed +2 → 4 \(\+100 %\), exact/u);
  expect(stdout).toMatch(/wireBytesPerMessage +regressed +78 B → 86 B/u);
  for (const { progress } of agents) expect(progress().match(/serving a run/gu)).toHaveLength(1);
});

test("a rate is searched over agents; one that is lost on the way is no limit of the broker", async (context) => {
  const redis = await startRedis(context);
  const [lost] = await twoAgents(redis);
  const out = temporaryFolder();
  const conditions = ["--until", "lost == 0 and publishLatency.p50 < 10s", "--from", "200/s", "--to", "6400/s"];
  const words = ["capacity", tiny, ...conditions, "--set", "phases.measure=4s", "--out", out];
  const search = startRun(redis.path, 2, words);
  await vi.waitFor(() => expect(search.progress()).toMatch(/^at 200\/s: /mu), patience);
  lost.child.kill("SIGKILL");
  const { code, stderr } = await search.ended;
  expect(stderr).toMatch(/^error: agent first left: its main process ended/mu);
  expect(code).toBe(4);
  const [name = ""] = readdirSync(join(out, "tiny"));
  const found = readCapacity(join(out, "tiny", name))?.cases[0];
  expect(found?.isComplete).toBe(false);
  expect(found?.curve.map(({ verdict }) => verdict)).not.toContain("exceeded");
});
