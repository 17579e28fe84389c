/** `mqbench run` of a folder: each scenario in turn, one summary, one exit code. */
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { mqbench, parseResult, startMqbench, temporaryFolder } from "./mqbench.ts";
import { patience } from "./processes.ts";

/** A closed loop has no schedule to be late for: on a busy machine its trials are valid all the same. */
function writeClosed(folder: string, name: string, more = "", measure = "300ms"): void {
  const text = readFileSync("test/fixtures/closed.yaml", "utf8").replace("name: closed", `name: ${name}`);
  writeFileSync(join(folder, `${name}.yaml`), `${text.replace("measure: 1s", `measure: ${measure}`)}${more}`);
}

function resultsIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".json"));
}

test("each has its result and its report, the exit code is the worst, and what does not fit keeps no other from running", async () => {
  const folder = temporaryFolder();
  const out = temporaryFolder();
  writeClosed(folder, "b-passes");
  writeClosed(folder, "a-fails", 'thresholds: ["delivered == 0"]\n');
  writeClosed(folder, "c-large", "connect: { from: [192.0.2.1] }\n");
  const { code, stdout, stderr } = await mqbench(["run", folder, "--out", out, "--report", join(out, "all.md")]);
  expect(stderr).toContain("warning: c-large cannot be made: connect.from: 192.0.2.1 is not an address");
  expect(stdout).toMatch(/: 1 failed, 1 passed, 1 not made\n\nscenario +verdict +valid trials\n/u);
  expect(stdout).toMatch(/^a-fails +failed +1 of 1\nb-passes +passed +1 of 1\nc-large +not made +–$/mu);
  expect(code).toBe(2);
  const kept = resultsIn(out).toSorted();
  expect(kept.map((name) => name.split("/")[0])).toEqual(["a-fails", "b-passes"]);
  for (const name of kept) {
    const result = parseResult(readFileSync(join(out, name), "utf8"));
    expect(stdout).toContain(`saved ${join(out, name)}`);
    expect(result.command?.slice(0, 2)).toEqual(["run", join(folder, `${name.split("/")[0] ?? ""}.yaml`)]);
    const report = join(out, `all-${name.split("/")[0] ?? ""}.md`);
    expect(stdout).toContain(`report ${report}`);
    expect(readFileSync(report, "utf8")).toContain(result.scenario["name"]);
  }
});

test("every mistake of every scenario is told before any is run", async () => {
  const folder = temporaryFolder();
  const out = temporaryFolder();
  writeClosed(folder, "a");
  writeClosed(folder, "b", "seeed: 3\n");
  writeClosed(folder, "c", "trials: 0\n");
  const { code, stdout, stderr } = await mqbench(["run", folder, "--out", out]);
  expect([code, stdout, readdirSync(out)]).toEqual([2, "", []]);
  expect(stderr).toMatch(/b\.yaml:\d+:\d+: unknown key `seeed`[^]*c\.yaml:\d+:\d+: trials/u);
});

test("Ctrl-C ends the one that runs, and begins no other", async () => {
  const folder = temporaryFolder();
  const out = temporaryFolder();
  copyFileSync("test/fixtures/tiny.yaml", join(folder, "a.yaml"));
  copyFileSync("test/fixtures/idle.yaml", join(folder, "b.yaml"));
  const running = startMqbench(["run", folder, "--set", "phases.measure=600s", "--out", out]);
  await vi.waitFor(() => expect(running.progress()).toContain("measure at"), patience);
  running.child.kill("SIGINT");
  const { code, stdout, stderr } = await running.ended;
  expect([code, resultsIn(out).length]).toEqual([130, 1]);
  expect(stdout).toMatch(/: 1 cut short, 1 not begun\n/u);
  expect(stderr).not.toContain("scenario 2 of 2");
});
