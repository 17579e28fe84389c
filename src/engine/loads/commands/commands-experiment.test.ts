import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { CommandInput, CommandsLoad } from "../../../scenario/loads/command-keys.ts";
import type { Qos } from "../../../scenario/keys/qos.ts";
import { noIdentity } from "../../../scenario/devices/identity.ts";
import type { Identity } from "../../../scenario/devices/identity.ts";
import { fakeSensors, fakeSubscribers } from "../../../scenario/testing/fake-scenario.ts";
import { changesLastByte, ScriptedBroker } from "../../testing/scripted-broker.ts";
import type { Script } from "../../testing/scripted-broker.ts";
import { runSteps } from "../../testing/stepwise-rig.ts";
import { CommandsExperiment } from "./commands-experiment.ts";

beforeEach(() => void vi.useFakeTimers({ now: 0 }));
afterEach(() => void vi.useRealTimers());

interface Case {
  readonly all?: CommandInput;
  readonly script?: Partial<Script>;
  readonly replyQos?: Qos;
  readonly identity?: Identity;
  readonly subscribeQos?: Qos;
}

/** Two devices take a command a second each for six seconds, after one of warm-up. */
async function command({ all = {}, script = {}, replyQos = 1, subscribeQos = 1, identity = noIdentity }: Case) {
  const load: CommandsLoad = {
    kind: "commands",
    forNs: 6e9,
    warmupNs: 1e9,
    all: { topic: "commands/{id}", timeout: 3e9, ...all },
    groups: {},
  };
  const sensors = [fakeSensors({ count: 2, qos: replyQos, identity })];
  const subscribers = [fakeSubscribers({ qos: subscribeQos })];
  const experiment = await runSteps(
    new ScriptedBroker(script),
    { sensors, subscribers, load },
    (bench) => new CommandsExperiment(bench, load),
    [{ devices: null, jwtKey: Buffer.alloc(32, 7) }],
  );
  const found = experiment.found();
  const [row] = found.section.kind === "commands" ? found.section.rows : [];
  if (found.section.kind !== "commands" || row === undefined) throw new Error("no row of a group");
  return { ...found, row, messages: found.section.messages };
}

const values = (metrics: Awaited<ReturnType<typeof command>>["metrics"], name: string): number | undefined => {
  const metric = metrics[name];
  return metric?.kind === "value" ? metric.value : undefined;
};

test.each<[Qos, Qos, Qos, Qos]>([
  [0, 0, 0, 0],
  [1, 1, 1, 1],
  [2, 2, 2, 2],
  [2, 1, 0, 2],
  [0, 2, 1, 0],
])(
  "QoS %i → %i → %i → %i: each command has its reply, and packets and bytes are as predicted",
  async (...[qos, deviceQos, replyQos, subscribeQos]) => {
    const { row, messages, metrics } = await command({ all: { qos, subscribeQos: deviceQos }, replyQos, subscribeQos });
    expect(row).toMatchObject({
      intended: 12,
      sent: 12,
      lost: 0,
      duplicate: 0,
      repliesDue: 12,
      inTime: 12,
      timeouts: 0,
    });
    expect(messages.differences).toEqual([]);
    expect(messages.counted.up["PUBLISH"]?.packets).toBe(28);
    expect(metrics["replyTime"]).toMatchObject({ kind: "histogram", count: 12 });
  },
);

test("replies withheld on purpose are timeouts, exactly, and as old as nobody waits for them any more", async () => {
  const { row, messages, metrics } = await command({ all: { withhold: 3 } });
  expect(row).toMatchObject({ repliesDue: 12, inTime: 8, late: 0, timeouts: 4, withheld: 4, lost: 0 });
  expect(values(metrics, "replyTimeouts")).toBe(4);
  expect(row.replyTime?.unended?.count).toBe(4);
  expect(messages.agrees).toBe(true);
});

test("devices that are asleep get their commands when they come back, their replies late by that and in time", async () => {
  const { row, messages } = await command({ all: { asleep: 2e9, awake: 1e9, timeout: 5e9 } });
  expect(row).toMatchObject({ sent: 12, lost: 0, repliesDue: 12, inTime: 12, sessionsLost: 0 });
  expect(row.whileAway).toBe(8);
  expect(row.replyTime?.max).toBeGreaterThan(1e9);
  expect(messages.differences).toEqual([]);
});

