/** Each kind of load and client on the embedded broker: what is counted, to the message and to the byte. */
import { expect, test } from "vitest";
import { fakeBroker, speakMqtt } from "./fake-broker.ts";
import {
  expectedCode,
  failedWord,
  faultsOf,
  mqbench,
  parseResult,
  savedResult,
  temporaryFolder,
  tiny,
  value,
} from "./mqbench.ts";

test("MQTT.js sends and receives the same packets and bytes as mqbench's own client", async () => {
  const sets = ["sweep={ qos: [0, 1, 2], client: [native, mqttjs] }", "phases.measure=1s"];
  const words = ["run", "scenarios/smoke.yaml", "--out", temporaryFolder(), "--json"];
  const { stdout } = await mqbench([...words, ...sets.flatMap((set) => ["--set", set])]);
  const counted = new Map(
    parseResult(stdout).trials.map(({ case: id, load }) => [id, load.kind === "steady" ? load.ledger.counted : null]),
  );
  expect(counted.get("qos=2,client=native")?.sensor.up["PUBREL"]).toEqual({ packets: 500, bytes: 2000 });
  for (const qos of [0, 1, 2]) {
    const own = counted.get(`qos=${qos},client=native`);
    expect(own).toBeTypeOf("object");
    expect(counted.get(`qos=${qos},client=mqttjs`)).toEqual(own);
  }
});

test("a threshold that fails ends with exit code 3 and says what was measured", async () => {
  const scenario = "test/fixtures/strict.yaml";
  const out = temporaryFolder();
  const { code, stdout } = await mqbench(["run", scenario, "--out", out]);
  const result = savedResult(out);
  expect(stdout).toMatch(
    new RegExp(`^ {2}${failedWord(result)} +wireBytesPerMessage < 78B +78 B(?: \\(not valid\\))?$`, "mu"),
  );
  expect(code).toBe(expectedCode(result, 3));
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

test("a closed loop fills its window, whichever client: MQTT.js takes one message a turn of the event loop", async () => {
  const broker = await fakeBroker((socket) => speakMqtt(socket, ({ cmd }) => (cmd === "publish" ? [] : undefined)));
  const sets = ["qos=1", "sweep={ client: [native, mqttjs] }", "sensors.count=1", "sensors.window=4"];
  const phases = "phases={ warmup: 0s, measure: 500ms, drain: 100ms }";
  const words = ["run", "test/fixtures/closed.yaml", "--broker", broker.url, "--out", temporaryFolder(), "--json"];
  const { stdout } = await mqbench([...words, ...[...sets, phases].flatMap((set) => ["--set", set])]);
  const result = parseResult(stdout);
  expect(result.trials.map((_, trial) => value(result, trial, "sent"))).toEqual([4, 4]);
});
