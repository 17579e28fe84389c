/** A broker that corrupts what it delivers cannot look good: what came altered is told apart, and was never delivered. */
import type { Socket } from "node:net";
import { generate } from "mqtt-packet";
import { expect, test } from "vitest";
import { fakeBroker, speakMqtt } from "./fake-broker.ts";
import { mqbench, savedResult, temporaryFolder, tiny, value } from "./mqbench.ts";

/** By sequence number modulo 4, counted from the end of the identity: cut short, on another topic, with one byte changed; else as it was sent. */
function corrupt(topic: string, sent: string | Buffer): { readonly topic: string; readonly payload: Buffer } {
  const payload = Buffer.from(sent);
  switch (payload.readUInt32BE(6) % 4) {
    case 0:
      return { topic, payload: payload.subarray(0, 40) };
    case 1:
      return { topic: `${topic}x`, payload };
    case 2:
      payload.writeUInt8(payload.readUInt8(63) ^ 1, 63);
      return { topic, payload };
    default:
      return { topic, payload };
  }
}

async function corrupting() {
  const subscribers = new Set<Socket>();
  return await fakeBroker((socket) => {
    socket.on("close", () => subscribers.delete(socket));
    speakMqtt(socket, (packet) => {
      if (packet.cmd === "subscribe") subscribers.add(socket);
      if (packet.cmd !== "publish") return undefined;
      const changed = corrupt(packet.topic, packet.payload);
      const delivery = generate({ cmd: "publish", ...changed, qos: 0, dup: false, retain: false });
      for (const subscriber of subscribers) subscriber.write(delivery);
      return undefined;
    });
  });
}

test.each(["native", "mqttjs"])("%s: deliveries that came altered are told, and are not delivered", async (client) => {
  const { url } = await corrupting();
  const out = temporaryFolder();
  const words = ["--broker", url, "--set", `client=${client}`, "--set", "phases.warmup=0s", "--out", out];
  const { code, stdout } = await mqbench(["run", tiny, ...words, "--set", 'thresholds=["altered == 0"]']);
  const result = savedResult(out);
  // 20 messages of each of 10 sensors.
  const names = ["sent", "acknowledged", "expectedDeliveries", "delivered", "lost", "altered", "duplicate"];
  expect(names.map((name) => value(result, 0, name))).toEqual([200, 200, 200, 50, 150, 150, 0]);
  expect([3, 4]).toContain(code);
  expect(stdout).toContain("50 delivered, 150 lost (150 acknowledged, then lost), 150 altered, 0 duplicate");
  expect(stdout).toMatch(/altered == 0 +150/u);
  const how = "(50 on another topic, 50 of another length, 50 with other bytes)";
  expect(stdout).toContain(`warning: 150 deliveries differed from what was sent ${how}`);
});
