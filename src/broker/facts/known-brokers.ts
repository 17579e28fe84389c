/** The brokers that mqbench starts by itself, a row each: what is known of them by the version that was seen. What a running one answers goes before it; how it is started is loaded when it is needed. */
import type { BrokerLife } from "../brokers/broker-life.ts";
import { protocolNames } from "../../mqtt/transport/protocols.ts";
import { allLevels } from "./capabilities.ts";
import type { Capabilities } from "./capabilities.ts";

export interface BrokerFacts {
  /** The name as its makers write it. */
  readonly title: string;
  /** null: it comes with mqbench. */
  readonly seenVersion: string | null;
  /** How long its start and its end take in a trial, seen on 2 cores, rounded up. */
  readonly startSeconds: number;
  /** How often it tells its own gauges, of which the next is waited for; 0: they are read when they are wanted. */
  readonly gaugeSeconds: number;
  readonly capabilities: Capabilities;
  /** null: it comes with mqbench, and is started otherwise. */
  readonly life: (() => Promise<BrokerLife>) | null;
}

export const brokerFacts = {
  embedded: {
    title: "aedes",
    seenVersion: null,
    startSeconds: 1,
    gaugeSeconds: 0,
    life: null,
    capabilities: {
      protocols: ["3.1.1"],
      transports: protocolNames,
      access: false,
      publishQos: allLevels,
      subscribeQos: allLevels,
      subscriberWindow: null,
      shares: [],
      connectionBytes: 20_800,
      notes: [
        "forwards a QoS 2 message at PUBLISH",
        "keeps nothing of what a clean session has not acknowledged",
        "delivers at the message's QoS to a filter with wildcards that was granted less",
      ],
    },
  },
  mosquitto: {
    title: "mosquitto",
    seenVersion: "2.0.11",
    startSeconds: 1,
    gaugeSeconds: 1,
    life: async () => (await import("../brokers/mosquitto.ts")).mosquitto,
    capabilities: {
      protocols: ["3.1.1", "5"],
      transports: protocolNames,
      access: true,
      publishQos: allLevels,
      subscribeQos: allLevels,
      subscriberWindow: null,
      shares: ["3.1.1", "5"],
      connectionBytes: 730,
      notes: ["forwards a QoS 2 message at PUBREL; gauges by $SYS: heap, store, connections, dropped"],
    },
  },
  rabbitmq: {
    title: "RabbitMQ",
    seenVersion: "3.10.8",
    startSeconds: 15,
    gaugeSeconds: 0,
    life: async () => (await import("../brokers/rabbitmq.ts")).rabbitmq,
    capabilities: {
      protocols: ["3.1.1"],
      transports: ["mqtt"],
      access: false,
      publishQos: { maximum: 1, beyond: "has no QoS 2: it answers a QoS 2 PUBLISH with PUBACK" },
      subscribeQos: { maximum: 1, beyond: "has no QoS 2: it grants QoS 1 to a QoS 2 SUBSCRIBE" },
      subscriberWindow: 65_535,
      shares: [],
      connectionBytes: 164_000,
      notes: [
        "QoS 1 messages are persistent messages in durable queues",
        "retained messages come to exact filters only, without wildcards",
      ],
    },
  },
  nats: {
    title: "NATS server",
    seenVersion: "2.9.10",
    startSeconds: 1,
    gaugeSeconds: 0,
    life: async () => (await import("../brokers/nats.ts")).nats,
    capabilities: {
      protocols: ["3.1.1"],
      transports: ["mqtt"],
      access: false,
      publishQos: { maximum: 1, beyond: "has no QoS 2: it closes the connection at a QoS 2 PUBLISH" },
      subscribeQos: { maximum: 1, beyond: "has no QoS 2: it grants QoS 1 to a QoS 2 SUBSCRIBE" },
      // Half of the 65,535 of a whole session: a filter that ends in /# takes its budget twice.
      subscriberWindow: 32_767,
      shares: [],
      connectionBytes: 24_600,
      notes: [
        "QoS 1 messages are written to disk",
        "resends on a living connection every ack_wait: set to 1 h here, to 5 s under load handshake",
      ],
    },
  },
  activemq: {
    title: "ActiveMQ",
    seenVersion: "5.17.2",
    startSeconds: 5,
    gaugeSeconds: 0,
    life: async () => (await import("../brokers/activemq.ts")).activemq,
    capabilities: {
      protocols: ["3.1.1"],
      transports: ["mqtt"],
      access: false,
      publishQos: allLevels,
      subscribeQos: allLevels,
      subscriberWindow: 32_766,
      shares: [],
      connectionBytes: 162_000,
      notes: ["forwards a QoS 2 message at PUBLISH", "a thread for each connection"],
    },
  },
  ejabberd: {
    title: "ejabberd",
    seenVersion: "23.01-1",
    startSeconds: 5,
    gaugeSeconds: 0,
    life: async () => (await import("../brokers/ejabberd.ts")).ejabberd,
    capabilities: {
      protocols: ["3.1.1", "5"],
      transports: ["mqtt"],
      access: false,
      publishQos: allLevels,
      subscribeQos: allLevels,
      subscriberWindow: 1,
      shares: [],
      connectionBytes: null,
      notes: ["forwards a QoS 2 message at PUBLISH", "every client has the user bench@localhost"],
    },
  },
} as const satisfies Readonly<Record<string, BrokerFacts>>;
