import { expect, test } from "vitest";
import { IntervalCounts } from "../../../metrics/interval-counts.ts";
import { Recorder } from "../../../metrics/recorder.ts";
import { fakeScenario, fakeSensors, fakeSubscribers } from "../../../scenario/testing/fake-scenario.ts";
import type { GroupLink } from "../../../scenario/keys/link.ts";
import type { Scenario } from "../../../scenario/scenario.ts";
import type { SensorGroup } from "../../../scenario/base.ts";
import { planFaults } from "./link-faults.ts";
import { cutsOf, describeLink, linkWarnings } from "./link-result.ts";
import { Totals } from "../totals.ts";

const slow: GroupLink = { delayNs: 25e6, jitterNs: 0, bytesPerSecond: null, bufferBytes: 1e6, cut: null };

interface Times {
  readonly serviceTimeNs?: number;
  readonly endToEndNs?: number;
  /** Of the idle link. */
  readonly ownRoundTripNs?: number;
}

/** One message a group, with these times. */
function describe(scenario: Scenario, { serviceTimeNs = 0, endToEndNs = 0, ownRoundTripNs = 3e6 }: Times) {
  const recorder = new Recorder(2);
  recorder.histograms("serviceTime")[1]?.record(serviceTimeNs);
  recorder.histograms("publishDelay")[1]?.record(1e6);
  recorder.histograms("endToEndLatency")[1]?.record(endToEndNs);
  const totals = new Totals(2);
  totals.add(recorder.take());
  const crossings = new IntervalCounts();
  crossings.record(0.5e6);
  const report = {
    ownDelay: [crossings.take(), new IntervalCounts().take()],
    connections: 3,
    heldBytes: 0,
    cuts: [{ client: "s0x1", atNs: 12.5e9 }],
    problems: {},
    cpuNs: 5,
  };
  const fired = [{ rule: 0, clientId: "k3f900s0x2", connection: 1, atNs: 12e9 }];
  const observed = {
    report,
    faults: planFaults(scenario),
    fired,
    ownRoundTripNs: [ownRoundTripNs, null],
    loadFromNs: 10e9,
  };
  return describeLink(scenario, totals, "k3f900", observed);
}

function scenarioOf(sensors: Partial<SensorGroup>, receiverLink: GroupLink | null = slow): Scenario {
  return fakeScenario({
    sensors: [fakeSensors({ link: slow, ...sensors })],
    subscribers: [fakeSubscribers({ qos: 2, link: receiverLink })],
  });
}

test("how late the run's own packets left the link is taken off once each way, whatever the idle link added before", () => {
  const less = (qos: 0 | 1 | 2): number | null | undefined =>
    describe(scenarioOf({ qos }), { serviceTimeNs: 102.5e6 }).groups[0]?.serviceTimeLessLinkNs;
  expect(less(1)).toBeCloseTo(101.5e6, -5);
  expect(less(2)).toBeCloseTo(100.5e6, -5);
});

test("no time is told that is not above 0: what is taken off is of other packets", () => {
  const less = (serviceTimeNs: number): number | null | undefined =>
    describe(scenarioOf({ qos: 1 }), { serviceTimeNs }).groups[0]?.serviceTimeLessLinkNs;
  expect([less(0.6e6), less(1.5e6)]).toEqual([null, expect.closeTo(0.5e6, -5)]);
  const own = (ownRoundTripNs: number): number | null | undefined =>
    describe(scenarioOf({ qos: 1 }), { ownRoundTripNs }).groups[0]?.ownRoundTripNs;
  expect([own(-1), own(0), own(1)]).toEqual([null, null, 1]);
});

// Both ends 25 ms away, 1 ms of publish delay: 2 crossings at PUBLISH, 4 at PUBREL.
test.each([
  { name: "2d", endToEndNs: 51.5e6, forwardsOn: "PUBLISH" },
  { name: "4d", endToEndNs: 102e6, forwardsOn: "PUBREL" },
])("a QoS 2 delivery after $name says that the broker forwards on $forwardsOn", ({ endToEndNs, forwardsOn }) => {
  expect(describe(scenarioOf({ qos: 2 }), { endToEndNs }).groups[0]?.forwardsOn).toBe(forwardsOn);
});

test("with the sensors alone behind the link it is 1 or 3 crossings", () => {
  const of = (endToEndNs: number) => describe(scenarioOf({ qos: 2 }, null), { endToEndNs }).groups[0]?.forwardsOn;
  expect([of(27e6), of(77e6)]).toEqual(["PUBLISH", "PUBREL"]);
});

