import { generate } from "mqtt-packet";
import type { Packet } from "mqtt-packet";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { packetType } from "../../mqtt/wire/packet-types.ts";
import { fakeSubscribers } from "../../scenario/testing/fake-scenario.ts";
import { Rig } from "../testing/fake-shard.ts";
import { describeRefusals, noSubscriberWarnings, Refusals } from "./refusals.ts";

const pubackBytes = (reasonCode: number, reasonString: string): Uint8Array =>
  generate({ cmd: "puback", messageId: 1, reasonCode, properties: { reasonString } }, { protocolVersion: 5 });

/** The report of one shard, which was told of refusals a millisecond apart. */
function shardOf(fromMs: number, ...told: readonly (readonly [clientId: string, code: number, reason: string])[]) {
  let atMs = fromMs;
  const refusals = new Refusals("5", () => (atMs += 1) * 1e6);
  for (const [clientId, code, reason] of told) {
    const bytes = pubackBytes(code, reason);
    refusals.count(`abcdef${clientId}`, packetType.PUBACK, code, bytes, 0, bytes.length);
  }
  return refusals.parts;
}

describe("refusals of all shards together", () => {
  test("are counted by packet and code, with the earliest words and the first three clients, each once", () => {
    const parts = [
      ...shardOf(5, ["s0x2", 0x87, "second"], ["s0x2", 0x87, ""], ["s0x4", 0x97, "enough"], ["s0x6", 0x87, ""]),
      ...shardOf(0, ["s0x1", 0x87, "first"], ["s0x3", 0x87, "later"]),
    ];
    expect(describeRefusals(parts, "5", "abcdef").refusals).toEqual([
      {
        packet: "PUBLISH",
        code: 0x87,
        name: "not authorized",
        reason: "first",
        count: 5,
        clients: ["s0x1", "s0x3", "s0x2"],
      },
      { packet: "PUBLISH", code: 0x97, name: "quota exceeded", reason: "enough", count: 1, clients: ["s0x4"] },
    ]);
  });

  test("have the broker's words in one visible line, without secrets, of no more than 200 characters", () => {
    const said = `mqtt://user:hunter2@host\n::error::\u202E\u001B[2J${"x".repeat(60_000)}`;
    const [refusal] = describeRefusals(shardOf(0, ["s0x1", 0x87, said]), "5", "abcdef").refusals ?? [];
    expect(refusal?.reason).toMatch(/^mqtt:\/\/host\\u000a::error::\\u202e\\u001b\[2Jx+…$/u);
    expect(refusal?.reason).toHaveLength(201);
  });

  test("leave no key where there is none, and what is no refusal is none", () => {
    expect(describeRefusals(shardOf(0, ["s0x1", 0x11, "no such code of a PUBACK"]), "5", "abcdef")).toEqual({});
  });

  test("are apart from what was accepted for nobody, by PUBACK or PUBREC", () => {
    const parts = [...shardOf(0, ["s0x1", 0x10, ""], ["s0x2", 0x87, ""]), ...shardOf(5, ["s0x3", 0x10, "nobody"])];
    const { refusals, noSubscribers } = describeRefusals(parts, "5", "abcdef");
    expect(noSubscribers).toEqual({ count: 2, clients: ["s0x1", "s0x3"] });
    expect(refusals).toMatchObject([{ code: 0x87, count: 1 }]);
  });
});

describe("what was accepted for nobody is a warning", () => {
  const told = { noSubscribers: { count: 1200, clients: ["s0x1", "s0x2"] } };

  test("that says what it means where receivers match, and where none does", () => {
    expect(noSubscriberWarnings(told, true)[0]?.text).toBe(
      'the broker acknowledged 1,200 PUBLISHes with "no matching subscribers" (0x10; first s0x1, s0x2), warm-up included: it forwarded them to nobody, though receivers of this trial subscribe to such topics',
    );
    expect(noSubscriberWarnings(told, false)[0]?.text).toContain("it had nobody to forward them to");
    expect(noSubscriberWarnings({}, true)).toEqual([]);
  });
});

describe("a shard", () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date"], now: 0 });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const properties = { reasonString: "not this topic" };
  const rows: readonly (readonly [string, 4 | 5, 1 | 2, (packet: Packet) => Packet | undefined, object])[] = [
    [
      "PUBACK 0x87",
      5,
      1,
      (p) =>
        p.cmd === "publish" ? { cmd: "puback", messageId: p.messageId ?? 0, reasonCode: 0x87, properties } : undefined,
      { packet: "PUBLISH", code: 0x87, name: "not authorized", reason: "not this topic", count: 3, clients: ["s0x1"] },
    ],
    [
      "PUBREC 0x97",
      5,
      2,
      (p) => (p.cmd === "publish" ? { cmd: "pubrec", messageId: p.messageId ?? 0, reasonCode: 0x97 } : undefined),
      { packet: "PUBLISH", code: 0x97, name: "quota exceeded", reason: null, count: 3, clients: ["s0x1"] },
    ],
    [
      "PUBCOMP 0x92",
      5,
      2,
      (p) => (p.cmd === "pubrel" ? { cmd: "pubcomp", messageId: p.messageId ?? 0, reasonCode: 0x92 } : undefined),
      { packet: "PUBREL", code: 0x92, name: "packet identifier not found", reason: null, count: 3, clients: ["s0x1"] },
    ],
    [
      "SUBACK 0x87",
      5,
      1,
      (p) =>
        p.cmd === "subscribe" ? { cmd: "suback", messageId: p.messageId ?? 0, granted: [0x87], properties } : undefined,
      {
        packet: "SUBSCRIBE",
        code: 0x87,
        name: "not authorized",
        reason: "not this topic",
        count: 1,
        clients: ["r0x1"],
      },
    ],
    [
      "SUBACK 0x80",
      4,
      1,
      (p) => (p.cmd === "subscribe" ? { cmd: "suback", messageId: p.messageId ?? 0, granted: [0x80] } : undefined),
      { packet: "SUBSCRIBE", code: 0x80, name: "failure", reason: null, count: 1, clients: ["r0x1"] },
    ],
    [
      "CONNACK 0x87",
      5,
      1,
      (p) =>
        p.cmd === "connect" && p.clientId.includes("s0x")
          ? { cmd: "connack", sessionPresent: false, reasonCode: 0x87, properties }
          : undefined,
      { packet: "CONNECT", code: 0x87, name: "not authorized", reason: "not this topic", count: 1, clients: ["s0x1"] },
    ],
    [
      "CONNACK 5",
      4,
      1,
      (p) =>
        p.cmd === "connect" && p.clientId.includes("s0x")
          ? { cmd: "connack", sessionPresent: false, returnCode: 5 }
          : undefined,
      { packet: "CONNECT", code: 5, name: "not authorized", reason: null, count: 1, clients: ["s0x1"] },
    ],
  ];

  test.each(rows)("tells a refusal by %s of MQTT version %s", (_, version, qos, answer, expected) => {
    const protocol = version === 5 ? "5" : "3.1.1";
    const rig = new Rig(
      { qos, schedule: { kind: "even", periodNs: 100e6 } },
      { protocol, subscribers: [fakeSubscribers({ topics: ["t/+"] })] },
    );
    rig.broker.version = version;
    rig.broker.answer = answer;
    rig.connect().measure(300);
    vi.advanceTimersByTime(1000);
    const { refusals } = rig.finish();
    expect(describeRefusals(refusals, protocol, "abcdef")).toEqual({ refusals: [expected] });
  });

  test.each([1, 2] as const)("tells what is accepted for nobody at QoS %s, as no refusal", (qos) => {
    const rig = new Rig({ qos, schedule: { kind: "even", periodNs: 100e6 } }, { protocol: "5" });
    rig.broker.version = 5;
    rig.broker.answer = (p) =>
      p.cmd === "publish"
        ? { cmd: qos === 1 ? "puback" : "pubrec", messageId: p.messageId ?? 0, reasonCode: 0x10 }
        : undefined;
    rig.connect().measure(300);
    vi.advanceTimersByTime(1000);
    const { refusals } = rig.finish();
    expect(describeRefusals(refusals, "5", "abcdef")).toEqual({ noSubscribers: { count: 3, clients: ["s0x1"] } });
  });
});
