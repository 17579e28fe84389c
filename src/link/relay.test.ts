import { expect, test } from "vitest";
import { encodeConnect } from "../mqtt/wire/control-packets.ts";
import { FakeSide, FakeTime } from "./testing/fake-side.ts";
import { plainLink } from "./link-settings.ts";
import type { LinkSettings } from "./link-settings.ts";
import type { FromLink, LinkRequest } from "./link-messages.ts";
import type { PacketRule } from "./packet-rules.ts";
import { Relay } from "./relay.ts";
import { settleNs } from "./relayed-connection.ts";

const connect = encodeConnect({ protocol: "3.1.1", clientId: "k3f900s0x1", isClean: true, keepaliveSeconds: 60 });
const connectHex = Buffer.from(connect).toString("hex");
const connack = "20020000";
const [puback1, puback2] = ["40020001", "40020002"];
const pubrec = "50020001";
const pubrel = "62020001";
/** Topic t, QoS 2, identifier 1, payload "x". */
const publish = "3406000174000178";

/** A relay between a client and a broker that the test plays. */
class Rig {
  readonly time = new FakeTime();
  readonly told: FromLink[] = [];
  readonly relay: Relay;
  client = new FakeSide();
  broker = new FakeSide();
  connection: ReturnType<Relay["connect"]>;

  constructor(settings: Partial<LinkSettings> = {}, isMqtt = true) {
    const path = { settings: { ...plainLink, ...settings }, target: { host: "127.0.0.1", port: 1883 }, isMqtt };
    const version = { protocol: "3.1.1", largestPublishBytes: 1e6 } as const;
    const task = { paths: [path], seed: 1, ...version, prefix: "k3f900", epoch: 0n };
    const { now, wait } = this.time;
    this.relay = new Relay({
      task,
      now,
      wait,
      tell: (message) => this.told.push(message),
      cpuNs: () => 7,
      brokerEnds: () => ["a b"],
    });
    this.connection = this.relay.connect(0, this.client, this.broker);
  }

  /** CONNECT and CONNACK have passed. */
  connected(): this {
    this.connection.received("up", connect);
    this.connection.received("down", Buffer.from(connack, "hex"));
    this.client.seen.length = 0;
    this.broker.seen.length = 0;
    return this;
  }

  again(): this {
    this.client = new FakeSide();
    this.broker = new FakeSide();
    this.connection = this.relay.connect(0, this.client, this.broker);
    return this.connected();
  }

  ask(request: LinkRequest): FromLink | undefined {
    this.relay.answer(1, request);
    return this.told.findLast(({ kind }) => kind !== "fired");
  }

  rule(changes: Partial<PacketRule>): this {
    const cut = { when: "before", manner: "reset" } as const;
    const rule = { id: 9, clientId: "k3f900s0x1", packet: "PUBREC", direction: "down", nth: 1, ...cut } as const;
    this.ask({ kind: "rules", rules: [{ ...rule, ...changes }] });
    return this;
  }

  up(...hex: readonly string[]): this {
    this.connection.received("up", Buffer.from(hex.join(""), "hex"));
    return this;
  }

  down(...hex: readonly string[]): this {
    this.connection.received("down", Buffer.from(hex.join(""), "hex"));
    return this;
  }

  get fired(): readonly FromLink[] {
    return this.told.filter(({ kind }) => kind === "fired");
  }
}

test("bytes pass in both directions, at once where nothing is asked for", () => {
  const rig = new Rig();
  rig.connection.received("up", connect);
  rig.down(connack);
  expect([rig.broker.seen, rig.client.seen]).toEqual([[connectHex], [connack]]);
});

test("a delay holds each direction back by itself, in one write where it was one read", () => {
  const rig = new Rig({ delayNs: 25e6 });
  rig.down(connack, puback1);
  rig.time.pass(10);
  rig.up(pubrel);
  rig.time.pass(14.9);
  expect(rig.client.seen).toEqual([]);
  rig.time.pass(0.1);
  expect(rig.client.seen).toEqual([connack + puback1]);
  expect(rig.broker.seen).toEqual([]);
  rig.time.pass(10);
  expect(rig.broker.seen).toEqual([pubrel]);
});

