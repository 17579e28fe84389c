/** The brokers that mqbench starts: each is loaded, told of, and gone with its folder in every ending. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, test, vi } from "vitest";
import { mqbench, savedResult, startMqbench, temporaryFolder, tiny, value } from "./mqbench.ts";
import type { Running } from "./mqbench.ts";
import { needBroker } from "./needs.ts";

const patience = { timeout: 60_000, interval: 20 };
const long = ["run", tiny, "--set", "phases.measure=60s"];

const brokers = [
  { name: "mosquitto", qos: 2, file: "mosquitto.conf" },
  { name: "nats", qos: 1, file: "nats.conf" },
  { name: "rabbitmq", qos: 1, file: "rabbitmq.conf" },
  { name: "activemq", qos: 2, file: "activemq.xml" },
  { name: "ejabberd", qos: 2, file: "ejabberd.yml" },
] as const;

describe.each(brokers)("$name", ({ name, qos, file }) => {
  test("is started, loaded, read and removed", async (context) => {
    needBroker(context, name);
    const [out, temporary] = [temporaryFolder(), temporaryFolder()];
    const words = ["run", tiny, "--broker", name, "--set", `qos=${qos}`, "--out", out];
    const { code, stderr } = await mqbench(words, { TMPDIR: temporary });
    expect({ code, stderr }).toMatchObject({ code: 0 });
    const result = savedResult(out);
    const [trial] = result.trials;
    expect(trial?.valid).toBe(true);
    expect(value(result, 0, "delivered")).toBe(value(result, 0, "sent"));
    expect(trial?.broker).toMatchObject({ kind: "managed", name, version: expect.stringMatching(/^\d/u) });
    expect(trial?.broker.configuration[file]).toBeTypeOf("string");
    expect(value(result, 0, "brokerRssPeak")).toBeGreaterThan(1e6);
    expect(readdirSync(temporary)).toEqual([]);
  });

  test("says what a held message costs by its own account", async (context) => {
    needBroker(context, name);
    const [out, temporary] = [temporaryFolder(), temporaryFolder()];
    const hold = ["--set", "load={ kind: hold, step: offline, levels: [0, 500, 1000], settle: 100ms, sample: 100ms }"];
    const words = ["run", "scenarios/inflight-memory.yaml", "--broker", name, "--trials", "1", ...hold];
    const { code, stderr } = await mqbench(
      [...words, "--set", "sensors.payload=1kB", "--set", "sweep=null", "--out", out],
      { TMPDIR: temporary },
    );
    expect({ code, stderr }).toMatchObject({ code: 0 });
    const [trial] = savedResult(out).trials;
    const load = trial?.load;
    if (load?.kind !== "hold") throw new Error("not a hold experiment");
    expect(load.plateaus.map(({ held }) => held)).toEqual([500, 0, 0, 500, 1000, 500, 0]);
    expect(load.plateaus.every(({ bytes }) => (bytes["heap"] ?? 0) > 1e5)).toBe(true);
    expect(readdirSync(temporary)).toEqual([]);
  });
});

/** The process of mosquitto below a running mqbench, once clients are connected to it. */
async function mosquittoOf({ child, progress }: Running): Promise<number> {
  return await vi.waitFor(() => {
    if (!progress().includes("measure")) throw new Error("not measuring yet");
    const children = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, "utf8").trim().split(" ");
    const found = children.map(Number).find((pid) => readFileSync(`/proc/${pid}/comm`, "utf8").trim() === "mosquitto");
    if (found === undefined) throw new Error("no broker yet");
    return found;
  }, patience);
}

/** What is left once it has had the time to go. */
async function left(pid: number, temporary: string): Promise<readonly string[]> {
  const list = (): readonly string[] => [
    ...(existsSync(`/proc/${pid}`) ? [`process ${pid}`] : []),
    ...readdirSync(temporary),
  ];
  return await vi.waitFor(() => {
    if (list().length > 0) throw new Error(`left: ${list().join(", ")}`);
    return list();
  }, patience);
}

test("a managed broker that is killed while measuring is named, and what was measured is saved", async (context) => {
  needBroker(context, "mosquitto");
  const [out, temporary] = [temporaryFolder(), temporaryFolder()];
  const running = startMqbench([...long, "--broker", "mosquitto", "--out", out], { TMPDIR: temporary });
  const broker = await mosquittoOf(running);
  process.kill(broker, "SIGKILL");
  const { code, stdout } = await running.ended;
  expect(stdout).toMatch(/^not valid: trial 1: (?:mosquitto ended by itself \(SIGKILL\)|no connection was left)/mu);
  expect(code).toBe(4);
  const result = savedResult(out);
  expect(result.status).toBe("partial");
  expect(value(result, 0, "sent")).toBeGreaterThan(0);
  expect(await left(broker, temporary)).toEqual([]);
});

test.for(["SIGINT", "SIGTERM", "SIGKILL"] as const)(
  "%s of mqbench leaves no managed broker",
  async (signal, context) => {
    needBroker(context, "mosquitto");
    const temporary = temporaryFolder();
    const words = [...long, "--broker", "mosquitto", "--out", temporaryFolder()];
    const running = startMqbench(words, { TMPDIR: temporary });
    const broker = await mosquittoOf(running);
    running.child.kill(signal);
    await running.ended;
    expect(await left(broker, temporary)).toEqual([]);
  },
);

test("instances are independent brokers: each has its share of the sensors and every subscriber", async (context) => {
  needBroker(context, "mosquitto");
  const out = temporaryFolder();
  const broker = "broker={ name: mosquitto, instances: 3, config: default }";
  const { code, stdout } = await mqbench(["run", tiny, "--set", broker, "--set", "qos=1", "--out", out]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/mosquitto \S+ × 3/u);
  const result = savedResult(out);
  expect(result.trials[0]?.broker.instances).toBe(3);
  expect(result.trials[0]?.subscribers.connected).toBe(3);
  expect(value(result, 0, "delivered")).toBe(value(result, 0, "sent"));
});

test("a QoS that the broker does not have is not run, and said", async (context) => {
  needBroker(context, "nats");
  const out = temporaryFolder();
  const words = ["run", tiny, "--broker", "nats", "--set", "sweep={ qos: [1, 2] }", "--out", out];
  const { code, stdout } = await mqbench(words);
  expect(stdout).toContain("not run\n  qos=2   NATS server has no QoS 2: it closes the connection at a QoS 2 PUBLISH");
  expect(code).toBe(0);
  expect(savedResult(out).cases.map(({ id, trialsPlanned }) => [id, trialsPlanned])).toEqual([
    ["qos=1", 1],
    ["qos=2", 0],
  ]);
});
