import { aliasWarnings } from "./connections/agreed.ts";
import { describe, expect, test } from "vitest";
import { Ledger, down, up } from "../../mqtt/wire/ledger.ts";
import { packetType } from "../../mqtt/wire/packet-types.ts";
import { fakeScenario, fakeSensors, fakeSubscribers } from "../../scenario/testing/fake-scenario.ts";
import { atAnotherQos, joinDeliveries, reconcileConnections, reconcileLedger } from "./reconcile.ts";
import type { ShardReport } from "../messages.ts";

/** Two sensors of one message a second, one subscriber to both; one second of measure. */
const scenario = fakeScenario({
  sensors: [
    fakeSensors({
      count: 2,
      qos: 1,
      topic: "t/{id}",
      payload: { bytes: 16, file: null, template: null },
      schedule: { kind: "even", periodNs: 1e9 },
    }),
  ],
  subscribers: [fakeSubscribers({ count: 1, topics: ["t/+"], qos: 1 })],
  phases: { warmupNs: 0, measureNs: 1e9, drainNs: 0 },
});

interface Given {
  readonly measured?: readonly number[];
  readonly refused?: readonly number[];
  readonly seen?: readonly number[];
  readonly ledger?: Ledger;
  readonly bytes?: Partial<ShardReport["bytes"]>;
}

function report({
  measured = [1, 1],
  refused = [0, 0],
  seen = [1, 1],
  ledger = new Ledger(2),
  bytes = {},
}: Given): ShardReport {
  const none = { connected: 0, failed: {}, dropped: {} };
  return {
    sensors: none,
    subscribers: none,
    sent: {
      sensors: Int32Array.of(0, 1),
      all: Uint32Array.from(measured),
      measured: Uint32Array.from(measured),
      refusedAll: Uint32Array.from(refused),
      refusedMeasured: Uint32Array.from(refused),
    },
    unfinished: { sensors: new Int32Array(0), sequences: new Uint32Array(0) },
    // A sensor that was never seen has no entry.
    seen: [
      {
        receiver: 2,
        counts: {
          sensors: Int32Array.from(seen.flatMap((count, sensor) => (count > 0 ? [sensor] : []))),
          measured: Uint32Array.from(seen.filter((count) => count > 0)),
          highest: Int32Array.from(seen.filter((count) => count > 0).map((count) => count - 1)),
          words: new Uint32Array(0),
          firstWord: new Uint32Array(seen.length + 1),
        },
      },
    ],
    outages: [],
    left: [],
    reconnecting: { packets: 0, bytes: 0 },
    unsubscribed: 0,
    grants: {},
    refusals: [],
    agreed: [],
    aliased: ledger.aliased,
    namedAgain: ledger.namedAgain,
    beyondQuota: ledger.beyondQuota,
    withoutAlias: new Int32Array(0),
    resent: ledger.resent,
    packets: ledger.packets,
    packetBytes: ledger.bytes,
    strays: ledger.strays,
    handshakes: { connections: 0, roundTrips: 0, bytesUp: 0, bytesDown: 0, secured: [], sensors: null },
    bytes: { codecUp: 0, codecDown: 0, socketUp: 0, socketDown: 0, unreconciled: 0, ...bytes },
    oldestUnfinishedNs: null,
    longestGapNs: null,
    unended: [],
  };
}

/** What the two messages must have cost: topic 4 bytes, payload 16. */
function rightLedger(): Ledger {
  const ledger = new Ledger(2);
  for (let message = 0; message < 2; message += 1) {
    ledger.count(1, up, packetType.PUBLISH, 25);
    ledger.count(1, down, packetType.PUBACK, 4);
    ledger.count(1, down, packetType.PUBLISH, 25);
    ledger.count(1, up, packetType.PUBACK, 4);
  }
  return ledger;
}

