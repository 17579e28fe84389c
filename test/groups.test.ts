/** A mixed fleet: each group by itself, and the whole marked as such. */
import { expect, test } from "vitest";
import { needBroker } from "./needs.ts";
import { mqbench, parseResult, temporaryFolder, value } from "./mqbench.ts";
import type { Metric } from "../src/result/sections/metric-section.ts";

const scenario = "test/fixtures/groups.yaml";

function valuesOf(metrics: Readonly<Record<string, Metric>>, names: readonly string[]): readonly (number | null)[] {
  return names.map((name) => {
    const found = metrics[name];
    return found?.kind === "value" ? found.value : null;
  });
}

test("groups are told apart in result and report, add up, and thresholds may name one", async () => {
  const out = temporaryFolder();
  const { stdout } = await mqbench(["run", scenario, "--out", out, "--json"]);
  const result = parseResult(stdout);
  const [trial] = result.trials;
  if (trial?.load.kind !== "steady") throw new Error("no steady trial");
  const names = ["intended", "sent", "acknowledged", "delivered", "lost", "packetsPerMessage", "packetsPerDelivery"];
  const byName = new Map(trial.load.groups.map(({ name, metrics }) => [name, metrics]));
  expect(valuesOf(byName.get("alarms") ?? {}, names)).toEqual([100, 100, 100, 100, 0, 4, 4]);
  expect(valuesOf(byName.get("readings") ?? {}, names)).toEqual([200, 200, null, 200, 0, 1, 1]);
  expect(value(result, 0, "delivered")).toBe(300);
  const rates = trial.load.groups.map(({ metrics }) => valuesOf(metrics, ["offeredRate", "deliveredRate"]));
  const add = (index: 0 | 1): number => rates.reduce((sum, rate) => sum + (rate[index] ?? 0), 0);
  expect([add(0), add(1)]).toEqual([
    expect.closeTo(value(result, 0, "offeredRate"), 6),
    expect.closeTo(value(result, 0, "deliveredRate"), 6),
  ]);
  expect(trial.thresholds.map(({ outcome }) => outcome)).toEqual(["passed", "passed", "failed"]);
  const report = await mqbench(["report", out]);
  expect(report.stdout).toMatch(/^by group(?:, not valid)? +all groups +alarms, QoS 2 +readings, QoS 0$/mu);
  expect(report.stdout).toMatch(/^latency, all groups +p50/mu);
});

test("MQTT.js subscribes to several filters at once, on a broker that grants each", async (context) => {
  await needBroker(context, "mosquitto");
  const set = ["--set", "client=mqttjs", "--set", "thresholds=[]", "--broker", "mosquitto"];
  const result = parseResult((await mqbench(["run", scenario, "--out", temporaryFolder(), "--json", ...set])).stdout);
  expect(["delivered", "lost", "duplicate"].map((metric) => value(result, 0, metric))).toEqual([300, 0, 0]);
  expect(result.trials[0]?.load).toMatchObject({ ledger: { differences: [], agrees: true } });
});

test("a group that no scenario has is an error with its place, before anything is sent", async () => {
  const words = ["--set", "thresholds=['alarmz: lost == 0']", "--out", temporaryFolder()];
  const { code, stderr } = await mqbench(["run", scenario, ...words]);
  expect(stderr).toContain("no group of sensors is called alarmz; did you mean `alarms`?");
  expect(code).toBe(2);
});

test("a threshold of one group ends the run early", async () => {
  const thresholds = "thresholds=[{ check: 'readings: offeredRate > 1000/s', abortAfter: 1s }]";
  const words = ["--set", thresholds, "--set", "phases.measure=20s", "--out", temporaryFolder()];
  const { code, stdout } = await mqbench(["run", scenario, ...words]);
  expect(stdout).toMatch(/readings: offeredRate > 1000\/s failed \d+\.\d s into measure and ended the run/u);
  expect([3, 4]).toContain(code);
});
