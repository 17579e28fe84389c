import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Ledger } from "../mqtt/wire/ledger.ts";
import { loopbackEndpoint } from "../mqtt/transport/endpoint.ts";
import { closedByBroker } from "../mqtt/wire/cause.ts";
import type { OpenTransport } from "../mqtt/transport/transport.ts";
import { askBroker } from "./ask-broker.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

type Reply = readonly number[] | "close" | "silence";

interface Script {
  /** The level of its CONNECT is 4 or 5. */
  readonly connack: (level: number) => Reply;
  readonly suback?: Reply;
  readonly publish?: (qos: number) => Reply;
  /** The ends of topics of which a message comes to who asks. */
  readonly delivers?: readonly ("shared" | "usual")[];
}

const connack = [0x20, 2, 0, 0];
/** Maximum QoS 1, retained messages not available, shared subscriptions not available. */
const limitedConnack5 = [0x20, 9, 0, 0, 6, 0x24, 1, 0x25, 0, 0x2a, 0];
const suback = (granted: number): Reply => [0x90, 3, 0xff, 0xff, granted];
const puback = (id: number): Reply => [0x40, 2, 0, id];
const pubrec = (id: number): Reply => [0x50, 2, 0, id];
const pubcomp = (id: number): Reply => [0x70, 2, 0, id];
const usual = (qos: number): Reply => (qos === 1 ? puback(1) : pubrec(2));

/** A broker that answers each packet by the script, in bytes. */
function scripted(script: Script): { readonly open: OpenTransport; readonly published: string[] } {
  const published: string[] = [];
  const open: OpenTransport = (handlers) => {
    let level = 4;
    const answer = (bytes: Uint8Array): Reply => {
      switch ((bytes[0] ?? 0) >> 4) {
        case 1:
          level = bytes[8] ?? 0;
          return script.connack(level);
        case 8: {
          const reply = script.suback ?? suback(2);
          // The length of its properties stands before the code in version 5.
          return Array.isArray(reply) && level === 5 ? [0x90, 4, 0xff, 0xff, 0, reply[4] ?? 0] : reply;
        }
        case 3: {
          const topic = Buffer.from(bytes.subarray(4, 4 + (bytes[3] ?? 0))).toString();
          published.push(topic);
          if (script.delivers?.some((end) => topic.endsWith(end)) === true) deliver(topic);
          return (script.publish ?? usual)(((bytes[0] ?? 0) >> 1) & 3);
        }
        case 6:
          return pubcomp(2);
        default:
          return "close";
      }
    };
    const deliver = (topic: string): void => {
      const properties = level === 5 ? [0] : [];
      const packet = [
        0x30,
        2 + topic.length + properties.length,
        0,
        topic.length,
        ...Buffer.from(topic),
        ...properties,
      ];
      setTimeout(() => handlers.data(Uint8Array.from(packet), packet.length), 0);
    };
    const close = (): void => void setTimeout(() => handlers.closed(closedByBroker), 0);
    setTimeout(() => handlers.connected(), 0);
    return {
      write: (bytes, length) => {
        const reply = answer(bytes.slice(0, length));
        if (reply === "close") close();
        else if (reply !== "silence") setTimeout(() => handlers.data(Uint8Array.from(reply), reply.length), 0);
        return true;
      },
      secured: null,
      pendingBytes: 0,
      bytesRead: 0,
      bytesWritten: 0,
      end: close,
      destroy: close,
      reset: close,
    };
  };
  return { open, published };
}

async function answersOf({ open }: { readonly open: OpenTransport }) {
  const asked = askBroker({
    endpoint: loopbackEndpoint(1883),
    mark: "m4rk",
    patienceMs: 5000,
    open,
    ledger: new Ledger(1),
  });
  await vi.runAllTimersAsync();
  return await asked;
}

it("a broker that completes QoS 2 in both versions has it in both", async () => {
  const broker = scripted({ connack: (level) => (level === 5 ? [0x20, 3, 0, 0, 0] : connack) });
  expect(await answersOf(broker)).toEqual({
    "3.1.1": { accepted: true, publishQos2: "completed", grantedQos: 2, shares: null },
    "5": {
      accepted: true,
      publishQos2: "completed",
      grantedQos: 2,
      shares: null,
      allows: {
        maximumQos: 2,
        receiveMaximum: 65_535,
        topicAliasMaximum: 0,
        retained: true,
        wildcardSubscriptions: true,
        sharedSubscriptions: true,
      },
    },
  });
});

