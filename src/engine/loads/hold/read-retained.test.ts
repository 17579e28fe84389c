import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Hurry } from "../../../hurry.ts";
import { loopbackEndpoint } from "../../../mqtt/transport/endpoint.ts";
import type { OpenTransport } from "../../../mqtt/transport/transport.ts";
import { outside, readLedger, up } from "../../../mqtt/wire/ledger.ts";
import { writeIdentity } from "../../../mqtt/wire/payload.ts";
import { numberTopic } from "../../../scenario/loads/hold-steps.ts";
import { fakeScenario, fakeSensors } from "../../../scenario/testing/fake-scenario.ts";
import { ScriptedBroker } from "../../testing/scripted-broker.ts";
import type { Script } from "../../testing/scripted-broker.ts";
import { readRetained } from "./read-retained.ts";

beforeEach(() => void vi.useFakeTimers({ now: 0 }));
afterEach(() => void vi.useRealTimers());

const load = { kind: "hold", step: "retained", levels: [0, 6], settleNs: 0, sampleNs: 0, timeoutNs: 500e6 } as const;

const refusesAll: Partial<Script> = {
  answer: ({ cmd, messageId = 0 }) =>
    cmd === "subscribe" ? [{ cmd: "suback", messageId, granted: [0x80] }] : undefined,
};

function openOf(broker: ScriptedBroker | undefined): OpenTransport {
  if (broker === undefined) throw new Error("another endpoint");
  return broker.open;
}

const runTag = 4711;

function payloadOf(sensor: number, sequence: number): Buffer {
  const payload = Buffer.alloc(20, 7);
  writeIdentity(payload, 0, runTag, sensor, sequence, 1000);
  return payload;
}

/** Six messages of two sensors, of which a broker, or as many instances, has those that it is left with. */
async function read(
  left: (topic: string) => boolean,
  scripts: readonly Partial<Script>[] = [{}],
  retain: (sent: Buffer) => Buffer = (sent) => sent,
) {
  const brokers = scripts.map((script) => new ScriptedBroker(script));
  const messages = [0, 1].flatMap((sensor) => [0, 1, 2].map((message) => ({ sensor, message })));
  for (const { retained } of brokers)
    for (const { sensor, message } of messages) {
      const topic = numberTopic(`h/${sensor + 1}/{message}`, message);
      if (!left(topic)) continue;
      const payload = retain(payloadOf(sensor, message));
      retained.set(topic, { cmd: "publish", topic, payload, qos: 1, retain: true, dup: false });
    }
  const sensors = [
    fakeSensors({ count: 2, topic: "h/{id}/{message}", payload: { bytes: 20, file: null, template: null } }),
  ];
  const endpoints = brokers.map((_, instance) => loopbackEndpoint(1883 + instance));
  const reading = readRetained({
    scenario: fakeScenario({ sensors, load }),
    load,
    level: 6,
    endpoints,
    open: (endpoint) => openOf(brokers[endpoints.indexOf(endpoint)]),
    prefix: "abcdef",
    sentAs: { runTag, payloads: [new Uint8Array(20).fill(7)], epochUs: 0 },
    now: () => Date.now() * 1e6,
    hurry: new Hurry(),
  });
  await vi.advanceTimersByTimeAsync(30_000);
  return await reading;
}

it("all that was kept comes, and nothing else is asked", async () => {
  const { found, own } = await read(() => true);
  expect(found).toEqual({ asked: 6, came: 6, problem: null });
  const packets = Object.entries(readLedger(own.ledger, outside, up)).map(([name, counted]) => [name, counted.packets]);
  expect(packets).toEqual([
    ["CONNECT", 1],
    ["SUBSCRIBE", 6],
    ["DISCONNECT", 1],
  ]);
});

it("what was acknowledged and not kept does not come", async () => {
  expect((await read(() => false)).found).toEqual({ asked: 6, came: 0, problem: null });
  expect((await read((topic) => topic.startsWith("h/2"))).found).toMatchObject({ asked: 6, came: 3 });
});

it("what comes without the retain flag was kept all the same", async () => {
  expect((await read(() => true, [{ flagsRetained: false }])).found).toMatchObject({ came: 6 });
});

it.each<[title: string, retain: (sent: Buffer) => Buffer]>([
  ["a message of another length", (sent) => sent.subarray(0, 19)],
  ["one with another byte", (sent) => Buffer.concat([sent.subarray(0, 19), Buffer.of(8)])],
  ["one of a run before, as long as this run's", (sent) => Buffer.concat([Buffer.of(0, 1), sent.subarray(2)])],
  ["another sensor's", (sent) => payloadOf(1 - sent.readUInt32BE(2), 0)],
])("%s is not the one that was sent", async (_title, retain) => {
  expect((await read(() => true, [{}], retain)).found).toMatchObject({ came: 0 });
});

it("a subscription that is refused leaves it unknown", async () => {
  expect((await read(() => true, [refusesAll])).found.problem).toBe("subscription to h/1/0000000 refused");
});

it("what one instance did not keep is known, where another cannot be asked", async () => {
  const { found } = await read(() => false, [{}, refusesAll]);
  expect(found).toEqual({ asked: 3, came: 0, problem: "subscription to h/2/0000000 refused" });
});

it("so does a broker that does not answer", async () => {
  const { problem } = (await read(() => true, [{ answer: () => [] }])).found;
  expect(problem).toMatch(/^no CONNACK within \d+ s$/u);
});