test("deliveries that are later than either way takes tell nothing", () => {
  const of = (endToEndNs: number) => describe(scenarioOf({ qos: 2 }), { endToEndNs }).groups[0]?.forwardsOn;
  expect([of(75e6), of(333e6)]).toEqual([null, null]);
  const jumpy = { ...slow, jitterNs: 10e6 };
  expect(describe(scenarioOf({ qos: 2, link: jumpy }), { endToEndNs: 51e6 }).groups[0]?.forwardsOn).toBeNull();
});

test("nothing is told below QoS 2, nor by a delay that is too short", () => {
  expect(describe(scenarioOf({ qos: 1 }), { endToEndNs: 51e6 }).groups[0]?.forwardsOn).toBeNull();
  const short = { ...slow, delayNs: 1e6 };
  expect(describe(scenarioOf({ qos: 2, link: short }, short), { endToEndNs: 3e6 }).groups[0]?.forwardsOn).toBeNull();
});

test.each([
  { qos: 1, bound: 400 }, // 2 sensors × window 10 ÷ 50 ms
  { qos: 2, bound: 200 }, // … ÷ 100 ms
  { qos: 0, bound: null }, // nothing is waited for
] as const)("a closed loop at QoS $qos is bound to $bound messages a second", ({ qos, bound }) => {
  expect(describe(scenarioOf({ qos, schedule: { kind: "closed" } }), {}).groups[0]?.boundPerSecond).toBe(bound);
});

test("an open loop has no bound", () => {
  expect(describe(scenarioOf({ qos: 2 }), {}).groups[0]?.boundPerSecond).toBeNull();
});

test("times count from the load's beginning, clients are named without the run's prefix", () => {
  const link = { ...slow, cut: { kind: "at", atNs: 2e9, manner: "reset" } as const };
  const section = describe(scenarioOf({ link }, null), {});
  // Measure begins 5 s after the load.
  expect(section.plannedCuts).toEqual([
    { client: "s0x1", atSeconds: 7 },
    { client: "s0x2", atSeconds: 7 },
  ]);
  expect(section.madeCuts).toEqual([{ client: "s0x1", atSeconds: 2.5 }]);
  expect(section.packetCuts).toEqual([{ client: "s0x2", atSeconds: 2 }]);
  expect(section.groups[0]?.crossings).toMatchObject({ count: 1, maxNs: 0.5e6 });
});

test("cuts that a packet set off are cuts like the planned ones, in the order they were made", () => {
  const report = {
    ownDelay: [],
    connections: 2,
    heldBytes: 0,
    problems: {},
    cpuNs: 0,
    cuts: [3e9, 9e9].map((atNs) => ({ client: "s0x1", atNs })),
  };
  const fired = [{ rule: 1, clientId: "run-s0x2", connection: 2, atNs: 5e9 }];
  expect(cutsOf({ report, fired }, "run-").map(({ client, atNs }) => [client, atNs / 1e9])).toEqual([
    ["s0x1", 3],
    ["s0x2", 5],
    ["s0x1", 9],
  ]);
});

test("faults are planned from the seed, for each group by its own link", () => {
  const cut = { kind: "random", ratePerSecond: 0.2, manner: "reset" } as const;
  const random = (seed: number) => planFaults({ ...scenarioOf({ count: 20, link: { ...slow, cut } }), seed }).cuts;
  expect(random(1)).toEqual(random(1));
  expect(random(2)).not.toEqual(random(1));
  expect(random(1).every(({ client, atNs }) => client.startsWith("s0x") && atNs >= 5e9 && atNs < 35e9)).toBe(true);
  const packet = {
    kind: "packet",
    packet: "PUBREC",
    direction: "down",
    nth: 3,
    when: "after",
    manner: "silent",
  } as const;
  const rule = { packet: "PUBREC", direction: "down", nth: 3, when: "after", manner: "silent" };
  expect(planFaults(scenarioOf({ link: { ...slow, cut: packet } })).rules).toEqual([
    { id: 0, clientId: "s0x1", ...rule },
    { id: 1, clientId: "s0x2", ...rule },
  ]);
});

test("what the link could not do is said", () => {
  const link = { ...slow, cut: { kind: "at", atNs: 2e9, manner: "reset" } as const };
  const section = describe(scenarioOf({ link }, null), {});
  const problems = { "the broker sent a remaining length of more than 4 bytes": 3 };
  expect(linkWarnings({ ...section, problems }).map(({ text }) => text)).toEqual([
    "the link reset 3 connections that it could not read: the broker sent a remaining length of more than 4 bytes",
    "1 of 2 planned cuts were made: the others' clients had no connection to the end of measure",
  ]);
  expect(linkWarnings({ ...section, madeCuts: section.plannedCuts })).toEqual([]);
  expect(linkWarnings(null)).toEqual([]);
});