describe("deliveries", () => {
  test("all seen is nothing lost", () => {
    expect(joinDeliveries(scenario, [report({})], 0).groups).toEqual([
      { expected: 2, delivered: 2, lost: 0, again: 0, isIdentified: true },
    ]);
  });

  test("a lost tail counts", () => {
    const joined = joinDeliveries(scenario, [report({ measured: [5, 5], seen: [5, 3] })], 0);
    expect(joined.groups).toMatchObject([{ expected: 10, delivered: 8, lost: 2 }]);
  });

  test("a sensor that was never seen counts", () => {
    const joined = joinDeliveries(scenario, [report({ measured: [5, 5], seen: [5, 0] })], 0);
    expect(joined.groups).toMatchObject([{ expected: 10, delivered: 5, lost: 5 }]);
  });

  test("what one sensor lost is not made up by another", () => {
    const joined = joinDeliveries(scenario, [report({ measured: [5, 3], seen: [3, 5] })], 0);
    expect(joined.groups).toMatchObject([{ lost: 2 }]);
  });

  test("what the broker refused is not expected", () => {
    const joined = joinDeliveries(scenario, [report({ measured: [5, 5], refused: [0, 2], seen: [5, 3] })], 0);
    expect(joined.groups).toMatchObject([{ expected: 8, lost: 0 }]);
  });

  test("a payload that does not say which message it is gives a difference of counts", () => {
    const short = {
      ...scenario,
      sensors: scenario.sensors.map((group) => ({ ...group, payload: { bytes: 8, file: null, template: null } })),
    };
    const joined = joinDeliveries(short, [report({ measured: [5, 5], seen: [] })], 7);
    expect(joined).toEqual({
      groups: [null],
      unidentified: { expected: 10, delivered: 7, lost: 3, again: 0, isIdentified: false },
    });
  });
});

describe("the ledger", () => {
  test("agrees when counts are what the specification says", () => {
    const ledger = reconcileLedger(scenario, [report({ ledger: rightLedger() })], true);
    expect(ledger).toMatchObject({ agrees: true, differences: [], reconciled: true });
  });

  test("of a trial that ended early is compared with what was sent, not with what the plan had still to send", () => {
    const longer = { ...scenario, phases: { ...scenario.phases, measureNs: 10 * scenario.phases.measureNs } };
    const reports = [report({ ledger: rightLedger() })];
    expect(reconcileLedger(longer, reports, true).agrees).toBe(false);
    expect(reconcileLedger(longer, reports, false).agrees).toBe(true);
  });

  test("of two shards is their sum", () => {
    const [one, other] = [new Ledger(2), new Ledger(2)];
    for (const [index, value] of rightLedger().packets.entries()) (index < 20 ? one : other).packets[index] = value;
    for (const [index, value] of rightLedger().bytes.entries()) (index < 20 ? one : other).bytes[index] = value;
    const silent = { ...report({ ledger: other }), seen: [], sent: { ...report({}).sent, sensors: new Int32Array(0) } };
    expect(reconcileLedger(scenario, [report({ ledger: one }), silent], true).agrees).toBe(true);
  });

  test("has the topic in every message of a sensor whose broker allows no alias", () => {
    const aliased = {
      ...scenario,
      protocol: "5",
      sensors: scenario.sensors.map((of) => ({ ...of, topicAlias: true })),
    } as const;
    const ledger = new Ledger(2);
    // The first of a connection names both, 3 bytes more; the empty properties are a byte.
    for (const bytes of [26, 29]) ledger.count(1, up, packetType.PUBLISH, bytes);
    const one = report({ ledger });
    const without = { ...one, withoutAlias: Int32Array.of(0) };
    const up5 = (each: ShardReport): unknown => reconcileLedger(aliased, [each], true).predicted.sensor.up["PUBLISH"];
    expect(up5(without)).toEqual({ packets: 2, bytes: 55 });
    expect(up5(one)).toEqual({ packets: 2, bytes: 58 });
    expect(aliasWarnings(aliased, [without]).map(({ text }) => text)).toEqual([
      "the broker allows no topic alias (Topic Alias Maximum 0 in its CONNACK, or none; MQTT 5, section 3.2.2.3.8): 1 of 2 sensors sent the topic with every message",
    ]);
    expect(aliasWarnings(aliased, [one])).toEqual([]);
  });

  test("has deliveries as short as the broker's own aliases make them, and says by how much", () => {
    const asking = scenario.subscribers.map((of) => ({ ...of, asks: { topicAliasMaximum: 2 } }));
    const ledger = rightLedger();
    expect(reconcileLedger({ ...scenario, subscribers: asking }, [report({ ledger })], true)).toMatchObject({
      agrees: true,
      aliased: { introducing: 0, short: 0, savedBytes: 0 },
    });
    ledger.countAliased(1, true, -3);
    ledger.countAliased(1, false, 1);
    const reconciled = reconcileLedger({ ...scenario, subscribers: asking }, [report({ ledger })], true);
    expect(reconciled.predicted.subscriber.down["PUBLISH"]).toEqual({ packets: 2, bytes: 52 });
    expect(reconciled.aliased).toEqual({ introducing: 1, short: 1, savedBytes: -2 });
    expect(reconcileLedger(scenario, [report({ ledger: rightLedger() })], true).aliased).toBeUndefined();
  });

  test("says which packets differ, and by how much", () => {
    const wrong = rightLedger();
    wrong.count(1, up, packetType.PUBLISH, 25);
    expect(reconcileLedger(scenario, [report({ ledger: wrong })], true).differences).toEqual([
      "sensor's hop, up: PUBLISH 3 packets and 75 bytes, predicted 2 and 50",
    ]);
  });

  test("says how many deliveries the broker had not released", () => {
    const ledger = rightLedger();
    ledger.count(1, up, packetType.PUBREC, 4);
    ledger.count(1, up, packetType.PUBREC, 4);
    ledger.count(1, up, packetType.PUBCOMP, 4);
    expect(reconcileLedger(scenario, [report({ ledger })], true).differences.at(-1)).toBe(
      "1 delivery not released by the broker before drain ended",
    );
  });

  test("says that more bytes in as many packets are reason codes or properties, and whose", () => {
    const wrong = rightLedger();
    wrong.bytes[wrong.bytes.findIndex((bytes) => bytes === 8)] = 12;
    expect(reconcileLedger(scenario, [report({ ledger: wrong })], true).differences.join()).toMatch(
      /PUBACK 2 packets and 12 bytes, predicted 2 and 8 \(the (?:client|broker) adds reason codes or properties\)/u,
    );
  });

  test("counts CONNECT and its like on the connection and on no hop", () => {
    const ledger = rightLedger();
    ledger.count(0, up, packetType.CONNECT, 30);
    ledger.count(0, down, packetType.CONNACK, 4);
    const reconciled = reconcileLedger(scenario, [report({ ledger })], true);
    expect(reconciled.agrees).toBe(true);
    expect(reconciled.connections.up["CONNECT"]).toEqual({ packets: 1, bytes: 30 });
  });

  test("is not reconciled when a connection's bytes are not its socket's", () => {
    const reports = [report({ bytes: { codecUp: 10, socketUp: 11, unreconciled: 1 } })];
    expect(reconcileConnections(scenario, reports)).toMatchObject({
      reconciled: false,
      unreconciledConnections: 1,
      socketBytes: { up: 11 },
    });
  });
});