it("what is published is on topics of its own", async () => {
  const broker = scripted({ connack: () => connack });
  await answersOf(broker);
  expect(new Set(broker.published)).toEqual(
    new Set(["published", "shared", "usual"].map((end) => `mqbench/asks/m4rk/${end}`)),
  );
});

it.each([
  ["comes to a member of a shared subscription", ["shared", "usual"], true],
  ["comes to a usual subscription only", ["usual"], false],
  ["comes to nobody", [], null],
] as const)("shared subscriptions: a message that %s", async (_, delivers, shares) => {
  const broker = scripted({ connack: (level) => (level === 5 ? [0x20, 3, 0, 0, 0] : connack), delivers });
  expect(await answersOf(broker)).toMatchObject({ "3.1.1": { shares }, "5": { shares } });
});

it("the limits of a CONNACK of version 5 are kept", async () => {
  const broker = scripted({ connack: (level) => (level === 5 ? limitedConnack5 : connack) });
  const { "5": answer } = await answersOf(broker);
  expect(answer).toMatchObject({ allows: { maximumQos: 1, retained: false, sharedSubscriptions: false } });
});

it("what a CONNACK does not allow is not sent", async () => {
  const broker = scripted({
    connack: (level) => (level === 5 ? limitedConnack5 : connack),
    publish: (qos) => (qos === 2 ? "close" : puback(1)),
  });
  const { "3.1.1": old, "5": recent } = await answersOf(broker);
  expect([old, recent]).toMatchObject([
    { publishQos2: "connection closed" },
    { publishQos2: null, allows: { maximumQos: 1 } },
  ]);
  // Both levels on 3.1.1, which says nothing of them before, and none on 5, which has no shared subscriptions either.
  expect(broker.published.filter((topic) => topic.endsWith("/published"))).toHaveLength(2);
  expect(broker.published.filter((topic) => topic.endsWith("/shared"))).toHaveLength(1);
});

it.each([
  ["refuses it", [0x20, 2, 0, 1]],
  ["answers as to MQTT 3.1.1", connack],
  ["closes the connection without an answer", "close"],
] as const)("a broker that %s has no MQTT 5", async (how, reply) => {
  const broker = scripted({ connack: (level) => (level === 5 ? reply : connack) });
  expect((await answersOf(broker))["5"]).toEqual({ accepted: false, how });
});

it("without QoS 2: PUBACK for PUBREC, or the end of the connection; a subscription is granted less", async () => {
  const asQos1 = scripted({ connack: () => connack, suback: suback(1), publish: (qos) => puback(qos) });
  expect((await answersOf(asQos1))["3.1.1"]).toEqual({
    accepted: true,
    publishQos2: "answered with PUBACK",
    grantedQos: 1,
    shares: null,
  });
  const closing = scripted({ connack: () => connack, publish: (qos) => (qos === 2 ? "close" : puback(1)) });
  expect((await answersOf(closing))["3.1.1"]).toMatchObject({ publishQos2: "connection closed" });
});

it("what is not due to QoS 2 is left open: a topic that is refused at QoS 1 too, a filter that is refused, silence", async () => {
  const strict = scripted({ connack: () => connack, suback: suback(0x80), publish: () => "close" });
  expect((await answersOf(strict))["3.1.1"]).toEqual({
    accepted: true,
    publishQos2: null,
    grantedQos: null,
    shares: null,
  });
  const silent = scripted({ connack: () => connack, publish: (qos) => (qos === 2 ? "silence" : puback(1)) });
  expect((await answersOf(silent))["3.1.1"]).toEqual({
    accepted: true,
    publishQos2: null,
    grantedQos: 2,
    shares: null,
  });
});

it("a broker that takes no client at all tells nothing of versions", async () => {
  expect(await answersOf(scripted({ connack: () => "close" }))).toEqual({});
  expect(await answersOf(scripted({ connack: () => "silence" }))).toEqual({});
  expect(await answersOf(scripted({ connack: () => [0x20, 2, 0, 5] }))).toEqual({});
});
