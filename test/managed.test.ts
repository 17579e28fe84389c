/** The brokers that mqbench starts: each is loaded, told of, and gone with its folder; its other endings are in endings.test.ts. */
import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { faultsOf, mqbench, savedResult, temporaryFolder, tiny, value } from "./mqbench.ts";
import type { HoldSection } from "../src/result/loads/hold.ts";
import type { RunResult } from "../src/result/schema.ts";
import { needBroker, needProgram } from "./needs.ts";

/** A broker that was just started may still be busy with itself. */
const patient = ["--set", "phases.drain=30s"];

const brokers = [
  { name: "mosquitto", qos: 2, file: "mosquitto.conf" },
  { name: "nats", qos: 1, file: "nats.conf" },
  { name: "rabbitmq", qos: 1, file: "rabbitmq.conf" },
  { name: "activemq", qos: 2, file: "activemq.xml" },
  { name: "ejabberd", qos: 2, file: "ejabberd.yml" },
] as const;

describe.each(brokers)("$name", ({ name, qos, file }) => {
  test("is started, loaded, read and removed", async (context) => {
    await needBroker(context, name);
    const [out, temporary] = [temporaryFolder(), temporaryFolder()];
    const words = ["run", tiny, "--broker", name, ...patient, "--set", `qos=${qos}`, "--out", out];
    const { stderr } = await mqbench(words, { TMPDIR: temporary });
    expect(stderr).not.toContain("error");
    const result = savedResult(out);
    const [trial] = result.trials;
    expect(faultsOf(result)).toEqual([]);
    expect(value(result, 0, "sent")).toBeGreaterThan(0);
    expect(value(result, 0, "delivered")).toBe(value(result, 0, "sent"));
    expect(trial?.broker).toMatchObject({ kind: "managed", name, version: expect.stringMatching(/^\d/u) });
    expect(trial?.broker.configuration[file]).toBeTypeOf("string");
    // What it says of being asked for MQTT 5 is no complaint of the load.
    expect(JSON.stringify(trial?.broker.log ?? null)).not.toContain("protocol version");
    expect(value(result, 0, "brokerRssPeak")).toBeGreaterThan(1e6);
    expect(readdirSync(temporary)).toEqual([]);
  });
});

test.for(["nats", "rabbitmq", "activemq", "ejabberd"] as const)(
  "%s says what a held message costs by its own account",
  async (name, context) => {
    await needBroker(context, name);
    const [out, temporary] = [temporaryFolder(), temporaryFolder()];
    const { code, stderr } = await mqbench([...hold("offline"), "--broker", name, "--out", out], { TMPDIR: temporary });
    expect({ code, stderr }).toMatchObject({ code: 0 });
    const { plateaus } = holdOf(savedResult(out));
    expect(plateaus.map(({ held }) => held)).toEqual([500, 0, 0, 500, 1000, 500, 0]);
    expect(plateaus.every(({ bytes }) => (bytes["heap"] ?? 0) > 1e5)).toBe(true);
    expect(readdirSync(temporary)).toEqual([]);
  },
);

function hold(step: string): readonly string[] {
  const load = `load={ kind: hold, step: ${step}, levels: [0, 500, 1000], settle: 100ms, sample: 100ms }`;
  const sets = [load, "sensors.payload=1024B", "sweep=null"].flatMap((set) => ["--set", set]);
  return ["run", "scenarios/inflight-memory.yaml", "--trials", "1", ...sets];
}

function holdOf({ trials: [trial] }: RunResult): HoldSection {
  if (trial?.load.kind !== "hold") throw new Error("not a hold experiment");
  return trial.load;
}

