/** The hold experiment, end to end on the embedded broker: its own gauge counts what mqbench says it holds. */
import { writeFileSync } from "node:fs";
import type { Socket } from "node:net";
import { join } from "node:path";
import { generate } from "mqtt-packet";
import type { IPublishPacket } from "mqtt-packet";
import { expect, test } from "vitest";
import type { HoldSection, Plateau } from "../src/result/loads/hold.ts";
import { fakeBroker, speakMqtt } from "./fake-broker.ts";
import { mqbench, parseResult, temporaryFolder } from "./mqbench.ts";

const levels = [0, 20, 60];

/** Two shards: sensors and the subscribers that hold their messages may live apart. */
function holdFile(folder: string, sensors: string): string {
  const file = join(folder, "hold.yaml");
  const load = "load: { kind: hold, step: pubrel, levels: [0, 20, 60], settle: 0ms, sample: 1ms, timeout: 10s }";
  writeFileSync(file, `name: hold\n${load}\nworkers: 2\n${sensors}\nsubscribers: { count: 4, topic: "h/{id}" }\n`);
  return file;
}

async function hold(step: string, sensors: string): Promise<HoldSection> {
  const folder = temporaryFolder();
  const words = ["run", holdFile(folder, sensors), "--set", `load.step=${step}`, "--out", folder, "--json"];
  const { code, stdout, stderr } = await mqbench(words);
  expect(stderr).not.toContain("error");
  expect(code).toBe(0);
  const [trial] = parseResult(stdout).trials;
  expect(trial?.invalidBecause).toEqual([]);
  if (trial?.load.kind !== "hold") throw new Error("no hold section");
  return trial.load;
}

/** What each plateau must hold, in order. */
const expected = [20, 0, ...levels, 20, 0];
const fourSensors = 'sensors: { count: 4, topic: "h/{id}", payload: 16B }';
const heldOf = (key: (plateau: Plateau) => number | null | undefined, { plateaus }: HoldSection) => plateaus.map(key);

test.each(["pubrel", "puback", "pubrec", "pubcomp"])("%s: the broker has in flight what is held", async (step) => {
  const section = await hold(step, fourSensors);
  expect(heldOf(({ held }) => held, section)).toEqual(expected);
  expect(heldOf(({ withheld }) => withheld, section)).toEqual(expected);
  expect(heldOf(({ counts }) => counts["inflight"], section)).toEqual(expected);
  // Several answers that leave together are each answered in turn.
  expect(heldOf(({ missing }) => missing, section)).toEqual(expected.map(() => 0));
  expect(section.ledger.reconciled).toBe(true);
});

test("connection: the broker has as many connections as are held", async () => {
  const section = await hold("connection", 'sensors: { count: 60, topic: "h/{id}" }');
  expect(heldOf(({ counts }) => counts["connections"], section)).toEqual(expected);
});

test("offline: queues are filled and emptied whole, and nothing of them is lost", async () => {
  const section = await hold("offline", fourSensors);
  expect(heldOf(({ held }) => held, section)).toEqual([15, 0, 0, 15, 60, 15, 0]);
  expect(heldOf(({ missing }) => missing, section)).toEqual([0, 0, 0, 0, 0, 0, 0]);
  expect(heldOf(({ counts }) => counts["connections"], section)).toEqual([4, 4, 4, 4, 4, 4, 4]);
});

test("retained: every message is retained and cleared again", async () => {
  const section = await hold("retained", fourSensors);
  expect(heldOf(({ held }) => held, section)).toEqual(expected);
  // Every message of the two rises, and as many that clear.
  expect(section.ledger.connections.up["PUBLISH"]?.packets).toBe(2 * (20 + 60));
  expect(section.readBack).toEqual({ asked: 60, came: 60, problem: null });
});

test("retained: what is acknowledged and not kept is read back in vain, and is no figure", async () => {
  const broker = await fakeBroker((socket) => speakMqtt(socket, () => undefined));
  const folder = temporaryFolder();
  const sets = ["load.step=retained", "load.timeout=300ms"].flatMap((set) => ["--set", set]);
  const words = ["run", holdFile(folder, fourSensors), "--broker", broker.url, ...sets, "--out", folder];
  const { code, stdout } = await mqbench(words);
  expect(stdout).toContain(
    "60 of 60 retained messages that were read back did not come: the broker acknowledged them and did not keep them",
  );
  expect(code).toBe(4);
});

