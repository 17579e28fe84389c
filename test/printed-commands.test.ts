/** The commands that README and docs/ci.md print, run as they stand there: on a short scenario that has the name of the one they name. */
import { chmodSync, cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { startCommand, temporaryFolder } from "./mqbench.ts";
import type { Ended } from "./mqbench.ts";
import { needBroker } from "./needs.ts";

/** The first block of code below a heading of a page. */
function blockBelow(page: string, heading: string): string {
  const [, below = ""] = readFileSync(page, "utf8").split(`\n## ${heading}\n`);
  const [, , block = ""] = /```(\w*)\n(.*?)```/su.exec(below) ?? [];
  expect(block).not.toBe("");
  return block;
}

/** A closed loop has no schedule to be late for: on a busy machine its trials are valid all the same. */
function shortScenario(name: string): string {
  return (
    readFileSync("test/fixtures/closed.yaml", "utf8")
      .replace("name: closed", `name: ${name}`)
      .replace("measure: 1s", "measure: 200ms")
      // A broker of a busy machine may need longer than the fixture's drain, and what is not acknowledged is a difference.
      .replace("drain: 5s", "drain: 60s")
  );
}

/** A folder with a short scenario, in which `mqbench` and `npx mqbench` are the built program. */
function workplace(name: string): (line: string, env?: Readonly<Record<string, string>>) => Promise<Ended> {
  const folder = temporaryFolder();
  const programs = temporaryFolder();
  const built = resolve("dist/bin.js");
  for (const [program, shift] of [
    ["mqbench", ""],
    ["npx", "shift; "],
  ] as const) {
    writeFileSync(join(programs, program), `#!/bin/sh\n${shift}exec "${process.execPath}" "${built}" "$@"\n`);
    chmodSync(join(programs, program), 0o755);
  }
  // It comes before the scenario of that name that mqbench has.
  writeFileSync(join(folder, `${name}.yaml`), shortScenario(name));
  const path = `${programs}:${process.env["PATH"] ?? ""}`;
  return async (line, env = {}) =>
    await startCommand("bash", ["-ec", `cd "$0"; ${line}`, folder], { ...env, PATH: path }).ended;
}

test("the baseline of exact figures", async () => {
  const inFolder = workplace("smoke");
  const printed = blockBelow("docs/ci.md", "Exact figures: a baseline like a lock file");
  const { code, stdout, stderr } = await inFolder(printed);
  expect(stderr).not.toContain("error:");
  expect([code, stdout]).toEqual([0, expect.stringContaining("gate: passed")]);
});

test("figures that vary: too few trials of two runs are said, whatever the figures", async () => {
  const inFolder = workplace("smoke");
  const keep = (name: string): string => `mqbench run smoke --json > ${name}.json`;
  expect((await inFolder(`${keep("base")}; ${keep("head")}`)).code).toBe(0);
  const lines = blockBelow("docs/ci.md", "Figures that vary: trials").trim().split("\n");
  expect(lines).toHaveLength(2);
  for (const line of lines) {
    const { code, stdout, stderr } = await inFolder(line);
    expect([line, code, stderr]).toEqual([line, 4, expect.not.stringContaining("error:")]);
    expect(stdout).toContain("too few trials");
  }
});

test("both sides in one job, and the noise of a machine, with one pair each", async (context) => {
  await needBroker(context, "mosquitto");
  await needBroker(context, "rabbitmq");
  const inFolder = workplace("qos-cost");
  const lines = blockBelow("docs/ci.md", "Both sides in one job").trim().split("\n");
  expect(lines).toHaveLength(2);
  // A longer payload is found by exact figures, from one pair; on a busy machine a trial may not be valid.
  for (const line of lines) {
    const { code, stdout, stderr } = await inFolder(`${line} --set qos=1 --trials 1`);
    expect([line, stderr]).toEqual([line, expect.not.stringContaining("error:")]);
    expect(line.includes("payload") ? [3, 4] : [4]).toContain(code);
    expect(stdout).toMatch(/too few trials|not valid/u);
  }
  const { code, stdout } = await inFolder(`${blockBelow("docs/ci.md", "The noise of a machine").trim()} --trials 2`);
  expect([0, 4]).toContain(code);
  expect(stdout).toContain("counts from");
});

test("the history of a scenario", async () => {
  const inFolder = workplace("qos-cost");
  await inFolder("mqbench run qos-cost");
  // The file's name has the scenario and the machine in it.
  const example = "results/history/qos-cost-5e6f7a8b-1a2b3c4d.jsonl";
  const printed = blockBelow("docs/ci.md", "History");
  expect(printed.split(example)).toHaveLength(3);
  const { code, stderr } = await inFolder(printed.replaceAll(example, "results/history/qos-cost-*.jsonl"));
  expect([code, stderr]).toEqual([0, expect.not.stringContaining("error:")]);
});

const gitlabJob = z.object({ mqbench: z.object({ script: z.array(z.string()) }) });

test("the job of GitLab, against the baseline that was accepted first", async (context) => {
  await needBroker(context, "mosquitto");
  const inFolder = workplace("qos-cost");
  const { script } = gitlabJob.parse(parse(blockBelow("docs/ci.md", "GitLab"))).mqbench;
  const [run = "", gate = ""] = script;
  expect((await inFolder(`${run}; mqbench baseline accept results/qos-cost`)).code).toBe(0);
  const { code, stdout } = await inFolder(`${run}; ${gate}; test -s mqbench.xml`);
  expect([code, stdout]).toEqual([0, expect.stringContaining("gate: passed")]);
});

const usedAction = z.array(z.object({ with: z.record(z.string(), z.string()).optional() }));
const action = z.object({
  inputs: z.record(z.string(), z.object({ default: z.string().optional() })),
  runs: z.object({
    steps: z.array(z.object({ name: z.string(), env: z.record(z.string(), z.string()).optional(), run: z.string() })),
  }),
});

test("the action of GitHub, as the page uses it", async (context) => {
  await needBroker(context, "mosquitto");
  const inFolder = workplace("qos-cost");
  const { inputs, runs } = action.parse(parse(readFileSync("action.yml", "utf8")));
  const given = usedAction.parse(parse(blockBelow("docs/ci.md", "GitHub Actions"))).at(-1)?.with ?? {};
  expect(Object.keys(given).filter((name) => inputs[name] === undefined)).toEqual([]);
  const valueOf = (name: string): string => given[name] ?? inputs[name]?.default ?? "";
  const github = {
    GITHUB_ACTIONS: "true",
    GITHUB_ACTION_PATH: resolve("."),
    GITHUB_OUTPUT: join(temporaryFolder(), "outputs"),
  };
  const [install, ...steps] = runs.steps;
  expect([install?.name, steps.map(({ name }) => name)]).toEqual(["Install mqbench", ["Run the scenario", "Gate"]]);
  // The baseline that the page names is committed before.
  const first = "mqbench run qos-cost --broker mosquitto; mqbench baseline accept results/qos-cost";
  expect((await inFolder(first)).code).toBe(0);
  for (const { name, env = {}, run } of steps) {
    const values = Object.entries(env).map(([key, text]) => [
      key,
      text.replaceAll(/\$\{\{ inputs\.([\w-]+) \}\}/gu, (_, input: string) => valueOf(input)),
    ]);
    const { code, stderr } = await inFolder(run, { ...github, ...Object.fromEntries(values) });
    expect([name, code, stderr]).toEqual([name, 0, expect.not.stringContaining("error:")]);
  }
  expect(readFileSync(github.GITHUB_OUTPUT, "utf8")).toBe("verdict=pass\nfailed=0\n");
});

test("the README's clone says where its address goes, and leads to the scenario that it runs next", async () => {
  const [, clone = "", next = ""] = /\n(git clone .*)\n(.*)\n/u.exec(readFileSync("README.md", "utf8")) ?? [];
  const [placeholder = ""] = /https:\/\/\S+/u.exec(clone) ?? [];
  expect(placeholder).toMatch(/^https:\/\/[A-Z-]+$/u);
  expect(clone).toMatch(/# put its address here$/u);
  const [, name = ""] = /mqbench run ([\w-]+)$/u.exec(next) ?? [];
  const scenario = `scenarios/${name}.yaml`;
  const origin = temporaryFolder();
  mkdirSync(join(origin, dirname(scenario)));
  cpSync(scenario, join(origin, scenario));
  const commit =
    "git init --quiet && git add . && git -c user.name=n -c user.email=e@example.com commit --quiet -m first";
  expect((await startCommand("bash", ["-c", `cd "$0" && ${commit}`, origin]).ended).code).toBe(0);
  const line = `cd "$0" && ${clone.replace(placeholder, origin)}\ntest -f ${scenario}`;
  expect(await startCommand("bash", ["-ec", line, temporaryFolder()]).ended).toMatchObject({ code: 0 });
});
