import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fakeScenario, fakeSensors, fakeSubscribers } from "./testing/fake-scenario.ts";
import { clientId, countDue, firstSensors, intendedOffsetNs, receiversOf, topicsOf } from "./fleet.ts";

describe("clientId", () => {
  const client = fc.tuple(fc.constantFrom("s" as const, "r" as const), fc.nat({ max: 9999 }), fc.nat({ max: 999_999 }));

  it("is letters and digits, at most 23, for a prefix of 6", () => {
    fc.assert(
      fc.property(client, ([role, group, number]) => {
        expect(clientId("zzzz01", role, group, number)).toMatch(/^zzzz01[0-9A-Za-z]{1,17}$/u);
      }),
    );
  });

  it("is different for different clients", () => {
    const numbers = Array.from({ length: 120 }, (_, number) => number);
    const ids = (["s", "r"] as const).flatMap((role) =>
      [0, 1, 10, 11, 12, 112].flatMap((group) => numbers.map((number) => clientId("p", role, group, number))),
    );
    expect(new Set(ids).size).toBe(2 * 6 * 120);
  });
});

describe("a fleet of groups", () => {
  const sensors = [
    fakeSensors({ count: 10, topic: "a/{id}" }),
    fakeSensors({ count: 2, topic: "b/{id}", listen: { topic: "commands/{id}", qos: 1 } }),
  ];
  const subscribers = [
    fakeSubscribers({ count: 2, topics: ["a/+"], qos: 2 }),
    fakeSubscribers({ topics: ["b/{id}"], qos: 0 }),
  ];
  const scenario = fakeScenario({ sensors, subscribers });

  it("numbers its sensors through", () => {
    expect(firstSensors(scenario)).toEqual([0, 10, 12]);
  });

  it("has a topic for every sensor, in the order of their numbers", () => {
    expect(topicsOf(scenario)).toEqual([...Array.from({ length: 9 }, (_, i) => `a/0${i + 1}`), "a/10", "b/1", "b/2"]);
  });

  it("receives at listening sensors first, then at subscribers, each with its own filter", () => {
    expect(receiversOf(scenario)).toEqual([
      {
        client: 10,
        instance: 0,
        filters: ["commands/1"],
        qos: 1,
        share: null,
        subscriptionId: null,
        maximumPacketBytes: null,
      },
      {
        client: 11,
        instance: 0,
        filters: ["commands/2"],
        qos: 1,
        share: null,
        subscriptionId: null,
        maximumPacketBytes: null,
      },
      {
        client: 12,
        instance: 0,
        filters: ["a/+"],
        qos: 2,
        share: null,
        subscriptionId: null,
        maximumPacketBytes: null,
      },
      {
        client: 13,
        instance: 0,
        filters: ["a/+"],
        qos: 2,
        share: null,
        subscriptionId: null,
        maximumPacketBytes: null,
      },
      {
        client: 14,
        instance: 0,
        filters: ["b/1"],
        qos: 0,
        share: null,
        subscriptionId: null,
        maximumPacketBytes: null,
      },
    ]);
  });
});

/** A sensor of a group, its schedule and times to ask for. */
const asked = fc
  .record({
    kind: fc.constantFrom("even" as const, "burst" as const),
    periodNs: fc.integer({ min: 1000, max: 50_000 }),
    gridNs: fc.constantFrom(1000, 7000, 20_000),
    count: fc.integer({ min: 1, max: 7 }),
    seed: fc.nat(),
    times: fc.tuple(fc.nat(200_000), fc.nat(200_000), fc.nat(200_000)).map((times) => times.toSorted((a, b) => a - b)),
  })
  .map(({ kind, periodNs, gridNs, count, seed, times: [from = 0, middle = 0, to = 0] }) => ({
    schedule: { kind, periodNs, gridNs },
    count,
    number: seed % count,
    from,
    middle,
    to,
  }));

describe("intendedOffsetNs", () => {
  it.each([
    ["even", 0, 0, 0], // the first sensor begins at once
    ["even", 1, 0, 250_000_000], // the others are spread over the period
    ["even", 3, 0, 750_000_000],
    ["even", 3, 2, 2_750_000_000], // and keep their place in it
    ["burst", 3, 0, 0], // a burst is all at once
    ["burst", 3, 2, 2_000_000_000],
  ] as const)("%s: of 4 sensors, number %d sends message %d at %d ns", (kind, number, k, ns) => {
    expect(intendedOffsetNs({ kind, periodNs: 1e9, gridNs: 1e6 }, 4, number, k)).toBe(ns);
  });

  it("is the beginning of the step that the message falls in, and does not drift", () => {
    fc.assert(
      fc.property(asked, fc.nat(1_000_000), ({ schedule, count, number }, k) => {
        const ns = intendedOffsetNs(schedule, count, number, k);
        const ideal = ((schedule.kind === "even" ? number / count : 0) + k) * schedule.periodNs;
        expect(ns % schedule.gridNs).toBe(0);
        expect(ns).toBeLessThanOrEqual(ideal + 500);
        expect(ns).toBeGreaterThan(ideal - schedule.gridNs - 500);
      }),
    );
  });
});

describe("countDue", () => {
  it("of adjacent windows adds up to that of the whole", () => {
    fc.assert(
      fc.property(asked, ({ schedule, count, number, from, middle, to }) => {
        const due = (a: number, b: number): number => countDue(schedule, count, number, a, b) ?? Number.NaN;
        expect(due(from, middle) + due(middle, to)).toBe(due(from, to));
      }),
    );
  });

  it("is the number of intended times in the window", () => {
    fc.assert(
      fc.property(asked, ({ schedule, count, number, from, to }) => {
        const times = Array.from({ length: 250 }, (_, k) => intendedOffsetNs(schedule, count, number, k));
        expect(countDue(schedule, count, number, from, to)).toBe(times.filter((ns) => ns >= from && ns < to).length);
      }),
    );
  });

  it("counts what is due at the beginning of the window and not what is due at its end", () => {
    expect(countDue({ kind: "burst", periodNs: 1e9, gridNs: 1e6 }, 1, 0, 1e9, 3e9)).toBe(2);
  });

  it("is what may be expected with poisson arrivals", () => {
    expect(countDue({ kind: "poisson", periodNs: 2e9, gridNs: 1e6 }, 5, 3, 1e9, 6e9)).toBe(2.5);
  });

  it("is unknown in a closed loop", () => {
    expect(countDue({ kind: "closed", gridNs: 1e6 }, 5, 3, 1e9, 6e9)).toBeUndefined();
  });
});