test("a level that is not reached ends the trial, and the plateaus before it are kept", async () => {
  let published = 0;
  const broker = await fakeBroker((socket) =>
    speakMqtt(socket, (packet) => {
      if (packet.cmd !== "publish") return undefined;
      published += 1;
      // The first level and its release are acknowledged, and half of what follows.
      return published > 50 ? [] : undefined;
    }),
  );
  const folder = temporaryFolder();
  const sets = ["load.step=retained", "load.timeout=300ms"].flatMap((set) => ["--set", set]);
  const words = ["run", holdFile(folder, fourSensors), "--broker", broker.url, ...sets, "--out", folder, "--json"];
  const { code, stdout } = await mqbench(words);
  expect(code).toBe(4);
  const [trial] = parseResult(stdout).trials;
  expect(trial?.invalidBecause[0]?.text).toMatch(/^level 20 was not reached: 10 missing after 0.3 s without progress/u);
  expect(trial?.load.kind === "hold" ? trial.load.plateaus.map(({ held }) => held) : null).toEqual([20, 0, 0]);
});

test("what a broker never delivers is not held: there is no figure, and it is said", async () => {
  const broker = await fakeBroker((socket) => speakMqtt(socket, () => undefined));
  const folder = temporaryFolder();
  const words = ["run", holdFile(folder, fourSensors), "--broker", broker.url, "--set", "load.step=puback"];
  const short = ["--set", "load.levels=[0, 20]", "--set", "load.timeout=300ms"];
  const { stdout } = await mqbench([...words, ...short, "--out", folder, "--json"]);
  const [trial] = parseResult(stdout).trials;
  expect(trial?.warnings.map(({ code }) => code)).toContain("queued");
  expect(trial?.load.kind === "hold" ? trial.load.lines.map(({ note }) => note) : []).toEqual([
    "20 messages never came: they were not held",
  ]);
});

/** Longer than a level waits, shorter than the end of all does. */
const lateMs = 3000;

test("what a broker keeps back at a level, and delivers late when all is let go of, is not called lost", async () => {
  const listening = new Map<string, Socket>();
  const kept = new Map<string, IPublishPacket>();
  const deliver = (publish: IPublishPacket): void => void listening.get(publish.topic)?.write(generate(publish));
  let published = 0;
  const broker = await fakeBroker((socket) =>
    speakMqtt(socket, (packet) => {
      if (packet.cmd === "subscribe") for (const { topic } of packet.subscriptions) listening.set(topic, socket);
      if (packet.cmd === "publish" && listening.has(packet.topic)) {
        published += 1;
        const delivery: IPublishPacket = { ...packet, messageId: published, dup: false };
        // Of the five that a sensor has at the level each fourth is kept back, until another is acknowledged.
        if (published % 5 === 4) kept.set(packet.topic, delivery);
        else deliver(delivery);
      }
      if (packet.cmd !== "puback") return undefined;
      const late = [...kept.values()];
      kept.clear();
      if (late.length > 0) setTimeout(() => late.forEach(deliver), lateMs);
      return [];
    }),
  );
  const folder = temporaryFolder();
  const words = ["run", holdFile(folder, fourSensors), "--broker", broker.url, "--set", "load.step=puback"];
  const short = ["--set", "load.levels=[0, 20]", "--set", "qos=1"];
  const { stdout } = await mqbench([...words, ...short, "--out", folder, "--json"]);
  const [trial] = parseResult(stdout).trials;
  if (trial?.load.kind !== "hold") throw new Error("no hold section");
  const { plateaus, lines } = trial.load;
  expect(plateaus.filter(({ held }) => held > 0).every(({ missing }) => missing > 0)).toBe(true);
  expect(plateaus.filter(({ held }) => held === 0).map(({ missing }) => missing)).toEqual([0, 0, 0]);
  expect(lines.map(({ note }) => note)).not.toContain(expect.stringContaining("never came"));
});
