/** A connection of its own that keeps the latest message of some topics: how a broker's `$SYS` topics are read. */
import type { MqttClient } from "mqtt";
import { failureOf } from "../transport/connection-failures.ts";
import type { Endpoint } from "../transport/endpoint.ts";
import { limitsOfBroker } from "../wire/header-limits.ts";
import { Ledger, outside } from "../wire/ledger.ts";
import { SocketTap } from "./socket-tap.ts";
import { openStream } from "../transport/open-transport.ts";
import type { OpenStream } from "../transport/transport.ts";

const connectTimeoutMs = 5000;
/** The largest packet that is taken of what a broker says of itself; MQTT.js is the one to object. */
const largestPacketBytes = 1024 * 1024;
/** Nobody publishes to it. */
const probeTopic = "mqbench/settled";

export interface WatchedValue {
  readonly text: string;
  readonly atMs: number;
}

export class TopicWatcher {
  readonly #client: MqttClient;
  /** Everything that it sent and received. */
  readonly ledger: Ledger;
  readonly #latest = new Map<string, WatchedValue>();
  readonly #waiting = new Set<(topic: string) => void>();

  /** Rejects when the broker does not take the connection. */
  static async open(endpoint: Endpoint, clientId: string, filters: readonly string[]): Promise<TopicWatcher> {
    const { username, password } = endpoint;
    const ledger = new Ledger(1);
    // It loads slowly, and most runs have no topics to watch.
    const { MqttClient: Mqttjs } = await import("mqtt");
    const client = new Mqttjs(() => tapped(endpoint, ledger), {
      clientId,
      ...(username !== undefined && { username }),
      ...(password !== undefined && { password }),
      connectTimeout: connectTimeoutMs,
      // A connection that ended is a gap, and stays one: coming back would load a broker that is in trouble.
      reconnectPeriod: 0,
    });
    const watcher = new TopicWatcher(client, ledger);
    await new Promise<void>((resolve, reject) => {
      client.once("connect", () => resolve());
      client.once("error", reject);
      client.once("close", () => reject(new Error("connection closed")));
    }).catch((cause: unknown) => {
      client.end(true);
      throw cause instanceof Error ? new Error(failureOf(cause).words, { cause }) : cause;
    });
    client.on("error", () => undefined);
    if (!(await watcher.#subscribe(filters))) {
      client.end(true);
      throw new Error(`no SUBACK within ${connectTimeoutMs / 1000} s`);
    }
    return watcher;
  }

  private constructor(client: MqttClient, ledger: Ledger) {
    this.#client = client;
    this.ledger = ledger;
    client.on("message", (topic, payload, { retain }) => {
      this.#latest.set(topic, { text: payload.toString("utf8"), atMs: performance.now() });
      // A retained one answers a SUBSCRIBE [MQTT-3.3.1-8, -9]: it is of the round before.
      if (!retain) for (const tell of this.#waiting) tell(topic);
    });
  }

  get isOpen(): boolean {
    return this.#client.connected;
  }

  latest(topic: string): WatchedValue | undefined {
    return this.#latest.get(topic);
  }

  /** Resolves once a topic has come after this call, with everything that its broker sent along with it; false when it did not come. */
  async nextRound(topic: string, timeoutMs: number): Promise<boolean> {
    const hasCome = await new Promise<boolean>((resolve) => {
      const settle = (value: boolean): void => {
        clearTimeout(timer);
        this.#waiting.delete(tell);
        resolve(value);
      };
      const timer = setTimeout(() => settle(false), timeoutMs);
      const tell = (come: string): void => {
        if (come === topic) settle(true);
      };
      this.#waiting.add(tell);
    });
    if (!hasCome || !this.isOpen) return false;
    // What was sent with the topic comes before the answer.
    return await this.#subscribe([topic]);
  }

  /** Waits until all that the broker had to say so far has come: packets keep their order. */
  async settle(): Promise<boolean> {
    return await this.#subscribe([probeTopic]);
  }

  /** False: not answered in time, or refused. */
  async #subscribe(filters: readonly string[]): Promise<boolean> {
    return await new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), connectTimeoutMs);
      this.#client.subscribe([...filters], { qos: 0 }, (error) => {
        clearTimeout(timer);
        resolve(error === null);
      });
    });
  }

  async close(): Promise<void> {
    await this.#client.endAsync(true).catch(() => undefined);
  }
}

/** A stream whose packets are counted. */
function tapped(endpoint: Endpoint, ledger: Ledger): OpenStream["stream"] {
  const opened = openStream(endpoint);
  const protocol = "3.1.1";
  const limits = limitsOfBroker(protocol, largestPacketBytes);
  const toNobody = (): number => outside;
  const now = (): number => performance.now() * 1e6;
  void new SocketTap(
    opened,
    { endpoint, ledger, limits, now, protocol },
    { sent: toNobody, read: toNobody, malformed: () => undefined },
  );
  return opened.stream;
}
