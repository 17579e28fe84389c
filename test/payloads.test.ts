/** Payloads that are written for each message, as an independent subscriber of a real broker reads them. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import type { TestContext } from "vitest";
import { describe, expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { faultsOf, mqbench, parseResult, temporaryFolder, value } from "./mqbench.ts";
import { startMosquitto } from "./mosquitto.ts";
import { needProgram } from "./needs.ts";

const count = 12;
const names = Array.from({ length: count }, (_, row) => `d"${"é".repeat(row % 3)}${row}`);
const json = `{ serial: "{csv.serial}", seq: "{seq}", at: "{time.iso}", value: "{random.walk 20 30 0.1}", state: "{pick on|standby}" }`;
const reading = z.strictObject({
  mqbench: z.string().regex(/^[0-9a-f]{32}$/u),
  serial: z.enum(names),
  seq: z.int().min(0),
  at: z.iso.datetime(),
  value: z.number().min(20).max(30),
  state: z.enum(["on", "standby"]),
});

/** Starts an independent subscriber; `read` ends it, once it has printed nothing for a while, and returns its lines. */
async function subscribe(context: TestContext, port: number) {
  // It would keep its output until it ends.
  const words = ["-oL", needProgram(context, "mosquitto_sub"), "-p", String(port), "-t", "sensors/#", "-q", "2", "-d"];
  const subscriber = spawn(needProgram(context, "stdbuf"), words, { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void subscriber.kill("SIGKILL"));
  const all = text(subscriber.stdout);
  await new Promise<void>((resolve, reject) => {
    subscriber.stdout.on("data", (chunk: Buffer) => {
      if (chunk.includes("SUBACK")) resolve();
    });
    subscriber.once("close", () => reject(new Error("mosquitto_sub ended before it had subscribed")));
  });
  return {
    read: async (expected: number) => {
      let lines = 0;
      subscriber.stdout.on("data", () => (lines += 1));
      for (let before = -1; before !== lines; await sleep(500)) before = lines;
      subscriber.kill("SIGTERM");
      await once(subscriber, "close");
      const payloads = (await all).split("\n").filter((line) => /^[{0-9]/u.test(line));
      expect(payloads.length).toBe(expected);
      return payloads;
    },
  };
}

async function run(port: number, payload: string, ...set: readonly string[]) {
  const folder = temporaryFolder();
  writeFileSync(
    join(folder, "fleet.csv"),
    ["serial", ...names.map((name) => `"${name.replaceAll('"', '""')}"`), ""].join("\n"),
  );
  const file = join(folder, "scenario.yaml");
  writeFileSync(
    file,
    `name: payloads
qos: 1
sensors: { count: ${count}, every: 50ms, payload: ${payload} }
subscribers: { topic: sensors/+ }
connect: { rate: 1000/s, timeout: 30s }
phases: { warmup: 600ms, measure: 1s, drain: 2s }
`,
  );
  const words = ["run", file, "--broker", `mqtt://127.0.0.1:${port}`, "--out", join(folder, "out"), "--json"];
  const { stdout, stderr } = await mqbench([...words, ...set.flatMap((each) => ["--set", each])]);
  expect(stderr).not.toContain("error:");
  return parseResult(stdout);
}

/** Those of warm-up, too. */
const messages = count * 32;

describe.each(["native", "mqttjs"])("with the client %s", (client) => {
  test.for([
    ["3.1.1", 0],
    ["5", 1],
    ["3.1.1", 2],
  ] as const)("MQTT %s, QoS %s: JSON for every reader", async ([protocol, qos], context) => {
    const { port } = await startMosquitto(context, ["allow_anonymous true", "max_queued_messages 0"]);
    const subscriber = await subscribe(context, port);
    const sets = ["sensors.devices=fleet.csv", `client=${client}`, `protocol="${protocol}"`, `qos=${qos}`];
    const result = await run(port, `{ json: ${json} }`, ...sets);
    expect(faultsOf(result)).toEqual([]);
    const payloads = await subscriber.read(messages);
    const readings = payloads.map((payload) => reading.parse(JSON.parse(payload)));
    for (const name of names)
      expect(readings.filter(({ serial }) => serial === name).map(({ seq }) => seq)).toEqual(
        Array.from({ length: messages / count }, (_, seq) => seq),
      );
    const accounts = ["delivered", "lost", "duplicate", "reordered", "altered"].map((name) => value(result, 0, name));
    expect(accounts).toEqual([count * 20, 0, 0, 0, 0]);
    expect(result.trials[0]?.load).toMatchObject({ ledger: { differences: [], agrees: true } });
  });
});

test("sizes that vary are predicted to the byte", async (context) => {
  const { port } = await startMosquitto(context, ["allow_anonymous true"]);
  const result = await run(port, "{ size: { from: 40B, to: 400B } }");
  expect(result.trials[0]?.load).toMatchObject({ ledger: { differences: [], agrees: true } });
  expect(value(result, 0, "delivered")).toBe(count * 20);
});

test("a kept session sends again what it sent before a cut", async () => {
  const folder = temporaryFolder();
  const file = join(folder, "scenario.yaml");
  writeFileSync(
    file,
    `name: resent
broker: mosquitto
qos: 1
sensors: { count: 4, every: 50ms, payload: { json: { seq: "{seq}", value: "{random.int 0 99999}" } } }
subscribers: { topic: sensors/+, link: { delay: 0ms } }
session: { clean: false, reconnect: 100ms }
link: { cut: { packet: PUBLISH, direction: up, nth: 9, when: after } }
phases: { warmup: 100ms, measure: 2s, drain: 3s }
`,
  );
  const { stdout } = await mqbench(["run", file, "--out", join(folder, "out"), "--json"]);
  const result = parseResult(stdout);
  expect(["lost", "altered"].map((name) => value(result, 0, name))).toEqual([0, 0]);
  expect(value(result, 0, "outages")).toBe(4);
});
