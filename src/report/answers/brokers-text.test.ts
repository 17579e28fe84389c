import { expect, it } from "vitest";
import { renderBrokers } from "./brokers-text.ts";

const all = { maximum: 2, beyond: "" };

it("what is installed stands with its version and what it can do; the rest with how to install it", () => {
  const list = renderBrokers([
    {
      name: "mosquitto",
      title: "mosquitto",
      lack: null,
      install: null,
      version: "2.0.21",
      seenVersion: "2.0.11",
      capabilities: {
        protocols: ["3.1.1", "5"],
        publishQos: all,
        subscribeQos: all,
        subscriberWindow: null,
        shares: ["3.1.1", "5"],
        notes: [],
      },
    },
    {
      name: "nats",
      title: "NATS server",
      lack: "not installed",
      install: "apt-get install nats-server",
      version: null,
      seenVersion: "2.9.10",
      capabilities: {
        protocols: ["3.1.1"],
        publishQos: { maximum: 1, beyond: "has no QoS 2: it closes the connection" },
        subscribeQos: { maximum: 1, beyond: "has no QoS 2: it grants QoS 1" },
        subscriberWindow: 32_767,
        shares: [],
        notes: ["writes to disk"],
      },
    },
  ]);
  expect(list).toMatchInlineSnapshot(`
    "name            mosquitto                        nats
    broker   mosquitto 2.0.21  NATS server, not installed
    seen of            2.0.11                      2.9.10
    MQTT             3.1.1, 5                       3.1.1
    QoS               0, 1, 2                        0, 1
    window           no limit                      32,767
    shared                yes                           –

    seen of: the version that the row and the notes are about; a run asks the installed one for MQTT 5, QoS 2 and shared subscriptions before its first trial
    window: messages at QoS 1 or 2 that one subscriber may leave unacknowledged; shared: shared subscriptions, at each of its versions of MQTT

    nats   has no QoS 2: it closes the connection
    nats   has no QoS 2: it grants QoS 1
    nats   writes to disk

    NATS server: apt-get install nats-server
    "
  `);
});
