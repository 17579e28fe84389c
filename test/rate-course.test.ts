/** A rate that changes: what is intended is what the scenario draws, to the message. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { mqbench, parseResult, temporaryFolder, value } from "./mqbench.ts";

test("a ramp, a step and a night: intended is the integral, by group and stage, and the report draws the plan", async () => {
  const out = temporaryFolder();
  const file = join(out, "course.yaml");
  const rate = [
    { at: "0s", rate: "100/s", stage: "ramp" },
    { at: "1s", rate: "300/s", stage: "spike" },
    { at: "1s", rate: "1000/s" },
    { at: "1500ms", rate: "1000/s", stage: "night" },
    { at: "1500ms", rate: "0/s" },
  ];
  const sensors = [
    { name: "changing", count: 7, topic: "c/{id}", rate },
    { name: "constant", count: 3, topic: "k/{id}", rate: "20/s" },
  ];
  const phases = { warmup: "500ms", measure: "2s", drain: "3s" };
  const subscribers = { topic: "#" };
  writeFileSync(file, JSON.stringify({ name: "course", qos: 1, sensors, subscribers, phases }));
  const report = join(out, "report.html");
  const { stdout } = await mqbench(["run", file, "--json", "--out", out, "--report", report]);
  const result = parseResult(stdout);
  const load = result.trials[0]?.load;
  // 200 on the way up and 500 in the spike; 40 of the other group.
  expect(["intended", "sent", "delivered"].map((name) => value(result, 0, name))).toEqual([740, 740, 740]);
  expect(load).toMatchObject({
    groups: [{ metrics: { intended: { value: 700 } } }, { metrics: { intended: { value: 40 } } }],
    stages: [
      { name: "ramp", fromNs: 0, toNs: 1e9, planned: 220 },
      { name: "spike", fromNs: 1e9, toNs: 1.5e9, planned: 510 },
      { name: "night", fromNs: 1.5e9, toNs: 2e9, planned: 10 },
    ],
    ledger: { agrees: true },
  });
  const { seconds = [], columns, phase } = result.trials[0]?.series ?? {};
  // The area under the drawn plan, from the beginning of the load to the end of measure, warm-up's 60 included.
  const area = (columns?.["planned"] ?? []).reduce<number>(
    (sum, each, row) => sum + (each ?? 0) * ((seconds[row] ?? 0) - (seconds[row - 1] ?? 0)),
    0,
  );
  expect(phase).toContain("measure");
  expect(area).toBeGreaterThan(700);
  expect(area).toBeLessThan(900);
});