test("a packet split over reads passes once it is whole; bytes that are not MQTT pass as they come", () => {
  const rig = new Rig().connected().up(publish.slice(0, 6));
  expect(rig.broker.seen).toEqual([]);
  rig.up(publish.slice(6));
  expect(rig.broker.seen).toEqual([publish]);
  const tls = new Rig({}, false).up("1603");
  expect(tls.broker.seen).toEqual(["1603"]);
});

test("a rule is set off by the n-th packet of its kind, and is told of", () => {
  const rig = new Rig().connected().rule({ packet: "PUBACK", nth: 2 });
  rig.down(pubrec, puback1, puback2);
  expect(rig.client.seen).toEqual([pubrec + puback1]);
  expect(rig.fired).toEqual([{ kind: "fired", fired: { rule: 9, clientId: "k3f900s0x1", connection: 1, atNs: 0 } }]);
});

test("a rule counts over the connections of a client, and only that client's", () => {
  const rig = new Rig().connected().rule({ packet: "PUBACK", nth: 2 }).down(puback1);
  rig.again().down(puback2);
  expect(rig.client.seen).toEqual([]);
  const other = new Rig().connected().rule({ clientId: "k3f900s0x2", packet: "PUBACK" }).down(puback1);
  expect(other.client.seen).toEqual([puback1]);
});

test("a cut before a packet keeps it from its receiver, lets what passed before be read, and resets both sides", () => {
  const rig = new Rig().connected().rule({});
  rig.down(puback1, pubrec, puback2).up(pubrel);
  expect(rig.client.seen).toEqual([puback1]);
  rig.time.pass(settleNs / 1e6 - 1);
  expect([rig.client.seen, rig.broker.seen]).toEqual([[puback1], []]);
  rig.time.pass(1);
  expect([rig.client.seen, rig.broker.seen]).toEqual([[puback1, "reset"], ["reset"]]);
});

test("a cut after a packet lets it through, and nothing else", () => {
  const rig = new Rig().connected().rule({ when: "after" });
  rig.down(pubrec, puback2).up(pubrel);
  rig.time.pass(settleNs / 1e6);
  expect([rig.client.seen, rig.broker.seen]).toEqual([[pubrec, "reset"], ["reset"]]);
});

test("a cut happens where the packet leaves the link: what was sent before it arrives, what is on the way back is lost", () => {
  const rig = new Rig({ delayNs: 25e6 }).connected();
  rig.time.pass(25);
  rig.client.seen.length = 0;
  rig.broker.seen.length = 0;
  rig.rule({}).down(puback1, pubrec).up(pubrel);
  rig.time.pass(24);
  rig.up(pubrel);
  rig.time.pass(50);
  expect(rig.client.seen).toEqual([puback1, "reset"]);
  expect(rig.broker.seen).toEqual(["reset"]);
});

test("through a silent link nothing passes, no end is heard of, and each end is freed by itself", () => {
  const rig = new Rig().connected();
  rig.ask({ kind: "plan", cuts: [{ client: "s0x1", atNs: 0, manner: "silent" }], fromNs: 0 });
  rig.up(pubrel).down(pubrec);
  rig.connection.ended("up");
  rig.connection.closed("up", true);
  expect([rig.client.seen, rig.broker.seen]).toEqual([["reset"], []]);
});

test("the end of a stream follows its last bytes, and a reset is passed on", () => {
  const rig = new Rig({ delayNs: 5e6 }).up(pubrel);
  rig.connection.ended("up");
  rig.time.pass(5);
  expect(rig.broker.seen).toEqual([pubrel, "end"]);
  const reset = new Rig({ delayNs: 5e6 }).down(pubrec);
  reset.connection.closed("down", true);
  reset.time.pass(5);
  expect(reset.client.seen).toEqual([pubrec, "reset"]);
});

