/** A client on a transport driven by hand, for tests. */
import { generate } from "mqtt-packet";
import type { ClientContext, ClientEvents, ClientSpec, MqttClient, PublisherSpec } from "../client/client.ts";
import { PublishTemplate } from "../wire/codec.ts";
import { loopbackEndpoint } from "../transport/endpoint.ts";
import { FakeTransport } from "./fake-transport.ts";
import { limitsOfBroker } from "../wire/header-limits.ts";
import { InflightTable } from "../client/inflight-table.ts";
import { Ledger } from "../wire/ledger.ts";
import { encodeProperties } from "../wire/publish-properties.ts";
import { NativeClient } from "../client/native-client.ts";

const topic = new TextEncoder().encode("t/1");

interface Rig {
  readonly client: NativeClient;
  readonly transport: FakeTransport;
  readonly log: string[];
  readonly ledger: Ledger;
  readonly events: ClientEvents;
  nowNs: number;
  /** When each message was handed to the socket. */
  readonly sentNs: number[];
  /** The types of the packets of each write since the last look, in hex. */
  readonly written: () => string[];
}

interface More extends Partial<Pick<ClientSpec, "asks" | "clientId">> {
  /** It publishes by a topic alias where it may. */
  readonly isAliased?: boolean;
}

/** A client on a transport driven by hand, with a log of what it told the engine. */
export function rig(changes: Partial<ClientContext> = {}, qos: 0 | 1 | 2 = 2, window = 4, more: More = {}): Rig {
  const transport = new FakeTransport();
  const log: string[] = [];
  const ledger = new Ledger(2);
  const events = loggedEvents(log, (sentNs) => void made.sentNs.push(sentNs));
  const made: Rig = {
    transport,
    log,
    ledger,
    events,
    nowNs: 0,
    sentNs: [],
    client: new NativeClient(
      {
        protocol: "3.1.1",
        isCleanSession: true,
        keepaliveSeconds: 10,
        connectTimeoutNs: 5e9,
        endpoint: loopbackEndpoint(1883),
        runTag: 1,
        open: transport.open,
        limits: limitsOfBroker(changes.protocol ?? "3.1.1", 1e6),
        ledger,
        events,
        now: () => made.nowNs,
        ...changes,
      },
      {
        index: 0,
        clientId: "abc",
        publisher: fakePublisher(qos, window, changes.protocol === "5", more.isAliased ?? false),
        ...more,
      },
    ),
    written: () => transport.writes.splice(0).map((bytes) => Buffer.from(bytes).toString("hex")),
  };
  return made;
}

/** What a client tells the engine, line by line. */
export function loggedEvents(log: string[], sent: (sentNs: number) => void): ClientEvents {
  return {
    opened: (_, { isSessionPresent }) => void log.push(isSessionPresent ? "opened, session present" : "opened"),
    resumed: () => undefined,
    closed: (_, { words }) => void log.push(`closed: ${words}`),
    subscribed: (_, code) => void log.push(`subscribed ${code}`),
    sent: (_client, _place, _account, _intendedNs, sentNs) => sent(sentNs),
    acknowledged: () => void log.push("acknowledged"),
    refusal: () => undefined,
    refused: (_client, _slot, reason) => void log.push(`refused ${reason}`),
    abandoned: () => void log.push("abandoned"),
    arrived: () => {
      log.push("arrived");
      return 1;
    },
    released: (_client, _account, intendedNs) => void log.push(`released ${intendedNs}`),
    intendedNsOf: () => 42,
    ponged: (_, roundTripNs) => void log.push(`ponged ${roundTripNs}`),
  };
}

export function fakePublisher(qos: 0 | 1 | 2, window: number, isVersion5: boolean, isAliased: boolean): PublisherSpec {
  const payload = new Uint8Array(16);
  const shape = { isVersion5, qos, isRetained: false, payload };
  const template = new PublishTemplate({ ...shape, topicBytes: topic.length });
  const properties = encodeProperties(undefined, 1);
  const aliased = isAliased
    ? {
        alias: 1,
        introducing: new PublishTemplate({ ...shape, topicBytes: topic.length, properties }),
        short: new PublishTemplate({ ...shape, topicBytes: 0, properties }),
      }
    : undefined;
  const kinds = [{ sensor: 1, qos, topic, template, aliased, packetBytes: 28 }];
  return { window, table: new InflightTable(1, window), row: 0, firstPlace: 0, kinds };
}

/** Connected and accepted. */
export function openRig(changes: Partial<ClientContext> = {}, qos: 0 | 1 | 2 = 2, window = 4): Rig {
  const made = rig(changes, qos, window);
  connect(made);
  made.written();
  made.log.length = 0;
  return made;
}

export function connect({ client, transport }: Rig, ...connack: readonly number[]): void {
  client.connect();
  transport.handlers?.connected();
  transport.receive(...(connack.length > 0 ? connack : [0x20, 2, 0, 0]));
}

export function publish(client: MqttClient, times = 1): void {
  for (let sequence = 0; sequence < times; sequence += 1) client.publish(1000, sequence, 1);
}

/** A CONNACK of version 5 with properties, as mqtt-packet writes it. */
export function connack5(properties: Record<string, number | string>): readonly number[] {
  return [...generate({ cmd: "connack", reasonCode: 0, sessionPresent: false, properties }, { protocolVersion: 5 })];
}
