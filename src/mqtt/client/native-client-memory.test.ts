import { describe, expect, it } from "vitest";
import type { ClientContext, ClientEvents } from "./client.ts";
import { PublishTemplate } from "../wire/codec.ts";
import { loopbackEndpoint } from "../transport/endpoint.ts";
import { FakeTransport } from "../testing/fake-transport.ts";
import { largestPacketBytes, limitsOfBroker } from "../wire/header-limits.ts";
import { InflightTable } from "./inflight-table.ts";
import { Ledger } from "../wire/ledger.ts";
import { NativeClient } from "./native-client.ts";
import { readSequence } from "../wire/payload.ts";

describe("a message sent", () => {
  it("is not touched by the next while the socket keeps its memory", () => {
    const { client, kept } = slowClient();
    client.publish(0, 1, 1);
    client.publish(0, 2, 1);
    const publishes = kept.filter((bytes) => (bytes[0] ?? 0) >> 4 === 3);
    expect(publishes.map((bytes) => readSequence(bytes.subarray(-16), 0))).toEqual([1, 2]);
  });

  it("is not sent by a client that only subscribes", () => {
    const { client } = slowClient({ publishes: false });
    expect(client.canPublish()).toBe(false);
    expect(() => client.publish(0, 0, 1)).toThrow("this client does not publish");
  });
});

describe("an answer", () => {
  it("keeps the answers of one read apart from those of the next while the socket keeps their memory", () => {
    const { transport, kept } = slowClient();
    transport.receive(0x32, 6, 0, 1, 97, 0, 1, 33);
    transport.receive(0x32, 6, 0, 1, 97, 0, 2, 33);
    expect(kept.slice(1).map((bytes) => [...bytes])).toEqual([
      [0x40, 2, 0, 1],
      [0x40, 2, 0, 2],
    ]);
  });
});

describe("an acknowledgement", () => {
  it("is told with the times of its exchange in the table", () => {
    const table = new InflightTable(1, 4);
    const told: unknown[] = [];
    const made = slowClient({
      table,
      events: {
        acknowledged: (client, slot, nowNs) => {
          const { sentNs, receivedNs, releasedNs, intendedNs } = table;
          told.push([intendedNs[slot], sentNs[slot], receivedNs[slot], releasedNs[slot], nowNs, client.inflightOut]);
        },
      },
    });
    made.clock.nowNs = 100;
    made.client.publish(90, 0, 1);
    made.clock.nowNs = 200;
    made.transport.receive(0x50, 2, 0, 1);
    made.clock.nowNs = 300;
    made.transport.receive(0x70, 2, 0, 1);
    expect(told).toEqual([[90, 100, 200, 200, 300, 0]]);
  });

  it("lets the next message be sent from within its event", () => {
    const made = slowClient({
      window: 1,
      events: { acknowledged: (client) => void (client.canPublish() && client.publish(0, 1, 1)) },
    });
    made.client.publish(0, 0, 1);
    made.transport.receive(0x50, 2, 0, 1);
    made.transport.receive(0x70, 2, 0, 1);
    const sequences = made.kept
      .filter((bytes) => (bytes[0] ?? 0) >> 4 === 3)
      .map((bytes) => readSequence(bytes.subarray(-16), 0));
    expect([sequences, made.client.inflightOut]).toEqual([[0, 1], 1]);
  });
});

/** A client whose socket takes nothing at once: it keeps the memory of each write in `kept`. */
function slowClient(
  options: {
    readonly table?: InflightTable;
    readonly window?: number;
    readonly publishes?: boolean;
    readonly events?: Partial<ClientEvents>;
  } = {},
) {
  const { window = 4, publishes = true, table = new InflightTable(1, window) } = options;
  const transport = new FakeTransport();
  const kept: Uint8Array[] = [];
  const clock = { nowNs: 0 };
  const silent: ClientEvents = {
    opened: () => undefined,
    resumed: () => undefined,
    closed: () => undefined,
    subscribed: () => undefined,
    sent: () => undefined,
    acknowledged: () => undefined,
    refusal: () => undefined,
    refused: () => undefined,
    abandoned: () => undefined,
    arrived: () => 0,
    released: () => undefined,
    intendedNsOf: () => -1,
    ponged: () => undefined,
  };
  const context: ClientContext = {
    limits: limitsOfBroker("3.1.1", largestPacketBytes),
    protocol: "3.1.1",
    isCleanSession: true,
    keepaliveSeconds: 10,
    connectTimeoutNs: 5e9,
    endpoint: loopbackEndpoint(1883),
    runTag: 1,
    ledger: new Ledger(2),
    events: { ...silent, ...options.events },
    now: () => clock.nowNs,
    open: (handlers) => {
      const opened = transport.open(handlers);
      opened.write = (bytes, length) => {
        kept.push(bytes.subarray(0, length));
        return false;
      };
      return opened;
    },
  };
  const template = new PublishTemplate({
    isVersion5: false,
    qos: 2,
    isRetained: false,
    topicBytes: 1,
    payload: new Uint8Array(16),
  });
  const kind = { sensor: 1, qos: 2, topic: Buffer.from("t"), template, packetBytes: 23 } as const;
  const sends = { window, table, row: 0, firstPlace: 0, kinds: [kind] };
  const client = new NativeClient(context, { index: 0, clientId: "abc", publisher: publishes ? sends : undefined });
  client.connect();
  transport.handlers?.connected();
  transport.receive(0x20, 2, 0, 0);
  return { client, transport, kept, clock };
}
