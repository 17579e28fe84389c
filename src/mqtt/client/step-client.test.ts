import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { loopbackEndpoint } from "../transport/endpoint.ts";
import { FakeTransport } from "../testing/fake-transport.ts";
import { largestPacketBytes, limitsOfBroker } from "../wire/header-limits.ts";
import { down, Ledger, outside, readLedger, up } from "../wire/ledger.ts";
import { StepClient } from "./step-client.ts";
import type { StepPacket } from "./step-packets.ts";

beforeEach(() => void vi.useFakeTimers({ now: 0 }));
afterEach(() => void vi.useRealTimers());

const session = { isClean: true, keepaliveSeconds: 0, will: null, expirySeconds: 0 };

function rig() {
  const transport = new FakeTransport();
  const ledger = new Ledger(1);
  const client = new StepClient({
    limits: limitsOfBroker("3.1.1", largestPacketBytes),
    clientId: "abc",
    protocol: "3.1.1",
    endpoint: loopbackEndpoint(1883),
    open: transport.open,
    connectTimeoutNs: 5e9,
    ledger,
    now: () => Date.now() * 1e6,
  });
  const packets: StepPacket[] = [];
  client.onPacket = (packet) => packets.push(packet);
  return { client, transport, ledger, packets };
}

async function connected() {
  const made = rig();
  const connecting = made.client.connect(session);
  made.transport.handlers?.connected();
  made.transport.receive(0x20, 2, 1, 0);
  expect(await connecting).toEqual({ isSessionPresent: true });
  return made;
}

const hex = ({ writes }: FakeTransport): readonly string[] => writes.map((bytes) => Buffer.from(bytes).toString("hex"));
const publish = {
  topic: "t",
  payload: Uint8Array.of(1),
  qos: 2,
  packetId: 7,
  isDuplicate: true,
  isRetained: true,
} as const;

test("answers nothing by itself, and keeps every packet", async () => {
  const { client, transport, packets } = await connected();
  transport.receive(0x34, 6, 0, 1, 0x74, 0, 7, 1);
  transport.receive(0x62, 2, 0, 7);
  expect(transport.writes).toHaveLength(1);
  expect(packets.map(({ type }) => type)).toEqual(["CONNACK", "PUBLISH", "PUBREL"]);
  expect(packets[1]).toMatchObject({ qos: 2, packetId: 7, topic: "t", payload: Uint8Array.of(1), isRetained: false });
  expect(client.records.map(({ direction, text }) => `${direction} ${text}`)).toEqual([
    "up CONNECT clean session",
    "down CONNACK code 0, session present 1",
    "down PUBLISH 7, QoS 2",
    "down PUBREL 7",
  ]);
});

test("sends what it is told; a packet that is cut is recorded and never sent", async () => {
  const { client, transport } = await connected();
  client.publish(publish, true);
  client.publish(publish);
  client.answer("PUBREL", 7);
  client.answer("PUBCOMP", 7, true);
  expect(hex(transport).slice(1)).toEqual(["3d06000174000701", "62020007"]);
  expect(client.records.slice(2).map(({ text, isCut }) => [text, isCut])).toEqual([
    ["PUBLISH 7, QoS 2, DUP, RETAIN", true],
    ["PUBLISH 7, QoS 2, DUP, RETAIN", false],
    ["PUBREL 7", false],
    ["PUBCOMP 7", true],
  ]);
});

test("counts packets and bytes as the socket does", async () => {
  const { client, transport, ledger } = await connected();
  client.publish({ ...publish, qos: 0, isDuplicate: false });
  transport.receive(0x40, 2, 0, 1);
  transport.close("gone");
  expect(client.bytes).toEqual({ socketUp: 17 + 6, socketDown: 8, unreconciled: 0 });
  expect(readLedger(ledger, outside, up)["PUBLISH"]).toEqual({ packets: 1, bytes: 6 });
  expect(readLedger(ledger, outside, down)["PUBACK"]).toEqual({ packets: 1, bytes: 4 });
});

test("says why it could not connect", async () => {
  const { client, transport } = rig();
  const connecting = client.connect(session);
  transport.handlers?.connected();
  transport.receive(0x20, 2, 0, 5);
  await expect(connecting).rejects.toThrow("broker refused CONNECT: not authorized (0x05)");
});

test("waits for CONNACK no longer than it may", async () => {
  const { client } = rig();
  const connecting = client.connect(session);
  connecting.catch(() => undefined);
  await vi.advanceTimersByTimeAsync(5000);
  await expect(connecting).rejects.toThrow("no CONNACK within 5 s");
});

test("a client that fell silent hears nothing, and its connection stays", async () => {
  const { client, transport, packets } = await connected();
  client.fallSilent();
  transport.receive(0x40, 2, 0, 1);
  expect(packets).toHaveLength(1);
  expect(client.isOpen).toBe(true);
});

test("a subscription that is never answered ends with its connection", async () => {
  const { client, transport } = await connected();
  const granted = client.subscribe({ filter: "t", qos: 1, retainHandling: 0 });
  transport.close("gone");
  expect(await granted).toBeUndefined();
  expect(client.cause?.words).toBe("gone");
});

test("answers nothing more once it has left", async () => {
  const { client, transport } = await connected();
  client.leave();
  client.answer("PUBACK", 1);
  expect(hex(transport).slice(1)).toEqual(["e000"]);
  transport.close("gone");
  expect(client.bytes.unreconciled).toBe(0);
});

test("what comes in the same read after the cut has not come", async () => {
  const { client, transport, packets } = await connected();
  client.onPacket = (packet) => {
    packets.push(packet);
    client.reset();
  };
  transport.receive(0x40, 2, 0, 1, 0x40, 2, 0, 2);
  expect(packets.map(({ type }) => type)).toEqual(["CONNACK", "PUBACK"]);
});
