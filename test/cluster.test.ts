/** Nodes of one broker: clients are spread over them, and deliveries are joined across them. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { connectAsync } from "mqtt";
import { expect, test } from "vitest";
import { mqbench, parseResult, temporaryFolder, value } from "./mqbench.ts";
import { startMosquitto } from "./mosquitto.ts";

/** Resolves when what is published at the one node comes to the other. */
async function untilBridged(from: number, to: number): Promise<void> {
  const host = "127.0.0.1";
  const [publisher, subscriber] = [await connectAsync({ host, port: from }), await connectAsync({ host, port: to })];
  const came = new Promise<void>((resolve) => void subscriber.once("message", () => resolve()));
  await subscriber.subscribeAsync("bridged", { qos: 1 });
  // Retained: it waits for a bridge that is not there yet.
  await publisher.publishAsync("bridged", "yes", { qos: 1, retain: true });
  await came;
  await Promise.all([publisher.endAsync(), subscriber.endAsync()]);
}

test.for([
  ["everything", ["topic # both 1"], 0],
  // What is published under b/ stays at its node: the subscriber at the other node has none of it.
  ["the half of it", ["topic a/# both 1", "topic bridged both 1"], 200],
] as const)(
  "two mosquittos and a bridge that passes %s: each message is due to both subscribers, whichever node they are on",
  async ([, topics, lost], context) => {
    const first = await startMosquitto(context, ["allow_anonymous true"]);
    const bridge = ["connection bridge", `address 127.0.0.1:${first.port}`, "notifications false", ...topics];
    const second = await startMosquitto(context, ["allow_anonymous true", ...bridge]);
    await untilBridged(first.port, second.port);
    const out = temporaryFolder();
    const file = join(out, "cluster.yaml");
    const cluster = [first.port, second.port].map((port) => `mqtt://127.0.0.1:${port}`);
    const sensors = ["a", "b"].map((name) => ({ name, count: 10, topic: `${name}/{id}`, every: "100ms" }));
    const phases = { warmup: "200ms", measure: "2s", drain: "5s" };
    const subscribers = { count: 2, topic: "#" };
    writeFileSync(file, JSON.stringify({ name: "cluster", broker: { cluster }, qos: 1, sensors, subscribers, phases }));
    const result = parseResult((await mqbench(["run", file, "--json", "--out", out])).stdout);
    // 20 messages of each of 20 sensors, to both subscribers.
    expect(["sent", "expectedDeliveries", "lost", "duplicate"].map((name) => value(result, 0, name))).toEqual([
      400,
      800,
      lost,
      0,
    ]);
    expect(result.trials[0]).toMatchObject({
      sensors: { connected: 20 },
      subscribers: { connected: 2 },
      broker: { instances: 2 },
    });
  },
);
