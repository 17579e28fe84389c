/** `mqbench init`: on a terminal, and with options. */
import { spawn } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { mqbench, parseResult, temporaryFolder } from "./mqbench.ts";
import { needProgram } from "./needs.ts";

/** Types each answer when its question has come, on a terminal that `script` makes; what was shown when it is over. */
async function converse(
  folder: string,
  answers: readonly (readonly [question: string, answer: string])[],
): Promise<string> {
  const line = `'${process.execPath}' '${resolve("dist/bin.js")}' init mine; echo "code $?"`;
  const child = spawn("script", ["--quiet", "--return", "--command", line, "/dev/null"], { cwd: folder });
  onTestFinished(() => void child.kill("SIGKILL"));
  let shown = "";
  let next = 0;
  // What stands before it was there when the last answer was typed: a question that is asked again is another.
  let answered = 0;
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    shown += text;
    const [question, answer] = answers[next] ?? [];
    if (question === undefined || answer === undefined || !shown.slice(answered).includes(question)) return;
    next += 1;
    answered = shown.length;
    child.stdin.write(answer);
  });
  await new Promise((ended) => child.on("close", ended));
  return shown;
}

test("the five answers of a terminal become a scenario; a wrong one is asked again", async (context) => {
  needProgram(context, "script");
  const folder = temporaryFolder();
  const shown = await converse(folder, [
    ["Which broker", "\r"],
    ["How many sensors", "none\r"],
    ["How many sensors", "20\r"],
    ["How often", "100ms\r"],
    ["How large", "\r"],
    ["QoS 0, 1, 2", "1\r"],
  ]);
  expect(shown).toContain('--sensors: sensors.count: expected a number, got "none"');
  expect(shown).toContain("wrote mine.yaml: 1 case, at most ");
  const text = readFileSync(join(folder, "mine.yaml"), "utf8");
  for (const line of ["broker: embedded #", "  count: 20\n", "  every: 100ms #", "  payload: 64B #", "\nqos: 1 #"])
    expect(text).toContain(line);
});

test("answers that are pasted ahead of their questions are theirs", async (context) => {
  needProgram(context, "script");
  const folder = temporaryFolder();
  const shown = await converse(folder, [["Which broker", "\rnone\r20\r100ms\r\r1\r"]]);
  expect(shown).toContain("code 0");
  const text = readFileSync(join(folder, "mine.yaml"), "utf8");
  for (const line of ["broker: embedded #", "  count: 20\n", "  every: 100ms #", "  payload: 64B #", "\nqos: 1 #"])
    expect(text).toContain(line);
});

test("Ctrl-D that is typed ahead leaves without a file, too", async (context) => {
  needProgram(context, "script");
  const folder = temporaryFolder();
  const shown = await converse(folder, [["Which broker", "\r20\r\u0004"]]);
  expect(shown).toContain("code 130");
  expect(existsSync(join(folder, "mine.yaml"))).toBe(false);
});

test.each([
  ["Ctrl-C", "\u0003"],
  ["Ctrl-D", "\u0004"],
])("%s leaves without a file", async (_, key) => {
  const folder = temporaryFolder();
  const shown = await converse(folder, [["Which broker", key]]);
  expect(shown).toContain("code 130");
  expect(existsSync(join(folder, "mine.yaml"))).toBe(false);
});

test("what it writes runs", async () => {
  const folder = temporaryFolder();
  const file = join(folder, "mine.yaml");
  const given = ["--sensors", "5", "--every", "20ms", "--qos", "all"];
  expect(await mqbench(["init", file, ...given])).toMatchObject({ code: 0, stderr: "" });
  const short = ["--set", "phases.warmup=0s", "--set", "phases.measure=200ms"];
  const { stdout } = await mqbench(["run", file, ...short, "--out", folder, "--json"]);
  const { trials } = parseResult(stdout);
  expect(trials.map(({ case: id }) => id).toSorted()).toEqual(["qos=0", "qos=1", "qos=2"]);
  expect(trials.map(({ metrics }) => metrics["lost"])).toEqual(Array(3).fill(expect.objectContaining({ value: 0 })));
});

test("nothing is written over, and no file is written that does not run", async () => {
  const folder = temporaryFolder();
  const there = join(folder, "there.yaml");
  writeFileSync(there, "mine");
  expect(await mqbench(["init", there])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("not written over"),
  });
  expect(readFileSync(there, "utf8")).toBe("mine");
  const wrong = join(folder, "wrong.yaml");
  for (const [option, value, problem] of [
    ["--sensors", "0", "--sensors: sensors.count must be at least 1, got 0"],
    ["--every", "5", "--every: sensors.every: expected a duration"],
    ["--payload", "x: y", "--payload: sensors.payload"],
    ["--qos", "3", "--qos: qos must be 0, 1 or 2, got 3"],
    ["--broker", "mosquit", "--broker: broker: expected embedded, mosquitto"],
    ["--broker", "mqtt://user:pass@127.0.0.1", "--broker: a scenario file is no place for a user name and a password"],
  ] as const) {
    const { code, stderr } = await mqbench(["init", wrong, option, value]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(`error: ${problem}`)]);
    expect(existsSync(wrong)).toBe(false);
  }
});
