import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { MqbenchError } from "../errors.ts";
import { fakeResult } from "../result/testing/fake-result.ts";
import { meet } from "./meet.ts";

const scenario = {
  name: "fake",
  qos: 0,
  sweep: { qos: [0, 2] },
  sensors: { count: 100, every: "200ms" },
  subscribers: { topic: "sensors/+" },
};
const { trials: fakeTrials } = fakeResult();
/** None of its own thresholds. */
const result = fakeResult({ scenario, trials: fakeTrials.map((trial) => ({ ...trial, thresholds: [] })) });

test("thresholds that hold are met, one that does not is told in a sentence, with the table below", () => {
  expect(meet(result, ["lost == 0", "qos=2: packetsPerMessage == 4"]).passes).toBe(true);
  const { passes, text } = meet(result, ["lost == 0", "qos=2: packetsPerMessage == 2"]);
  expect(passes).toBe(false);
  expect(text).toMatchInlineSnapshot(`
    "qos=2: packetsPerMessage == 2 does not hold: measured 4.

      failed   qos=2   packetsPerMessage == 2   measured 4

    gate: failed (1 failed, 2 passed)"
  `);
});

test("a run that is not valid meets nothing, unless only its times are not and only exact figures are asked for", () => {
  const [first, second] = result.trials;
  if (first === undefined || second === undefined) throw new Error("two trials");
  const invalid = (code: string): typeof result => ({
    ...result,
    trials: [first, { ...second, valid: false, invalidBecause: [{ code, text: "mqbench was late" }] }],
  });
  expect(meet(invalid("late"), ["packetsPerMessage < 5"]).passes).toBe(true);
  expect(meet(invalid("late"), ["endToEndLatency.p50 < 1h"])).toMatchObject({
    passes: false,
    text: expect.stringContaining(
      "The run says nothing of the broker, since it is not valid: qos=2 trial 1: mqbench was late.",
    ),
  });
  expect(meet(invalid("broker-died"), ["packetsPerMessage < 5"]).passes).toBe(false);
});

test("a run that stopped early meets nothing", () => {
  expect(meet({ ...result, status: "partial" }, ["lost == 0"]).passes).toBe(false);
});

test("thresholds of the scenario count, too", () => {
  const failed = { text: "duplicate == 1", position: null, outcome: "failed", measured: 0, unit: "count" } as const;
  const trials = result.trials.map((trial) => ({ ...trial, thresholds: [failed] }));
  expect(meet({ ...result, trials }, ["lost == 0"])).toMatchObject({
    passes: false,
    text: expect.stringContaining("duplicate == 1 does not hold"),
  });
});

test("no threshold at all is no pass, and no fault of the run", () => {
  const { passes, text } = meet(result, []);
  expect(passes).toBe(false);
  expect(text).toMatch(/^Nothing is met, since there is nothing to check: no threshold is given, /u);
  expect(text).not.toContain("not valid");
});

test("the path of a result is read", () => {
  const folder = mkdtempSync(join(tmpdir(), "mqbench-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "kept.json");
  writeFileSync(path, JSON.stringify(result));
  expect(meet(path, ["lost == 0"]).passes).toBe(true);
  expect(() => meet(join(folder, "none.json"), ["lost == 0"])).toThrow(/no such file or folder: /u);
});

test("what could only fail, or names nothing, is a mistake", () => {
  expect(() => meet(result, ["lsot == 0"])).toThrow(MqbenchError);
  expect(() => meet(result, ["lsot == 0"])).toThrow(/^toMeet: /u);
});
