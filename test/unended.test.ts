/** What never ends: a broker that loses answers, and one that stops. The figures are worked out again from the schedule. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { fakeBroker, speakMqtt } from "./fake-broker.ts";
import { fileOf, startMosquitto } from "./mosquitto.ts";
import { judgedLine, mqbench, savedResult, startMqbench, temporaryFolder, value } from "./mqbench.ts";
import type { RunResult } from "../src/result/schema.ts";
import { patience } from "./processes.ts";

/** 2,000 messages in measure, one each 4 ms. */
const everyNs = 4e6;
const messages = 2000;

function scenario(
  folder: string,
  url: string,
  thresholds: readonly string[],
  more: Record<string, unknown> = {},
): string {
  const file = join(folder, "unended.yaml");
  const sensors = { count: 100, topic: "s/{id}", payload: "64B", rate: "250/s", window: 100 };
  const phases = { warmup: "1s", measure: "8s", drain: "1s" };
  writeFileSync(file, JSON.stringify({ name: "unended", broker: url, qos: 1, sensors, phases, thresholds, ...more }));
  return file;
}

function latency(result: RunResult, name: string) {
  const found = result.trials[0]?.metrics[name];
  if (found?.kind !== "histogram") throw new Error(`no ${name}`);
  return found;
}

test("a broker that loses half of the PUBACKs passes no threshold by those that it sent", async () => {
  const out = temporaryFolder();
  /** Intended times of what was not answered, by what each payload says. */
  const lostNs: number[] = [];
  let published = 0;
  const broker = await fakeBroker((socket) =>
    speakMqtt(socket, (packet) => {
      if (packet.cmd !== "publish") return undefined;
      published += 1;
      if (published % 2 === 0) return undefined;
      lostNs.push(Buffer.from(packet.payload).readUIntBE(10, 6) * 1000);
      return [];
    }),
  );
  const file = scenario(out, broker.url, ["publishLatency.p90 < 100ms", "serviceTime.p50 < 1h"]);
  const { code, stdout } = await mqbench(["run", file, "--out", join(out, "results")]);
  const result = savedResult(join(out, "results"));
  const { percentiles, max, count, unended } = latency(result, "publishLatency");
  expect([3, 4]).toContain(code);
  const told = judgedLine(stdout, result, "publishLatency.p90 < 100ms");
  expect(told).toMatch(/≥ [\d.,]+ m?s \([\d,]+ of 2,000 never ended\)/u);
  expect([value(result, 0, "unfinished"), count + (unended?.count ?? 0)]).toEqual([unended?.count, messages]);
  // The last of warm-up are among them; the oldest of measure is as old as the maximum says the end to be.
  const measured = lostNs.toSorted((a, b) => b - a).slice(0, unended?.count);
  const endNs = max + (measured.at(-1) ?? 0);
  // The ages rise as the intended times fall, and lie above all that ended.
  for (const percentile of [75, 90, 95, 99]) {
    const age = endNs - (measured[(percentile / 100) * messages - count - 1] ?? 0);
    expect((percentiles[`p${percentile}`] ?? 0) / age).toBeCloseTo(1, 2);
    expect(unended?.atMost[`p${percentile}`]).toBeNull();
  }
});

test("a broker that stops before measure is over is judged by what it left, sent and delivered alike", async (context) => {
  const out = temporaryFolder();
  const { port, broker } = await startMosquitto(context, ["allow_anonymous true"]);
  const file = scenario(
    out,
    `mqtt://127.0.0.1:${port}`,
    ["publishLatency.p99 < 200ms", "endToEndLatency.p99 < 200ms", "publishLatency.min < 1h"],
    { subscribers: { count: 1, topic: "s/+" } },
  );
  const running = startMqbench(["run", file, "--out", join(out, "results")]);
  await vi.waitFor(() => expect(running.progress()).toMatch(/measure at .* sent/u), patience);
  broker.kill("SIGSTOP");
  const { code } = await running.ended;
  const result = savedResult(join(out, "results"));
  expect([3, 4]).toContain(code);
  expect(result.trials[0]?.thresholds.map(({ outcome }) => outcome)).toEqual(["failed", "failed", "passed"]);
  for (const name of ["publishLatency", "endToEndLatency"]) {
    const { percentiles, max, count, unended } = latency(result, name);
    expect(count + (unended?.count ?? 0)).toBe(messages);
    // What is unended are the last of an even schedule, each 4 ms younger than the one before it.
    const bounds = Object.keys(unended?.atMost ?? {}).filter((each) => each.startsWith("p"));
    expect(bounds).toContain("p99");
    for (const each of bounds) {
      const rank = Math.ceil((Number(each.slice(1)) / 100) * messages - 1e-9);
      expect((percentiles[each] ?? 0) / (max - (messages - rank) * everyNs)).toBeCloseTo(1, 2);
    }
  }
});

test("a broker that acknowledges nothing yields no valid trial", async () => {
  const out = temporaryFolder();
  const broker = await fakeBroker((socket) => speakMqtt(socket, ({ cmd }) => (cmd === "publish" ? [] : undefined)));
  const file = scenario(out, broker.url, []);
  const { code, stdout, stderr } = await mqbench([
    "run",
    file,
    "--set",
    "phases.measure=1s",
    "--out",
    join(out, "results"),
  ]);
  expect({ code, stderr }).toMatchObject({ code: 4 });
  expect(stdout).toMatch(/not valid: .*none of the [\d,]+ messages sent at QoS 1 or 2 was acknowledged/u);
});

test("a broker that may not deliver yields no valid trial on 3.1.1, and one that refuses none on 5", async (context) => {
  const out = temporaryFolder();
  const acl = fileOf("topic read #\n");
  const { port } = await startMosquitto(context, ["allow_anonymous true", `acl_file ${acl}`]);
  const more = { subscribers: { count: 1, topic: "s/+" } };
  const file = scenario(out, `mqtt://127.0.0.1:${port}`, [], more);
  const run = async (protocol: string) =>
    await mqbench([
      "run",
      file,
      "--set",
      "phases.measure=1s",
      "--set",
      `protocol=${protocol}`,
      "--out",
      join(out, protocol),
    ]);
  const [old, recent] = [await run("3.1.1"), await run("5")];
  expect([old.code, recent.code]).toEqual([4, 4]);
  expect(old.stdout).toMatch(/not valid: .*none of the [\d,]+ deliveries expected came/u);
  expect(recent.stdout).toMatch(/not valid: .*the broker refused all [\d,]+ messages/u);
});
