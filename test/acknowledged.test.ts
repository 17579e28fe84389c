/** A broker that breaks its promise, and one that never made it: what was acknowledged and then lost has a figure of its own. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Socket } from "node:net";
import { generate } from "mqtt-packet";
import { expect, test } from "vitest";
import { fakeBroker, speakMqtt } from "./fake-broker.ts";
import { failedWord, mqbench, savedResult, temporaryFolder, value } from "./mqbench.ts";

/** Four of every twenty messages of a sensor: two are acknowledged and lost, one is neither, one is delivered and not acknowledged. */
const isLost = (sequence: number): boolean => [3, 11, 7].includes(sequence % 20);
const isUnanswered = (sequence: number): boolean => [7, 15].includes(sequence % 20);

async function forgetful() {
  const subscribers = new Set<Socket>();
  return await fakeBroker((socket) => {
    socket.on("close", () => subscribers.delete(socket));
    speakMqtt(socket, (packet) => {
      if (packet.cmd === "subscribe") subscribers.add(socket);
      if (packet.cmd !== "publish") return undefined;
      const sequence = Buffer.from(packet.payload).readUInt32BE(6);
      if (!isLost(sequence)) {
        const { topic, payload } = packet;
        const delivery = generate({ cmd: "publish", topic, payload, qos: 1, messageId: 1, dup: false, retain: false });
        for (const subscriber of subscribers) subscriber.write(delivery);
      }
      return isUnanswered(sequence) ? [] : undefined;
    });
  });
}

test.each(["native", "mqttjs"])("%s: what was acknowledged, then lost is told apart, exactly", async (client) => {
  const { url } = await forgetful();
  const out = temporaryFolder();
  const file = join(out, "forgetful.yaml");
  writeFileSync(
    file,
    JSON.stringify({
      name: "forgetful",
      broker: url,
      client,
      qos: 1,
      sensors: { count: 5, topic: "s/{id}", payload: "32B", every: "50ms", window: 100 },
      subscribers: { count: 1, topic: "s/+" },
      phases: { warmup: "0s", measure: "2s", drain: "1s" },
      thresholds: ["lostAcknowledged == 0"],
    }),
  );
  const { code, stdout } = await mqbench(["run", file, "--out", join(out, "results")]);
  const result = savedResult(join(out, "results"));
  // 40 messages of each of 5 sensors.
  expect(["sent", "unfinished", "lost", "lostAcknowledged"].map((name) => value(result, 0, name))).toEqual([
    200, 20, 30, 20,
  ]);
  expect([3, 4]).toContain(code);
  expect(stdout).toMatch(/30 lost \(20 acknowledged, then lost\)/u);
  expect(stdout).toContain("warning: 20 deliveries never came of messages that the broker had acknowledged");
  expect(stdout).toMatch(new RegExp(`${failedWord(result)} +lostAcknowledged == 0 +20`, "u"));
});
