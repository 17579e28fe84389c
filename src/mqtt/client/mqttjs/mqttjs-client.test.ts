import { once } from "node:events";
import { Socket } from "node:net";
import { Duplex } from "node:stream";
import { expect, test } from "vitest";
import { fakePublisher, loggedEvents } from "../../testing/fake-rig.ts";
import { loopbackEndpoint } from "../../transport/endpoint.ts";
import { limitsOfBroker } from "../../wire/header-limits.ts";
import { Ledger } from "../../wire/ledger.ts";
import { MqttjsClient } from "./mqttjs-client.ts";

/** A client whose connection the broker has accepted. */
async function opened(qos: 0 | 1) {
  const stream = new Duplex({
    allowHalfOpen: false,
    read: () => undefined,
    writev: (_chunks, done) => done(),
  });
  const log: string[] = [];
  const client = new MqttjsClient(
    {
      protocol: "3.1.1",
      isCleanSession: true,
      keepaliveSeconds: 0,
      connectTimeoutNs: 5e9,
      endpoint: loopbackEndpoint(1883),
      runTag: 1,
      open: () => {
        throw new Error("MQTT.js opens streams");
      },
      limits: limitsOfBroker("3.1.1", 1e6),
      ledger: new Ledger(2),
      events: loggedEvents(log, () => log.push("sent")),
      now: () => 7,
    },
    { index: 0, clientId: "abc", publisher: fakePublisher(qos, 4, false, false) },
    () => ({ stream, tcp: new Socket(), tls: null }),
  );
  client.connect();
  stream.push(Buffer.from([0x20, 2, 0, 0]));
  while (!client.isOpen) await new Promise((resolve) => setImmediate(resolve));
  return { stream, client, log };
}

test.for([0, 1] as const)("QoS %i: what is written to an open connection is sent", async (qos) => {
  const { client, log } = await opened(qos);
  expect([client.canPublish(), client.hasPlace()]).toEqual([true, true]);
  client.publish(5, 1, 1);
  await new Promise((resolve) => setImmediate(resolve));
  expect(log).toEqual(["opened", "sent"]);
});

test.for([0, 1] as const)(
  "QoS %i: nothing can be published from the broker's end of the connection on, before it is told closed",
  async (qos) => {
    const { client, stream, log } = await opened(qos);
    const before = new Promise((resolve) => {
      stream.once("finish", () => resolve([client.canPublish(), client.hasPlace(), [...log]]));
    });
    stream.push(null);
    expect(await before).toEqual([false, false, ["opened"]]);
    if (!stream.closed) await once(stream, "close");
    expect(log).toEqual(["opened", "closed: connection closed by the broker"]);
  },
);
