import { describe, expect, it } from "vitest";
import { seededRandom } from "../../seeded-random.ts";
import { fakeScenario, fakeSensors, fakeSubscribers } from "../../scenario/testing/fake-scenario.ts";
import { shareLeft, withShares } from "../../result/testing/fake-shares.ts";
import { fakeTrial } from "../../result/testing/fake-result.ts";
import { DeliveryLog } from "../shard/received/delivery-log.ts";
import { addLostAcknowledged, countLostAcknowledged, promiseWarnings } from "./lost-acknowledged.ts";

interface Given {
  readonly qos?: 0 | 1 | 2;
  readonly receiverQos?: 0 | 1 | 2;
  readonly bytes?: number;
  /** Sequence numbers of the one sensor; ten were sent, of measure from 2 on. */
  readonly seen: readonly number[];
  readonly unfinished?: readonly number[];
  readonly refused?: number;
}

const messages = 10;

function count({ qos = 1, receiverQos = 1, bytes = 16, seen, unfinished = [], refused = 0 }: Given) {
  const scenario = fakeScenario({
    sensors: [fakeSensors({ count: 1, topic: "t/{id}", qos, payload: { bytes, file: null, template: null } })],
    subscribers: [fakeSubscribers({ count: 1, topics: ["t/+"], qos: receiverQos })],
  });
  const log = new DeliveryLog();
  for (const sequence of seen) log.add(0, sequence, sequence >= 2);
  const report = {
    sent: {
      sensors: Int32Array.of(0),
      all: Uint32Array.of(messages),
      measured: Uint32Array.of(messages - 2),
      refusedAll: Uint32Array.of(refused),
      refusedMeasured: Uint32Array.of(refused),
    },
    unfinished: {
      sensors: Int32Array.from(unfinished, () => 0),
      sequences: Uint32Array.from(unfinished),
    },
    seen: [{ receiver: 1, counts: log.counts() }],
  };
  const groups = countLostAcknowledged(scenario, [report]);
  return { groups, all: addLostAcknowledged(scenario, groups) };
}

const every = Array.from({ length: messages }, (_, sequence) => sequence);
const without = (...lost: readonly number[]): readonly number[] => every.filter((sequence) => !lost.includes(sequence));

describe("acknowledged, then lost", () => {
  it.each([
    ["nothing lost", { seen: every }, 0],
    ["one that was acknowledged", { seen: without(5) }, 1],
    ["one that was unfinished", { seen: without(5), unfinished: [5] }, 0],
    ["one of each", { seen: without(4, 5), unfinished: [5] }, 1],
    ["one that was unfinished and came all the same is nothing lost", { seen: every, unfinished: [5] }, 0],
    [
      "an unfinished one that came does not stand for one that was acknowledged",
      { seen: without(4), unfinished: [5] },
      1,
    ],
    ["a lost tail", { seen: without(8, 9), unfinished: [9] }, 1],
    ["a sensor that was never seen", { seen: [], unfinished: [2, 3, 4] }, 5],
    ["what the broker refused is no loss", { seen: without(5, 6), unfinished: [6], refused: 1 }, 0],
    ["warm-up does not count", { seen: without(0, 1) }, 0],
  ] as const)("%s", (_, given, expected) => {
    expect(count(given)).toEqual({ groups: [expected], all: expected });
  });

  it.each([
    ["at QoS 0 of the sensor", { qos: 0 }],
    ["at QoS 0 of the receiver", { receiverQos: 0 }],
    ["where a payload does not say which message it is", { bytes: 15 }],
  ] as const)("does not exist %s", (_, given) => {
    expect(count({ seen: [], ...given })).toEqual({ groups: [null], all: undefined });
  });

  it("is what a look at each message says, whatever was lost and unfinished", () => {
    const random = seededRandom(1, "acknowledged");
    for (let round = 0; round < 500; round += 1) {
      const seen = every.filter(() => random() < 0.7);
      const unfinished = every.filter((sequence) => sequence >= 2 && random() < 0.3);
      const broken = every.filter(
        (sequence) => sequence >= 2 && !unfinished.includes(sequence) && !seen.includes(sequence),
      );
      expect(count({ seen, unfinished }).all).toBe(broken.length);
    }
  });
});

describe("a broken promise is said", () => {
  interface Case {
    readonly value: number;
    readonly sensors?: Record<string, number>;
    readonly subscribers?: Record<string, number>;
    readonly isClean?: boolean;
    readonly listens?: boolean;
    /** Lost by a shared subscription of which a member left. */
    readonly ofLeavers?: number;
  }
  const clients = (dropped: Record<string, number>) => ({ planned: 1, connected: 1, failed: {}, dropped });
  const warn = (given: Case): readonly string[] => {
    const { value, sensors = {}, subscribers = {}, isClean = true, listens = false, ofLeavers } = given;
    const { load } = ofLeavers === undefined ? fakeTrial(2) : withShares(fakeTrial(2), [shareLeft(ofLeavers)]);
    const listen = listens ? { topic: "t", qos: 1 as const } : null;
    return promiseWarnings(
      {
        metrics: { lostAcknowledged: { kind: "value", unit: "count", value } },
        sensors: clients(sensors),
        subscribers: clients(subscribers),
        load,
      },
      { sensors: [fakeSensors(), fakeSensors({ listen })], session: { clean: isClean, reconnect: null } },
    ).map(({ text }) => text);
  };
  const said = "never came of messages that the broker had acknowledged: at QoS 1 and 2 a broken promise";
  const away = ", except for a receiver that was away: its session was not kept";
  const cut = { "cut by the link, as the scenario asks": 1 };

  it("where one was broken, and nowhere else", () => {
    expect(warn({ value: 0 })).toEqual([]);
    expect(warn({ value: 1200 })).toEqual([`1,200 deliveries ${said}`]);
    expect(warn({ value: 1, subscribers: { reset: 1 }, isClean: false })).toEqual([`1 delivery ${said}`]);
    expect(warn({ value: 1, sensors: cut })).toEqual([`1 delivery ${said}`]);
    expect(warn({ value: 1, ofLeavers: 0 })).toEqual([`1 delivery ${said}`]);
  });

  it("with what may excuse it: a subscriber or a listening sensor that was away, a member that left", () => {
    expect(warn({ value: 2, subscribers: { reset: 1 } })).toEqual([`2 deliveries ${said}${away}`]);
    expect(warn({ value: 2, sensors: cut, listens: true })).toEqual([`2 deliveries ${said}${away}`]);
    const left = `2 deliveries ${said}, except for a member that left as the scenario asks`;
    expect(warn({ value: 2, ofLeavers: 2, isClean: false })).toEqual([left]);
    expect(warn({ value: 2, ofLeavers: 2, subscribers: { reset: 1 } })).toEqual([
      `${left}, or a receiver that was away: its session was not kept`,
    ]);
  });
});