test("a link that is full stops reading, and goes on when its receiver has taken enough", () => {
  const rig = new Rig({ bufferBytes: 10 }).connected();
  rig.client.pendingBytes = 11;
  rig.down(pubrec);
  expect(rig.broker.isPaused).toBe(true);
  rig.client.pendingBytes = 0;
  rig.connection.drained("down");
  expect(rig.broker.isPaused).toBe(false);
});

test("planned cuts come at their times; who is away is cut once accepted again", () => {
  const rig = new Rig().connected();
  const cuts = [1e9, 3e9, 3.1e9].map((atNs) => ({ client: "s0x1", atNs, manner: "reset" as const }));
  rig.ask({ kind: "plan", cuts, fromNs: 0 });
  rig.time.pass(999);
  expect(rig.client.seen).toEqual([]);
  rig.time.pass(1);
  expect([rig.client.seen, rig.broker.seen]).toEqual([["reset"], ["reset"]]);
  rig.connection.closed("up", true);
  rig.connection.closed("down", true);
  rig.time.pass(2500);
  // Both that were due meanwhile are made, one a connection.
  rig.again();
  expect(rig.client.seen).toEqual([]);
  const report = rig.ask({ kind: "report" });
  expect(report?.kind === "report" ? report.report.cuts : []).toEqual([
    { client: "s0x1", atNs: 1e9 },
    { client: "s0x1", atNs: 3.5e9 },
  ]);
  expect(rig.connection.isAccepted).toBe(false);
  expect(rig.again().connection.isAccepted).toBe(false);
  expect(rig.again().connection.isAccepted).toBe(true);
});

test("a plan that is cancelled cuts nobody, now or later", () => {
  const rig = new Rig();
  rig.ask({
    kind: "plan",
    cuts: [
      { client: "s0x1", atNs: 1e9, manner: "reset" },
      { client: "s0x1", atNs: 2e9, manner: "reset" },
    ],
    fromNs: 0,
  });
  rig.time.pass(1000);
  rig.ask({ kind: "cancel plan" });
  rig.connected();
  rig.time.pass(2000);
  expect(rig.client.seen).toEqual([]);
});

test("what is not MQTT passes as it came, for its receiver to see, and is told", () => {
  const rig = new Rig().connected().down(puback1, "30ff").down("ffffff01").down("00");
  expect([rig.client.seen, rig.broker.seen]).toEqual([[puback1, "30ffffffff01", "00"], []]);
  const report = rig.ask({ kind: "report" });
  expect(report?.kind === "report" ? report.report.problems : {}).toEqual({
    "the broker sent what is not MQTT: remaining length of more than 4 bytes": 1,
  });
});

test("the report counts connections, and how late each packet left", () => {
  const rig = new Rig({ delayNs: 5e6 });
  rig.connection.received("up", connect);
  rig.time.pass(5);
  const report = rig.ask({ kind: "report" });
  if (report?.kind !== "report") throw new Error("no report");
  expect(report.report).toMatchObject({ connections: 1, cpuNs: 7 });
  expect(report.report.ownDelay[0]).toMatchObject({ count: 1, min: 0, max: 0 });
});

test("the link tells both ends of its connections to the broker", () => {
  expect(new Rig().ask({ kind: "broker ends" })).toEqual({ kind: "broker ends", number: 1, ends: ["a b"] });
});

test("what waits for its delay or the bandwidth is held by the link, what a receiver does not take is not", () => {
  const held = (rig: Rig): number => {
    const told = rig.ask({ kind: "report" });
    return told?.kind === "report" ? told.report.heldBytes : Number.NaN;
  };
  // A message has 8 bytes, which is 8 ms.
  const rig = new Rig({ bytesPerSecond: 1000 });
  rig.up(publish, publish).down(puback1);
  expect(held(rig)).toBe(20);
  rig.time.pass(8);
  rig.broker.pendingBytes = 8;
  expect(held(rig)).toBe(8);
  rig.connection.cut("reset");
  expect(held(rig)).toBe(0);
});
