/** A connection of its own that keeps the latest message of some topics: how a broker's `$SYS` topics are read. */
import { connect } from "mqtt";
import type { MqttClient } from "mqtt";
import type { Endpoint } from "./endpoint.ts";

const connectTimeoutMs = 5000;

export interface WatchedValue {
  readonly text: string;
  readonly atMs: number;
}

export class TopicWatcher {
  readonly #client: MqttClient;
  readonly #latest = new Map<string, WatchedValue>();
  readonly #waiting = new Set<(topic: string) => void>();

  /** Rejects when the broker does not take the connection. */
  static async open(endpoint: Endpoint, clientId: string, filters: readonly string[]): Promise<TopicWatcher> {
    const { protocol, host, port, path, username, password, tls } = endpoint;
    const client = connect({
      protocol,
      host,
      port,
      path,
      clientId,
      ...(username === undefined ? {} : { username }),
      ...(password === undefined ? {} : { password }),
      ...(tls === null
        ? {}
        : {
            ...(tls.ca === undefined ? {} : { ca: tls.ca }),
            ...(tls.cert === undefined ? {} : { cert: tls.cert }),
            ...(tls.key === undefined ? {} : { key: tls.key }),
            servername: tls.serverName ?? host,
            rejectUnauthorized: tls.isVerified,
          }),
      connectTimeout: connectTimeoutMs,
      // A connection that ended is a gap, and stays one: coming back would load a broker that is in trouble.
      reconnectPeriod: 0,
    });
    const watcher = new TopicWatcher(client);
    await new Promise<void>((resolve, reject) => {
      client.once("connect", () => resolve());
      client.once("error", reject);
      client.once("close", () => reject(new Error("connection closed")));
    }).catch((cause: unknown) => {
      client.end(true);
      throw cause;
    });
    client.on("error", () => undefined);
    await client.subscribeAsync([...filters], { qos: 0 });
    return watcher;
  }

  private constructor(client: MqttClient) {
    this.#client = client;
    client.on("message", (topic, payload) => {
      this.#latest.set(topic, { text: payload.toString("utf8"), atMs: performance.now() });
      for (const tell of this.#waiting) tell(topic);
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
    // Packets keep their order: what was sent with the topic comes before this answer.
    return await this.#client.subscribeAsync(topic, { qos: 0 }).then(
      () => true,
      () => false,
    );
  }

  async close(): Promise<void> {
    await this.#client.endAsync(true).catch(() => undefined);
  }
}
