/** One scenario over several agents: what one process counts, and nothing left behind. */
import { expect, test, vi } from "vitest";
import type { RunResult } from "../src/result/schema.ts";
import { startAgent, startRedis, startRun } from "./agents.ts";
import { faultsOf, mqbench, parseResult, savedResult, temporaryFolder, tiny, value } from "./mqbench.ts";
import { childOf, isGone, patience } from "./processes.ts";

const sized = ["--set", "sensors.count=21", "--set", "qos=2", "--set", "subscribers.count=2"];
const counts = ["intended", "sent", "acknowledged", "expectedDeliveries", "delivered", "lost", "duplicate"];

/** What must not depend on who sends: accounts, and packets and bytes of both hops. */
function exactly(result: RunResult) {
  const load = result.trials[0]?.load;
  if (load?.kind !== "steady") throw new Error("not a steady load");
  const { counted, predicted, connections, agrees } = load.ledger;
  return { counts: counts.map((name) => value(result, 0, name)), counted, predicted, connections, agrees };
}

test("four agents count and send what one process does, to the packet and the byte, and each is told by itself", async (context) => {
  const { path } = await startRedis(context);
  const agents = await Promise.all(["a", "b", "c", "d"].map(async (name) => await startAgent(path, name)));
  const run = startRun(path, 4, ["run", tiny, ...sized, "--json", "--out", temporaryFolder()]);
  const many = parseResult((await run.ended).stdout);
  const alone = parseResult((await mqbench(["run", tiny, ...sized, "--json", "--out", temporaryFolder()])).stdout);
  expect(faultsOf(many)).toEqual([]);
  expect(exactly(many)).toEqual(exactly(alone));
  const section = many.trials[0]?.agents;
  if (section === undefined) throw new Error("nothing is told of the agents");
  const sum = (key: "sensors" | "subscribers" | "sent" | "acknowledged" | "delivered"): number =>
    section.agents.reduce((total, agent) => total + agent[key], 0);
  expect(section.agents.map(({ name }) => name).toSorted()).toEqual(["a", "b", "c", "d"]);
  expect([sum("sensors"), sum("subscribers")]).toEqual([21, 2]);
  expect([sum("sent"), sum("acknowledged"), sum("delivered")]).toEqual(
    ["sent", "acknowledged", "delivered"].map((name) => value(many, 0, name)),
  );
  // One machine has one clock: its reading is right when 0 lies within its error.
  for (const { clock } of section.agents) expect(Math.abs(clock.offsetNs)).toBeLessThanOrEqual(clock.errorNs);
  expect(section.acrossClocks?.of).toBe(value(many, 0, "delivered"));
  for (const agent of agents) agent.child.kill("SIGTERM");
  expect((await Promise.all(agents.map(async ({ ended }) => await ended))).map(({ code }) => code)).toEqual([
    143, 143, 143, 143,
  ]);
});

test("a sweep of several trials runs on the same agents, in every report, and --runs 1 lets them leave after it", async (context) => {
  const { path } = await startRedis(context);
  const agents = await Promise.all(
    ["first", "second"].map(async (name) => await startAgent(path, name, { words: ["--runs", "1"] })),
  );
  const words = ["run", tiny, "--set", "sweep={qos: [0, 1]}", "--trials", "2", "--out", temporaryFolder()];
  const { stdout } = await startRun(path, 2, words).ended;
  expect(stdout).toContain("4 of 4 trials");
  expect(stdout).toMatch(/^first  +5 /mu);
  for (const { ended } of agents) expect((await ended).code).toBe(0);
});

test("an agent whose clock is 1,000 s ahead sends at the right time, and its clock is told", async (context) => {
  const { path } = await startRedis(context);
  const under = ["unshare", "--time", "--monotonic", "1000", "--fork", "--kill-child"];
  const shifted = await startAgent(path, "ahead", { under }).catch(() => null);
  if (shifted === null) return void context.skip("clocks cannot be shifted here: unshare --time");
  await startAgent(path, "here");
  const run = startRun(path, 2, ["run", tiny, ...sized, "--json", "--out", temporaryFolder()]);
  const result = parseResult((await run.ended).stdout);
  expect(faultsOf(result)).toEqual([]);
  expect(value(result, 0, "delivered")).toBe(2 * value(result, 0, "sent"));
  const ahead = result.trials[0]?.agents?.agents.find(({ name }) => name === "ahead");
  expect(ahead?.clock.offsetNs).toBeGreaterThan(999.9e9);
  expect(Math.abs((ahead?.clock.offsetNs ?? 0) - 1000e9)).toBeLessThanOrEqual(ahead?.clock.errorNs ?? 0);
});

test("Ctrl-C ends a run over agents in order: a partial result, 130, and the agents wait again", async (context) => {
  const { path } = await startRedis(context);
  const agents = await Promise.all(["a", "b"].map(async (name) => await startAgent(path, name)));
  const out = temporaryFolder();
  const run = startRun(path, 2, ["run", tiny, "--set", "phases.measure=60s", "--out", out]);
  await vi.waitFor(() => expect(run.progress()).toContain("measure at"), patience);
  const supervisors = await Promise.all(
    agents.map(async ({ child }) => await childOf(child.pid, "supervisor-process")),
  );
  run.child.kill("SIGINT");
  const { code, stdout } = await run.ended;
  expect(code).toBe(130);
  expect(stdout).toMatch(/^not valid: trial 1: interrupted/mu);
  expect(savedResult(out).status).toBe("partial");
  for (const pid of supervisors) expect(await isGone(pid)).toBe(true);
  for (const agent of agents) await vi.waitFor(() => expect(agent.progress()).toContain("the run is over"), patience);
});

test("two runs at once on one Redis do not meet", async (context) => {
  const { path } = await startRedis(context);
  await Promise.all(["a", "b", "c", "d"].map(async (name) => await startAgent(path, name)));
  const runs = [0, 1].map(() => startRun(path, 2, ["run", tiny, "--json", "--out", temporaryFolder()]));
  const results = await Promise.all(runs.map(async ({ ended }) => parseResult((await ended).stdout)));
  const names = results.flatMap(({ trials }) => trials[0]?.agents?.agents.map(({ name }) => name) ?? []);
  expect(names.toSorted()).toEqual(["a", "b", "c", "d"]);
  for (const result of results) expect(value(result, 0, "delivered")).toBe(200);
});
