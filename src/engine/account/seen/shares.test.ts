import fc from "fast-check";
import { expect, test } from "vitest";
import { fakeScenario, fakeSensors, fakeSubscribers } from "../../../scenario/testing/fake-scenario.ts";
import { DeliveryLog } from "../../shard/received/delivery-log.ts";
import { seenByAudience } from "./seen-by-audience.ts";
import { describeShares, shareWarnings } from "./shares.ts";

const times = { startNs: 0, measureFromNs: 1e9, measureToNs: 2e9 };
/** One sensor, client 0; three members, clients 1 to 3. */
const scenario = fakeScenario({
  sensors: [fakeSensors({ count: 1, topic: "t", qos: 1 })],
  subscribers: [
    fakeSubscribers({
      count: 3,
      topics: ["t"],
      qos: 1,
      share: "workers",
      leave: { members: 1, afterNs: 1e9, by: "kill" },
    }),
  ],
});

interface Given {
  readonly warmup: number;
  readonly measured: number;
  /** The sequence numbers that came to each member, in that order. */
  readonly came: readonly (readonly number[])[];
}

function reportsOf({ warmup, measured, came }: Given) {
  const sent = {
    sensors: Int32Array.of(0),
    all: Uint32Array.of(warmup + measured),
    measured: Uint32Array.of(measured),
    refusedAll: Uint32Array.of(0),
    refusedMeasured: Uint32Array.of(0),
  };
  // Each member lives in a shard of its own; one that nothing came to has no log.
  const seen = came.flatMap((sequences, member) => {
    const log = new DeliveryLog();
    for (const sequence of sequences) log.add(0, sequence, sequence >= warmup);
    return sequences.length === 0 ? [] : [[{ receiver: member + 1, counts: log.counts() }]];
  });
  const none = { ...sent, sensors: new Int32Array(0) };
  const left = [{ client: 1, key: "r0x1", atNs: 1.5e9 }];
  return [
    { sent, seen: [], left: [] },
    ...seen.map((each) => ({ sent: none, seen: each, left: [] })),
    { sent: none, seen: [], left },
  ];
}

test("each message counts once over the members, what another member had as well is told apart, and warm-up is in neither", () => {
  const given = {
    warmup: 2,
    measured: 6,
    came: [
      [0, 2, 3],
      [1, 3, 4],
      [5, 4, 0],
    ],
  };
  const [share] = describeShares({ scenario, reports: reportsOf(given), times });
  expect(share).toEqual({
    name: "workers",
    subscriptions: 1,
    members: 3,
    expected: 6,
    delivered: 4,
    lost: 2,
    again: 2,
    spread: { least: 2, median: 2, most: 2 },
    left: [{ client: "r0x1", by: "kill", afterNs: 0.5e9, delivered: 2 }],
  });
});

test("distinct messages over the members are those of sets of numbers, whoever had which", () => {
  const numbers = fc.uniqueArray(fc.nat(150), { maxLength: 150 });
  fc.assert(
    fc.property(fc.nat(70), fc.tuple(numbers, numbers, numbers), (warmup, came) => {
      const measured = 151 - warmup;
      const [audience] = seenByAudience(scenario, reportsOf({ warmup, measured, came }));
      const ofMeasure = came.map((sequences) => sequences.filter((sequence) => sequence >= warmup));
      expect([audience?.measuredOf(0), audience?.receivedOf(0)]).toEqual([
        new Set(ofMeasure.flat()).size,
        ofMeasure.flat().length,
      ]);
      for (const sequence of [0, 31, 32, 150])
        expect(audience?.has(0, sequence)).toBe(came.some((sequences) => sequences.includes(sequence)));
    }),
  );
});

test("a broker that gives a message to two members is named; what it cost that one left is told instead, where one did", () => {
  const share = {
    name: "workers",
    subscriptions: 1,
    members: 3,
    expected: 10,
    delivered: 10,
    lost: 0,
    again: 2,
    spread: null,
  };
  const leaver = { client: "r0x1", by: "kill", afterNs: 5e8, delivered: 1 } as const;
  expect(
    shareWarnings([
      { ...share, left: [] },
      { ...share, left: [leaver] },
      { ...share, again: 0, left: [] },
    ]),
  ).toEqual([
    {
      code: "share-not-once",
      text: "2 of 10 messages of the shared subscription workers came to another member as well: each is due to one",
    },
    {
      code: "member-left",
      text: "of the shared subscription workers member r0x1 was killed 0.5 s into measure: of 10 messages 0 were lost and 2 came to another member as well",
    },
  ]);
});
