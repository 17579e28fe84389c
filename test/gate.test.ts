/** Comparing runs as CI does: a baseline accepted, a run held against it, what GitHub reads. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { mqbench, temporaryFolder } from "./mqbench.ts";

/** A closed loop has no schedule to be late for: on a busy machine its trials are valid all the same. */
const closed = "test/fixtures/closed.yaml";
const atQos1 = [closed, "--set", "qos=1"];

test("a byte more in the topic, and acknowledgements more, fail the gate with both values", async () => {
  const folder = temporaryFolder();
  const baseline = join(folder, "baseline.json");
  expect((await mqbench(["run", ...atQos1, "--out", join(folder, "base")])).code).toBe(0);
  const accepted = await mqbench(["baseline", "accept", join(folder, "base"), "--out", baseline]);
  expect(accepted.stdout).toMatch(/accepted \d+ exact figures? of 1 case:/u);

  const same = await mqbench(["gate", join(folder, "base"), "--baseline", baseline]);
  expect([same.code, same.stdout]).toEqual([0, expect.stringContaining("gate: passed")]);

  const longer = ["--set", 'sensors.topic="tt/{id}"', "--set", "subscribers.topic=tt/+"];
  await mqbench(["run", ...atQos1, ...longer, "--out", join(folder, "longer")]);
  const files = { GITHUB_STEP_SUMMARY: join(folder, "summary.md"), GITHUB_OUTPUT: join(folder, "outputs") };
  const github = { GITHUB_ACTIONS: "true", ...files };
  const junit = join(folder, "new", "junit.xml");
  const words = ["gate", join(folder, "longer"), "--baseline", baseline, "--junit", junit];
  const failed = await mqbench(words, github);
  expect(failed.code).toBe(3);
  expect(failed.stdout).toMatch(/wireBytesPerMessage +regressed +78 B → 79 B \(\+1.28 %\), exact/u);
  expect(failed.stdout).toContain(
    `::error file=${closed},title=regressed::wireBytesPerMessage: 78 B → 79 B (+1.28 %25)`,
  );
  // A changed scenario explains what follows: it is told once, and first.
  const told = "the scenario differs: sensors.0.topic";
  for (const text of [failed.stdout, readFileSync(files.GITHUB_STEP_SUMMARY, "utf8")]) {
    const before = text.slice(0, text.indexOf("wireBytesPerMessage"));
    expect(before.split(told)).toHaveLength(2);
  }
  expect(failed.stdout).toContain(`title=the scenario changed::${told}`);
  expect(readFileSync(files.GITHUB_OUTPUT, "utf8")).toContain("verdict=fail\n");
  expect(readFileSync(files.GITHUB_STEP_SUMMARY, "utf8")).toContain("| regressed |  | wireBytesPerMessage |");
  expect(readFileSync(junit, "utf8")).toContain('<failure type="regression" message="78 B → 79 B');

  await mqbench(["run", closed, "--out", join(folder, "qos2")]);
  const more = await mqbench(["gate", join(folder, "qos2"), "--baseline", baseline]);
  expect([more.code, more.stdout]).toEqual([3, expect.stringMatching(/packetsPerMessage +regressed +2 → 4/u)]);
});

test("two sides are run in each other's turn, and kept as a pair", async () => {
  const folder = temporaryFolder();
  const ended = await mqbench(["ab", ...atQos1, "--trials", "2", "--b-set", "qos=2", "--out", folder]);
  expect(ended.stdout).toContain("interleaved: trials are compared round by round");
  expect(ended.stdout).toMatch(/packetsPerMessage +regressed +2 → 4/u);
  expect(ended.code).toBe(3);
  const [a = "", b = ""] = [...ended.stdout.matchAll(/^saved (\S+)$/gmu)].map(([, path]) => path ?? "");
  // Two pairs could show no change in what is timed, and one trial shows what is exact.
  const again = await mqbench(["compare", a, b]);
  expect([again.code, again.stdout]).toEqual([4, expect.stringMatching(/too few trials: \d pairs?/u)]);
  const exact = await mqbench(["compare", "--exact", a, b]);
  expect([exact.code, exact.stdout]).toEqual([0, expect.not.stringContaining("too few")]);
});

test("a history is added to once a run, shown and checked", async () => {
  const folder = temporaryFolder();
  await mqbench(["run", ...atQos1, "--out", folder]);
  const add = ["history", "add", folder, "--dir", join(folder, "history")];
  const { stdout } = await mqbench(add);
  const path = /^added to (\S+)$/mu.exec(stdout)?.[1] ?? "";
  expect((await mqbench(add)).stdout).toBe(`already in ${path}\n`);
  expect(readFileSync(path, "utf8").trim().split("\n")).toHaveLength(1);
  expect((await mqbench(["history", "show", path])).stdout).toContain("no change of level was found");
  expect((await mqbench(["history", "check", path])).code).toBe(0);
});

test("what is no result, no baseline and no history is said", async () => {
  const folder = temporaryFolder();
  const damaged = join(folder, "damaged.json");
  writeFileSync(damaged, '{"schema":"mqbench/baseline","version":1,"scenario":"x","cases":{"":{}}}');
  const rows = [
    ["gate", join(folder, "none.json")],
    ["gate", damaged],
    ["baseline", "accept", damaged],
    ["history", "show", join(folder, "none.jsonl")],
    ["history", "check", join(folder, "none.jsonl"), "--last", "none"],
  ];
  const ended = await Promise.all(rows.map(async (words) => await mqbench(words)));
  expect(ended.map(({ code }) => code)).toEqual([2, 2, 2, 2, 2]);
  expect(ended.every(({ stderr }) => stderr.startsWith("error: "))).toBe(true);
  expect(existsSync(join(folder, "results"))).toBe(false);
});
