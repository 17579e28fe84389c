import { describe, expect, it } from "vitest";
import { usualTls } from "../../broker/facts/broker-spec.ts";
import type { UrlSpec } from "../../broker/facts/broker-spec.ts";
import { besideTheLoad } from "./beside-load.ts";
import { fakeBroker, fakeScenario, fakeSensors, fakeSubscribers } from "../testing/fake-scenario.ts";

const byUrl: UrlSpec = {
  kind: "url",
  urls: ["mqtt://127.0.0.1:1883"],
  isCluster: false,
  ca: null,
  cert: null,
  key: null,
  serverName: null,
  alpn: [],
  headers: {},
  isVerified: true,
  tls: usualTls,
  metricsUrls: [],
  pids: [],
};
const sensors = [fakeSensors({ qos: 2 })];
const subscribers = [fakeSubscribers({ qos: 1 })];

describe("what is sent beside the load", () => {
  it("publishes nothing to a broker that mqbench did not start", () => {
    expect(besideTheLoad(fakeScenario({ broker: byUrl, sensors, subscribers }))).toEqual([
      "before the first trial: CONNECT, SUBSCRIBE to sensors/+ (QoS 1), DISCONNECT",
      "from a client of its own: CONNECT, SUBSCRIBE to topics below $SYS/broker (QoS 0), DISCONNECT",
    ]);
  });

  it("publishes one empty message, to a topic of its own, to a broker that it started", () => {
    expect(besideTheLoad(fakeScenario({ broker: fakeBroker(), sensors, subscribers }))).toEqual([
      "before the first trial: CONNECT, SUBSCRIBE to sensors/+ (QoS 1), an empty PUBLISH to mqbench/greeting (QoS 2), DISCONNECT",
      "until the broker is ready: CONNECT, DISCONNECT",
    ]);
  });

  it("names what a broker that it started is asked, once a version", () => {
    const broker = { ...fakeBroker(), name: "nats" } as const;
    expect(besideTheLoad(fakeScenario({ broker }))).toContain(
      "once a version, with MQTT 3.1.1 and with 5: CONNECT, SUBSCRIBE to mqbench/asks/… (QoS 2), an empty PUBLISH to another of these (QoS 1, then QoS 2), DISCONNECT; CONNECT, SUBSCRIBE to two more of them (QoS 0), to one as a shared subscription, an empty PUBLISH to both (QoS 1), DISCONNECT",
    );
  });

  it("names what is read back of a hold experiment with retained messages", () => {
    const load = {
      kind: "hold",
      step: "retained",
      levels: [0, 500],
      settleNs: 0,
      sampleNs: 0,
      timeoutNs: 1e9,
    } as const;
    expect(besideTheLoad(fakeScenario({ load, sensors }))).toContain(
      "at the highest level: CONNECT, SUBSCRIBE to 100 of the retained messages (QoS 0), DISCONNECT",
    );
  });

  it("says what is cleared after a trial", () => {
    const load = { kind: "retained", checkedTopics: 10, timeoutNs: 1e9, settleNs: 1e9 } as const;
    expect(besideTheLoad(fakeScenario({ load })).at(-1)).toMatch(/^after each trial: an empty retained PUBLISH/u);
    const session = { clean: false, reconnect: null };
    expect(besideTheLoad(fakeScenario({ session })).at(-1)).toMatch(/^after each trial: CONNECT, DISCONNECT/u);
  });
});