test("commands that the broker still queues when their time is over are timeouts, and not lost: their devices come back for them", async () => {
  const { row, messages, metrics } = await command({
    all: { every: 0.5e9, asleep: 20e9, awake: 0.5e9, timeout: 0.3e9 },
  });
  expect(row).toMatchObject({ sent: 24, delivered: 24, lost: 0, repliesDue: 24, sessionsLost: 0 });
  expect(row.whileAway).toBeGreaterThan(20);
  expect([row.inTime + row.timeouts, row.late]).toEqual([24, row.timeouts]);
  expect(row.timeouts).toBeGreaterThan(20);
  expect(values(metrics, "commandsLost")).toBe(0);
  expect(messages.differences).toEqual([]);
});

test("a queue that takes longer than a time awake is not lost: its device comes back as often as something comes", async () => {
  const { row, metrics } = await command({
    all: { every: 0.5e9, asleep: 2e9, awake: 0.5e9, timeout: 1e9 },
    script: { pauseMs: 400 },
  });
  expect(row).toMatchObject({ sent: 24, delivered: 24, lost: 0, duplicate: 0, sessionsLost: 0 });
  expect([row.inTime + row.timeouts, row.late]).toEqual([24, row.timeouts]);
  expect(values(metrics, "commandsLost")).toBe(0);
});

test("a command that meets a device that has just left comes again, and the prediction has it twice", async () => {
  // The fourth command of the first device is sent a millisecond before it leaves, and comes after.
  const { row, messages } = await command({ all: { asleep: 2e9, awake: 1.099e9, timeout: 5e9 } });
  expect(row).toMatchObject({ sent: 12, lost: 0, duplicate: 0, inTime: 12, sessionsLost: 0 });
  expect(messages.counted.down["PUBLISH"]?.packets).toBe(2 * 14 + 1);
  expect(messages.differences).toEqual([]);
});

test("a device that wakes logs in anew, with a token of then", async () => {
  const tokens: string[] = [];
  const answer: Script["answer"] = (packet) => {
    if (packet.cmd === "connect" && packet.username === "u1") tokens.push(packet.password?.toString() ?? "");
    return undefined;
  };
  const jwt = { key: "secret", algorithm: "HS256", claims: { sub: "{id}" }, lifetimeSeconds: 60 } as const;
  const identity = { clientId: null, username: "u{id}", password: null, jwt };
  const { row } = await command({ all: { asleep: 2e9, awake: 1e9, timeout: 5e9 }, script: { answer }, identity });
  expect(row).toMatchObject({ sent: 12, lost: 0, sessionsLost: 0 });
  const issued = tokens.map((token): unknown =>
    JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()),
  );
  expect(issued.length).toBeGreaterThan(2);
  expect(issued.every((claims) => JSON.stringify(claims).includes('"sub":"1"'))).toBe(true);
  expect(new Set(tokens).size).toBe(tokens.length);
});

test("a reply that comes after its time is a timeout, and late", async () => {
  const { row } = await command({ all: { asleep: 2e9, awake: 1e9, timeout: 1e9 } });
  expect(row.inTime + row.timeouts).toBe(12);
  expect(row.late).toBeGreaterThan(0);
  expect(row.late).toBeLessThanOrEqual(row.timeouts);
});

test("a broker that forgets sessions loses what it was to queue, and is told", async () => {
  const { row, messages } = await command({
    all: { asleep: 2e9, awake: 1e9, timeout: 3e9 },
    script: { keepsSessions: false },
  });
  expect(row).toMatchObject({ sent: 12, lost: 8, timeouts: 8, inTime: 4 });
  expect(row.sessionsLost).toBeGreaterThan(0);
  expect(messages.agrees).toBe(false);
});

test("devices that do not reply have no timeouts, and no reply time", async () => {
  const { row, metrics } = await command({ all: { reply: false } });
  expect(row).toMatchObject({ sent: 12, lost: 0, repliesDue: 0, timeouts: 0, replyTime: null });
  expect(metrics["replyTimeouts"]).toBeUndefined();
});

test("a broker that grants less than was asked for ends the load, with what it granted", async () => {
  await expect(command({ all: { subscribeQos: 2 }, script: { grants: 1 } })).rejects.toThrow(
    "the broker grants QoS 1 to its commands, asked for at QoS 2",
  );
});

test("commands that a broker alters reach no device", async () => {
  const { row } = await command({ script: { alters: changesLastByte } });
  expect(row).toMatchObject({ sent: 12, lost: 12, repliesDue: 12, inTime: 0, timeouts: 12 });
});

test("replies that a broker alters are none", async () => {
  const alters: Script["alters"] = (publish) =>
    publish.topic.startsWith("commands/") ? publish : changesLastByte(publish);
  const { row } = await command({ script: { alters } });
  expect(row).toMatchObject({ sent: 12, lost: 0, inTime: 0, timeouts: 12 });
});
