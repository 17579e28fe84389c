/** The short scenario, end to end on the embedded broker: exit codes, output, and counts to the byte. */
import { expect, test } from "vitest";
import { faultsOf, mqbench, parseResult, savedResult, temporaryFolder, tiny, value } from "./mqbench.ts";

/** A trial is rightly not valid when another program keeps mqbench from its schedule. */
const busyMachine = { retry: 2 };

test("smoke passes, prints the cost table and the sentence, and saves what it printed", busyMachine, async () => {
  const out = temporaryFolder();
  const { code, stdout, stderr } = await mqbench(["run", "scenarios/smoke.yaml", "--out", out]);
  expect(stderr).not.toContain("error");
  expect(stdout).toMatch(/^ {2}packets +1 +2 +×2 +4 +×4$/mu);
  expect(stdout).toMatch(/^ {2}bytes up +91 B +93 B +×1\.02 +97 B +×1\.07$/mu);
  // One trial of each level: what is timed has no interval, and is not compared.
  expect(stdout).toMatch(/^QoS 2 costs 3 packets and 14 bytes a message more than QoS 0/mu);
  expect(stdout).toMatch(/^ {2}service time p50 +– +\S+ [µm]s +\S+ [µm]s$/mu);
  expect(stdout.trimEnd().split("\n").at(-1)).toMatch(/^saved .*\.json$/u);
  expect(code).toBe(0);
  const result = savedResult(out);
  expect(result.status).toBe("complete");
  const report = await mqbench(["report", out]);
  expect(report.stdout).toBe(stdout);
});

test(
  "every level delivers everything once, at the specification's cost, to the socket's byte",
  busyMachine,
  async () => {
    const { stdout } = await mqbench(["run", "scenarios/smoke.yaml", "--out", temporaryFolder(), "--json"]);
    const result = parseResult(stdout);
    const costs = result.trials.map((trial, index) => ({
      case: trial.case,
      valid: trial.valid,
      sent: value(result, index, "sent"),
      delivered: value(result, index, "delivered"),
      lost: value(result, index, "lost"),
      duplicate: value(result, index, "duplicate"),
      packets: value(result, index, "packetsPerMessage"),
      bytes: value(result, index, "wireBytesPerMessage"),
      deliveryBytes: value(result, index, "wireBytesPerDelivery"),
      agrees: trial.load.kind === "steady" && trial.load.ledger.agrees && trial.load.ledger.reconciled,
    }));
    const common = { valid: true, sent: 1000, delivered: 2000, lost: 0, duplicate: 0, agrees: true };
    expect(costs.toSorted((a, b) => a.packets - b.packets)).toEqual([
      { case: "qos=0", packets: 1, bytes: 91, deliveryBytes: 91, ...common },
      { case: "qos=1", packets: 2, bytes: 97, deliveryBytes: 97, ...common },
      { case: "qos=2", packets: 4, bytes: 105, deliveryBytes: 105, ...common },
    ]);
  },
);

test("MQTT.js sends and receives the same packets and bytes as mqbench's own client", async () => {
  const counted = await Promise.all(
    ["native", "mqttjs"].map(async (client) => {
      const words = ["run", "scenarios/smoke.yaml", "--set", `client=${client}`, "--out", temporaryFolder(), "--json"];
      const { stdout } = await mqbench(words);
      return new Map(
        parseResult(stdout).trials.map(({ case: id, load }) => [
          id,
          load.kind === "steady" ? load.ledger.counted : null,
        ]),
      );
    }),
  );
  const [native, mqttjs] = counted;
  expect(native?.get("qos=2")?.sensor.up["PUBREL"]).toEqual({ packets: 1000, bytes: 4000 });
  expect(mqttjs).toEqual(native);
});

test("a threshold that fails ends with exit code 3 and says what was measured", async () => {
  const scenario = "test/fixtures/strict.yaml";
  const { code, stdout } = await mqbench(["run", scenario, "--out", temporaryFolder()]);
  expect(stdout).toMatch(/^ {2}failed +wireBytesPerMessage < 78B +78 B$/mu);
  expect(code).toBe(3);
});

test("a payload under 16 bytes is counted, not identified", async () => {
  const words = ["run", tiny, "--set", "sensors.payload=8B", "--out", temporaryFolder(), "--json"];
  const result = parseResult((await mqbench(words)).stdout);
  const [trial] = result.trials;
  expect(trial?.load).toMatchObject({ deliveriesIdentified: false, ledger: { agrees: true, reconciled: true } });
  expect(trial?.metrics["endToEndLatency"]).toBeUndefined();
  // Warm-up and measure: 10 sensors, 20 messages a second, 1.1 s.
  expect(value(result, 0, "delivered")).toBe(220);
  expect(value(result, 0, "lost")).toBe(0);
});

test("a kept session and a listening sensor are counted like any other", async () => {
  const words = ["--set", "session.clean=false", "--set", "sensors.listen.topic=t/{id}", "--out", temporaryFolder()];
  const result = parseResult((await mqbench(["run", tiny, ...words, "--json"])).stdout);
  expect(value(result, 0, "delivered")).toBe(2 * value(result, 0, "sent"));
  expect(result.trials[0]?.load).toMatchObject({ ledger: { agrees: true, reconciled: true } });
});

test("subscriptions are waited for as long as the connect rate takes to begin them", async () => {
  const words = ["--set", "connect.rate=10/s", "--set", "sensors.listen.topic=t/{id}", "--out", temporaryFolder()];
  const result = parseResult((await mqbench(["run", tiny, ...words, "--json"])).stdout);
  expect(faultsOf(result)).toEqual([]);
  expect(value(result, 0, "delivered")).toBe(2 * value(result, 0, "sent"));
});

test("an idle load holds its connections and pings", async () => {
  const words = ["run", "test/fixtures/idle.yaml", "--out", temporaryFolder(), "--json"];
  const result = parseResult((await mqbench(words)).stdout);
  expect(result.trials[0]).toMatchObject({ valid: true, load: { kind: "idle", heldConnections: 10 } });
  expect(result.trials[0]?.load.kind === "idle" && result.trials[0].load.pings).toBeGreaterThanOrEqual(20);
});

test("a closed loop keeps its window full and accounts for every message", async () => {
  const words = ["run", "test/fixtures/closed.yaml", "--out", temporaryFolder(), "--json"];
  const result = parseResult((await mqbench(words)).stdout);
  expect(result.trials[0]?.valid).toBe(true);
  expect(value(result, 0, "sent")).toBe(value(result, 0, "acknowledged"));
  expect(value(result, 0, "delivered")).toBe(value(result, 0, "sent"));
  expect(value(result, 0, "sent")).toBeGreaterThan(100);
});
