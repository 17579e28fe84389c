import { createServer } from "node:net";
import { Aedes } from "aedes";
import { expect, onTestFinished, test } from "vitest";
import { loopbackEndpoint } from "../transport/endpoint.ts";
import { TopicWatcher } from "./topic-watcher.ts";

const topic = "$SYS/broker/uptime";

async function brokerThatKeeps(text: string) {
  const broker = await Aedes.createBroker();
  const publish = async (payload: string): Promise<void> =>
    await new Promise((resolve, reject) => {
      const packet = {
        cmd: "publish",
        topic,
        payload: Buffer.from(payload),
        qos: 0,
        retain: true,
        dup: false,
      } as const;
      broker.publish(packet, (error) => (error ? reject(error) : resolve()));
    });
  await publish(text);
  const server = createServer(broker.handle);
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    server.close();
    await new Promise<void>((resolve) => broker.close(() => resolve()));
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return { publish, endpoint: loopbackEndpoint(address.port) };
}

test("a round is what the broker sends anew: what it has kept, and sends again to every SUBSCRIBE, is of the round before", async () => {
  const { publish, endpoint } = await brokerThatKeeps("1");
  const watcher = await TopicWatcher.open(endpoint, "watcher", [topic]);
  onTestFinished(async () => await watcher.close());
  for (const text of ["2", "3"]) {
    let hasCome = false;
    const round = watcher.nextRound(topic, 60_000).then((isRound) => {
      hasCome = true;
      return isRound;
    });
    // Twice there and back: whatever an earlier SUBSCRIBE brought has come.
    await watcher.settle();
    await watcher.settle();
    expect(hasCome).toBe(false);
    await publish(text);
    expect([await round, watcher.latest(topic)?.text]).toEqual([true, text]);
  }
});
