import { describe, expect, test } from "vitest";
import { fakeHoldResult } from "../result/testing/fake-hold-result.ts";
import { fakeLossyResult } from "../result/testing/fake-link-result.ts";
import { fakeResult, fakeTrial } from "../result/testing/fake-result.ts";
import { fakeHandshakeResult } from "../result/testing/fake-stepwise-results.ts";
import type { Fleet, RunResult } from "../result/schema.ts";
import { fleetCosts } from "./fleet-cost.ts";

const fleet: Fleet = { devices: 10_000, periodNs: 300e9, payloadBytes: 64, keepaliveSeconds: 60 };

function costOf(changes: Partial<Fleet>, ...others: readonly RunResult[]) {
  const cases = fakeResult().cases.map((each) => ({ ...each, fleet: { ...fleet, ...changes } }));
  const [cost] = fleetCosts(fakeResult({ cases }), others);
  if (cost === undefined) throw new Error("there is no table");
  return cost;
}

/** Of QoS 0 and QoS 2, in bytes a message. */
function bytesAMessage(changes: Partial<Fleet>) {
  const { cases, messages } = costOf(changes);
  const of = (total: number | null | undefined): number => Math.round((total ?? 0) / messages);
  return cases.map(({ mqttBytes, wireBytes }) => [of(mqttBytes), of(wireBytes)]);
}

describe("bytes of a device", () => {
  test("are those counted on the sensor's hop, times the messages of 30 days", () => {
    const { messages, cases } = costOf({});
    expect(messages).toBe(8640);
    // QoS 0: PUBLISH 91 B. QoS 2: PUBLISH 93 B and three times 4 B.
    expect(cases.map(({ mqttBytes }) => Math.round(mqttBytes ?? 0))).toEqual([8640 * 91, 8640 * 105]);
  });

  test("have a header of 52 bytes for each packet, and one for the acknowledgement of the last", () => {
    expect(bytesAMessage({})).toEqual([
      [91, 91 + 2 * 52],
      [105, 105 + 5 * 52],
    ]);
  });

  // Behind the fixed header stand topic (2 + 23), packet identifier (QoS 2: 2) and payload.
  test.each([
    [0, 2 + 25, 2 + 27], // as small as it gets
    [100, 2 + 125, 3 + 127 - 1], // a remaining length of 127 still takes one byte
    [102, 2 + 127, 3 + 129], // QoS 2 is at 129: two bytes
    [103, 3 + 128, 3 + 130],
    [200, 3 + 225, 3 + 227],
    [16_358, 3 + 16_383, 4 + 16_385], // three bytes
  ])("with a payload of %d bytes exchange it, with the length's own bytes", (payloadBytes, zero, two) => {
    expect(bytesAMessage({ payloadBytes }).map(([mqtt]) => mqtt)).toEqual([zero, two + 12]);
  });

  test("of a payload that fills several segments have a header for each", () => {
    // 1 + 2 + 25 + 3,000 bytes: three segments of at most 1,448.
    expect(bytesAMessage({ payloadBytes: 3000 })[0]).toEqual([3028, 3028 + 4 * 52]);
  });

  test("do not exist where nothing was sent", () => {
    const cases = fakeResult().cases.map((each) => ({ ...each, fleet }));
    const trials = fakeResult().trials.map((trial) => ({ ...trial, metrics: {} }));
    expect(fleetCosts(fakeResult({ cases, trials }))[0]?.cases[0]).toMatchObject({
      mqttBytes: null,
      wireBytes: null,
    });
  });
});

test.each([
  [300e9, 60, 4], // at 60, 120, 180 and 240 s; at 300 s the message itself
  [301e9, 60, 5],
  [60e9, 60, 0], // the messages keep it alive
  [5e9, 60, 0],
  [300e9, 0, 0], // a keepalive of 0 asks for none
])(
  "a device that sends every %d ns with a keepalive of %d s pings %d times a message",
  (periodNs, keepaliveSeconds, pings) => {
    const cost = costOf({ periodNs, keepaliveSeconds });
    expect(cost.pings / cost.messages).toBeCloseTo(pings, 9);
  },
);

