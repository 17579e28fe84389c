/** mqbench as a library, installed from its tarball: what a program that imports it sees. */
import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { installer } from "./installed.ts";
import { savedResult } from "./mqbench.ts";

const installPackage = installer();

const short =
  '{ trials: 1, set: { sweep: { qos: [0, 1] }, "phases.warmup": "0s", "phases.measure": "1200ms", thresholds: [] } }';

/** What a program does with the library, in which `tell` prints a value. */
function program(body: string): string {
  return `import * as library from "mqbench";\nconst tell = (value) => console.log(JSON.stringify(value));\n${body}\n`;
}

const globals = `
const globals = () => ({
  listeners: process.eventNames().map(String).map((name) => [name, process.listenerCount(name)]).sort(),
  environment: Object.keys(process.env).length, folder: process.cwd(), title: process.title, exitCode: process.exitCode ?? null,
});`;

test("a run tells what happens, returns its result, and leaves the process as it was", async (context) => {
  const { folder, inFolder } = await installPackage(context);
  const body = `${globals}
    const before = globals();
    const during = [];
    const events = [];
    const result = await library.run("smoke", { ...${short}, onEvent: (event) => { events.push(event); during.push(globals()); } });
    tell({ events: events.map(({ kind }) => kind), cases: result.trials.map((trial) => trial.case), phases: events.flatMap(({ phase }) => phase ?? []) });
    tell([...during, globals()].every((each) => JSON.stringify(each) === JSON.stringify(before)));
    console.log((await library.report(result, "markdown")).slice(0, 200).includes("smoke"));`;
  writeFileSync(join(folder, "run.mjs"), program(body));
  // It ends by itself: nothing of the run is left to wait for.
  const { code, stdout, stderr } = await inFolder("node run.mjs");
  expect([code, stderr]).toEqual([0, ""]);
  const [told = "", isAsBefore, isReported] = stdout.trim().split("\n");
  const { events, cases, phases } = z
    .object({ events: z.array(z.string()), cases: z.array(z.string()), phases: z.array(z.string()) })
    .parse(JSON.parse(told));
  expect(cases.toSorted()).toEqual(["qos=0", "qos=1"]);
  expect(events.filter((kind) => kind === "trial")).toHaveLength(2);
  expect(events.at(-1)).toBe("trial");
  expect(phases).toContain("measure");
  expect([isAsBefore, isReported]).toEqual(["true", "true"]);
  expect(readdirSync(folder).toSorted()).toEqual(["node_modules", "run.mjs"]);
});

test("a signal ends a run in order: what was measured is kept, the broker is gone", async (context) => {
  const { folder, inFolder } = await installPackage(context);
  const body = `
    const stop = new AbortController();
    const onEvent = ({ kind }) => { if (kind === "saved") stop.abort(new Error("enough")); };
    const reason = await library.run("smoke", { ...${short}, out: "kept", signal: stop.signal, onEvent }).catch((error) => error.message);
    const early = await library.run("smoke", { signal: AbortSignal.abort(new Error("before")) }).catch((error) => error.message);
    tell([reason, early]);`;
  writeFileSync(join(folder, "abort.mjs"), program(body));
  const { code, stdout, stderr } = await inFolder("node abort.mjs");
  expect([code, stderr, stdout]).toEqual([0, "", '["enough","before"]\n']);
  const { status, trials } = savedResult(join(folder, "kept"));
  expect([status, trials.length]).toEqual(["partial", 1]);
});

test("plan, gate, compare, and what a mistake is", async (context) => {
  const { folder, inFolder } = await installPackage(context);
  // A closed loop has no schedule to be late for.
  cpSync("test/fixtures/closed.yaml", join(folder, "closed.yaml"));
  const body = `
    const { cases, trials } = library.plan("qos-cost", { trials: 2 });
    const result = await library.run("closed", { set: { thresholds: ["lost == 0"] }, out: "kept" });
    const { outcome, checks } = library.gate("kept/closed", { exact: true });
    const compared = library.compare(result, "kept/closed", { exact: true });
    const wrong = await library.run("smok", {}).catch((error) => error);
    let nothing;
    try { library.plan("smoke", { set: { "sensors.cuont": 5 } }); } catch (error) { nothing = error; }
    tell({
      planned: [cases.length, trials.length], gate: [outcome, checks.map(({ name }) => name)],
      changed: compared.cases.flatMap(({ exact }) => exact).filter(({ verdict }) => verdict !== "same").length,
      wrong: [wrong instanceof library.MqbenchError, wrong.problems.length, wrong.hint], problems: nothing.problems,
    });`;
  writeFileSync(join(folder, "others.mjs"), program(body));
  const { code, stdout, stderr } = await inFolder("node others.mjs");
  expect([code, stderr]).toEqual([0, ""]);
  expect(JSON.parse(stdout)).toEqual({
    planned: [3, 6],
    gate: ["passed", ["lost == 0"]],
    changed: 0,
    wrong: [true, 1, expect.stringMatching(/^did you mean smoke\?/u)],
    problems: ["set sensors.cuont: unknown key `cuont`; did you mean `count`?"],
  });
});

test("the example passes, and fails in a sentence when a byte is added to its topic", async (context) => {
  const { folder, inFolder } = await installPackage(context, ["vitest", "@types/node"]);
  cpSync("examples/vitest", folder, { recursive: true });
  const vitest = `node '${join(process.cwd(), "node_modules/vitest/vitest.mjs")}' run --no-color`;
  const passed = await inFolder(vitest);
  expect([passed.code, passed.stderr]).toEqual([0, ""]);
  const file = join(folder, "sensors.yaml");
  writeFileSync(
    file,
    readFileSync(file, "utf8").replace("topic: sensors/{id}/temperature\n", "topic: sensors/{id}/temperature1\n"),
  );
  const longer = readFileSync(file, "utf8").replace(
    "topic: sensors/+/temperature\n",
    "topic: sensors/+/temperature1\n",
  );
  writeFileSync(file, longer);
  const failed = await inFolder(vitest);
  expect(failed.code).toBe(1);
  expect(failed.stderr).toContain("Error: qos=1: wireBytesPerMessage == 95 does not hold: measured 96 B.\n");
  expect(failed.stderr).toMatch(/ {2}failed +qos=1 +wireBytesPerMessage == 95 +measured 96 B\n/u);
});

test("the types are those of the package", async (context) => {
  const { folder, inFolder } = await installPackage(context, ["vitest", "@types/node", "typescript"]);
  cpSync("examples/vitest", folder, { recursive: true });
  const use = `import { compare, run } from "mqbench";
    const { trials } = await run("smoke", { onEvent: (event) => { if (event.kind === "trial") event.trial.valid satisfies boolean; } });
    trials[0]?.load.kind satisfies "steady" | "idle" | "hold" | "handshake" | "retained" | "will" | "commands" | "churn" | undefined;
    // @ts-expect-error: it is a count
    await run("smoke", { trials: "3" });
    compare("a", "b").cases.length satisfies number;\n`;
  writeFileSync(join(folder, "use.ts"), use);
  const options = {
    target: "es2023",
    module: "nodenext",
    strict: true,
    noEmit: true,
    types: ["node"],
    skipLibCheck: true,
  };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions: options, include: ["*.ts"] }));
  const { code, stdout } = await inFolder(`'${join(process.cwd(), "node_modules/.bin/tsc")}'`);
  expect([code, stdout]).toEqual([0, ""]);
});