test("each kind of message is held against its own prediction, where all together agree", () => {
  const [group] = scenario.sensors;
  if (group === undefined) throw new Error("no group");
  const device = { name: "plant", carrier: 0 };
  const kinds = ["a", "b"].map((name) => ({ ...group, name, device, count: 1, topic: `t/${name}` }));
  const of = { ...scenario, sensors: kinds, subscribers: [] };
  const right = new Ledger(3);
  const wrong = new Ledger(3);
  for (const [ledger, accounts] of [
    [right, [1, 2]],
    [wrong, [1, 1]],
  ] as const)
    for (const account of accounts) {
      ledger.count(account, up, packetType.PUBLISH, 25);
      ledger.count(account, down, packetType.PUBACK, 4);
    }
  expect(reconcileLedger(of, [report({ ledger: right, seen: [] })], true).differences).toEqual([]);
  expect(reconcileLedger(of, [report({ ledger: wrong, seen: [] })], true).differences).toEqual([
    "a, sensor's hop, up: PUBLISH 2 packets and 50 bytes, predicted 1 and 25",
    "a, sensor's hop, down: PUBACK 2 packets and 8 bytes, predicted 1 and 4",
    "b, sensor's hop, up: PUBLISH 0 packets and 0 bytes, predicted 1 and 25",
    "b, sensor's hop, down: PUBACK 0 packets and 0 bytes, predicted 1 and 4",
  ]);
});

test.each([
  ["as granted", { PUBACK: 5 }, 5, []],
  ["above what was granted", { PUBREC: 5, PUBCOMP: 5 }, 5, ["5 deliveries at another QoS"]],
  ["not all, which may be a connection that ended", { PUBACK: 2 }, 5, []],
  ["and are too few, which is told otherwise", { PUBACK: 2 }, 2, []],
] as const)("deliveries at QoS 1 that are answered %s", (_, answered, deliveries, told) => {
  const packets = (counts: Readonly<Record<string, number>>): Record<string, { packets: number; bytes: number }> =>
    Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, { packets: count, bytes: 4 * count }]));
  const found = atAnotherQos(
    { up: packets({ PUBACK: 5 }), down: packets({ PUBLISH: 5 }) },
    { up: packets(answered), down: packets({ PUBLISH: deliveries }) },
  );
  expect(found).toEqual(told.map((words) => expect.stringContaining(words)));
});