describe("the broker", () => {
  test("needs the CPU that a message took, times the messages a second of all devices", () => {
    const { messagesPerSecond, cases } = costOf({});
    expect(messagesPerSecond).toBeCloseTo(33.33, 2);
    expect(cases.map(({ brokerCores }) => Number(brokerCores?.toFixed(6)))).toEqual([0.002, 0.004333]);
  });

  test("needs memory that only a hold experiment on connections tells, of the same broker", () => {
    expect(costOf({}).cases[0]?.brokerMemory).toBeNull();
    expect(costOf({}, fakeHoldResult()).cases[0]?.brokerMemory).toBeNull();
    const { trials } = fakeHoldResult();
    const connections = trials.map((trial) => {
      if (trial.load.kind !== "hold") return trial;
      // As after a warming whose memory was not given back: level 0 lies above the line.
      const plateaus = trial.load.plateaus.map((each) =>
        each.held === 0 ? { ...each, bytes: { ...each.bytes, rss: 10e6 } } : each,
      );
      return { ...trial, load: { ...trial.load, step: "connection", plateaus } };
    });
    // The fixture's RSS at its payload of 16 B: 9 MB at rest, 366 B more for each.
    const idle = fakeHoldResult({ trials: connections, cases: fakeHoldResult().cases.slice(0, 1) });
    expect(costOf({}, idle).cases[0]?.brokerMemory).toEqual({ restBytes: 9e6, bytesPerConnection: 366 });
    const elsewhere = connections.map((trial) => ({ ...trial, broker: { ...trial.broker, name: "nats" } }));
    expect(costOf({}, { ...idle, trials: elsewhere }).cases[0]?.brokerMemory).toBeNull();
  });
});

describe("messages lost", () => {
  const guarantees = [fakeHandshakeResult(), fakeLossyResult()];

  test("are none that could be told without a stated share of cuts, or without a run that cut connections", () => {
    expect(costOf({}, ...guarantees).cases[0]?.losses).toMatchObject({ inExchange: null, atAnyTime: null });
    expect(costOf({ cutShare: 0.01 }).cases[0]?.losses).toMatchObject({ inExchange: null, atAnyTime: null });
  });

  test("are the cuts of all devices, times what a cut loses: of a message on its way, and of the time that it loses", () => {
    // 10,000 devices × 8,640 messages × 1 % = 864,000 cuts. At QoS 0 a cut loses what is sent in 100 ms, of 300 s.
    const losses = costOf({ cutShare: 0.01 }, ...guarantees).cases.map(({ losses: { inExchange, atAnyTime } }) => [
      inExchange,
      atAnyTime,
    ]);
    // The handshake fixture has no row of QoS 0, and loses nothing at QoS 2.
    expect(losses).toEqual([
      [null, 288],
      [0, 0],
    ]);
  });

  test("are not told of sensors of several levels", () => {
    const cases = fakeResult().cases.map((each) => ({
      ...each,
      fleet: { ...fleet, cutShare: 0.01 },
      qos: { sensors: [0, 2], subscribers: [0] },
    }));
    expect(fleetCosts(fakeResult({ cases }), guarantees)[0]?.cases[0]?.losses).toMatchObject({ atAnyTime: null });
  });
});

test("cases of different fleets have a table each; what is not valid, or of no fleet, has none", () => {
  const [zero, two] = fakeResult().cases;
  if (zero === undefined || two === undefined) throw new Error("the fixture has no two cases");
  const cases = [
    { ...zero, fleet },
    { ...two, fleet: { ...fleet, payloadBytes: 16 } },
  ];
  expect(fleetCosts(fakeResult({ cases })).map((cost) => cost.cases.map(({ name }) => name))).toEqual([
    ["qos=0"],
    ["qos=2"],
  ]);
  const trials = [fakeTrial(0), fakeTrial(2, { valid: false })];
  expect(fleetCosts(fakeResult({ trials })).map((cost) => cost.cases.map(({ name }) => name))).toEqual([["qos=0"]]);
  const ofNone = fakeResult().cases.map((each) => {
    const { fleet: _, ...others } = each;
    return others;
  });
  expect(fleetCosts(fakeResult({ cases: ofNone }))).toEqual([]);
});