test("mosquitto needs the payload and some 280 to 300 bytes for a message that a subscriber has not acknowledged", async (context) => {
  await needBroker(context, "mosquitto");
  const out = temporaryFolder();
  const { code } = await mqbench([...hold("puback"), "--broker", "mosquitto", "--out", out]);
  expect(code).toBe(0);
  const { lines, plateaus } = holdOf(savedResult(out));
  expect(plateaus.map(({ withheld }) => withheld)).toEqual([500, 0, 0, 500, 1000, 500, 0]);
  const bytesBy = new Map(lines.map(({ gauge, bytesPerHeld }) => [gauge, bytesPerHeld]));
  expect(bytesBy.get("storedBytes")).toBeCloseTo(1024, 0);
  expect(bytesBy.get("heap")).toBeGreaterThan(1024 + 280 * 0.85);
  expect(bytesBy.get("heap")).toBeLessThan(1024 + 300 * 1.15);
});

test("on plain TCP the kernel counts the clients' bytes as their sockets do, and nobody else's", async (context) => {
  // mqbench reads mosquitto's own topics through one more connection to the same port.
  await needBroker(context, "mosquitto");
  needProgram(context, "ss");
  const out = temporaryFolder();
  await mqbench(["run", tiny, "--broker", "mosquitto", ...patient, "--set", "qos=2", "--out", out]);
  const load = savedResult(out).trials[0]?.load;
  if (load?.kind !== "steady") throw new Error("not a steady load");
  // Its count ends before DISCONNECT, two bytes a client.
  const { up, down } = load.ledger.socketBytes;
  expect(load.network).toMatchObject({ connections: 11, whole: { bytesUp: up - 2 * 11, bytesDown: down } });
});

test("the kernel counts a linked group once, beside one that connects directly", async (context) => {
  await needBroker(context, "mosquitto");
  needProgram(context, "ss");
  const out = temporaryFolder();
  await mqbench([
    "run",
    tiny,
    "--broker",
    "mosquitto",
    ...patient,
    "--set",
    "sensors.link={ delay: 1ms }",
    "--out",
    out,
  ]);
  const load = savedResult(out).trials[0]?.load;
  if (load?.kind !== "steady") throw new Error("not a steady load");
  const { up, down } = load.ledger.socketBytes;
  expect(load.network).toMatchObject({ connections: 11, whole: { bytesUp: up - 2 * 11, bytesDown: down } });
});

test("instances are independent brokers: each has its share of the sensors and every subscriber", async (context) => {
  await needBroker(context, "mosquitto");
  const out = temporaryFolder();
  const broker = "broker={ name: mosquitto, instances: 3, config: default }";
  const { stdout } = await mqbench(["run", tiny, ...patient, "--set", broker, "--set", "qos=1", "--out", out]);
  expect(stdout).toMatch(/mosquitto \S+ × 3/u);
  const result = savedResult(out);
  expect(faultsOf(result)).toEqual([]);
  expect(result.trials[0]?.broker.instances).toBe(3);
  expect(result.trials[0]?.subscribers.connected).toBe(3);
  expect(value(result, 0, "delivered")).toBe(value(result, 0, "sent"));
});

test("a QoS that the broker does not have by its own answer is not run, and said", async (context) => {
  await needBroker(context, "nats");
  const out = temporaryFolder();
  const words = ["run", tiny, "--broker", "nats", ...patient, "--set", "sweep={ qos: [1, 2] }", "--out", out];
  const { stdout } = await mqbench(words);
  const result = savedResult(out);
  const answer = result.trials[0]?.broker.answers?.["3.1.1"];
  expect(answer).toMatchObject({ accepted: true });
  const hasQos2 = answer?.accepted === true && answer.publishQos2 === "completed";
  const notRun = /not run\n  qos=2   NATS server \d\S* has no QoS 2: it closes the connection at a QoS 2 PUBLISH/u;
  expect(notRun.test(stdout)).toBe(!hasQos2);
  expect(faultsOf(result)).toEqual([]);
  expect(result.cases.map(({ id, trialsPlanned }) => [id, trialsPlanned])).toEqual([
    ["qos=1", 1],
    ["qos=2", hasQos2 ? 1 : 0],
  ]);
});
