import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fakeBroker, fakeCase, fakeScenario, fakeSensors, fakeSubscribers } from "../testing/fake-scenario.ts";
import { dueBySensor, planRun } from "./plan.ts";
import { predictHops } from "./predict-hops.ts";
import type { PlannedCase } from "./plan.ts";
import type { Scenario } from "../scenario.ts";

const phases = { warmupNs: 5e9, measureNs: 10e9, drainNs: 1e9 };

function planOne(changes: Partial<Scenario>): PlannedCase {
  const [only] = planRun([fakeCase({ phases, ...changes })]).cases;
  if (only === undefined) throw new Error("no case");
  return only;
}

/** Trials as `case/trial`. */
function orderOf(seed: number, trials: number, ids: readonly string[] = ["a", "b", "c"]): readonly string[] {
  const plan = planRun(ids.map((id) => fakeCase({ seed, trials }, id)));
  return plan.trials.map(({ case: { id }, trial }) => `${id}/${trial}`);
}

describe("the order of trials", () => {
  it("has each case once in every round", () => {
    fc.assert(
      fc.property(fc.nat(4_294_967_295), fc.integer({ min: 1, max: 8 }), (seed, trials) => {
        const order = orderOf(seed, trials);
        const rounds = Array.from({ length: trials }, (_, round) => order.slice(3 * round, 3 * round + 3).toSorted());
        expect(rounds).toEqual(rounds.map((_, round) => ["a", "b", "c"].map((id) => `${id}/${round + 1}`)));
        expect(order).toHaveLength(3 * trials);
      }),
    );
  });

  it("is the same for the same seed", () => {
    fc.assert(
      fc.property(fc.nat(4_294_967_295), (seed) => {
        expect(orderOf(seed, 4)).toEqual(orderOf(seed, 4));
      }),
    );
  });

  it("differs from seed to seed", () => {
    const orders = new Set(Array.from({ length: 20 }, (_, seed) => orderOf(seed, 4).join()));
    expect(orders.size).toBeGreaterThan(10);
  });

  it("differs from round to round, so that no case is always first", () => {
    const first = orderOf(1, 30).filter((_, index) => index % 3 === 0);
    expect(new Set(first.map((name) => name[0]))).toEqual(new Set(["a", "b", "c"]));
  });

  it("numbers the trials of the only case from 1", () => {
    expect(orderOf(7, 3, [""])).toEqual(["/1", "/2", "/3"]);
  });
});

describe("every sensor", () => {
  const fleet = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 });
  const scenarioOf = (counts: readonly number[]): Scenario =>
    fakeScenario({
      sensors: counts.map((count, group) => fakeSensors({ name: `g${group}`, count, topic: `g${group}/{id}` })),
    });

  it("is asked for its messages exactly once", () => {
    fc.assert(
      fc.property(fleet, (counts) => {
        const asked: number[] = [];
        predictHops(scenarioOf(counts), (sensor) => asked.push(sensor));
        const total = counts.reduce((sum, count) => sum + count, 0);
        expect(asked).toEqual(Array.from({ length: total }, (_, sensor) => sensor));
      }),
    );
  });

  it("has its own number of messages due", () => {
    const sensors = [fakeSensors(), fakeSensors({ schedule: { kind: "even", periodNs: 5e9 } })];
    expect([...(dueBySensor(fakeScenario({ sensors }), 0, 10e9) ?? [])]).toEqual([10, 10, 2, 2]);
  });
});

describe("a planned case", () => {
  it("counts a connection for every sensor and every subscriber", () => {
    const sensors = [fakeSensors({ count: 7 }), fakeSensors({ count: 2 })];
    expect(planOne({ sensors, subscribers: [fakeSubscribers({ count: 3 })] }).connections).toBe(12);
  });

  it("counts the messages due in warm-up and in measure", () => {
    expect(planOne({}).messages).toEqual({ warmup: 2 * 5, measure: 2 * 10 });
  });

  it("delivers a message to every subscriber whose filter matches", () => {
    const subscribers = [
      fakeSubscribers({ count: 2 }),
      fakeSubscribers({ topics: ["sensors/1"] }),
      fakeSubscribers({ topics: ["other/#"] }),
    ];
    expect(planOne({ subscribers }).deliveries).toBe(2 * 20 + 10);
  });

  it("delivers to sensors that listen", () => {
    const sensors = [fakeSensors({ listen: { topic: "sensors/{id}", qos: 0 } })];
    expect(planOne({ sensors, subscribers: [] }).deliveries).toBe(20);
  });

  it("lasts as long as the broker's start, connecting, subscribing and every phase in full", () => {
    const connect = { ratePerSecond: 2, timeoutNs: 1e9, atLeastShare: 1, from: [] };
    const sensors = [fakeSensors({ count: 9 })];
    const ownNs = 5e9 + 0.5e9 + 5e9 + 10e9 + 1e9;
    const wallNsOf = (broker: Scenario["broker"]): number => planOne({ connect, sensors, broker }).wallNs;
    expect(wallNsOf(fakeBroker())).toBe(1e9 + ownNs);
    // The second instance has a subscriber more, which connects and subscribes.
    expect(wallNsOf(fakeBroker({ name: "rabbitmq", instances: 2 }))).toBe(30e9 + 1e9 + ownNs);
  });

  it("lasts longer by the probes of each group's link, which the connect timeout ends", () => {
    const plain = { jitterNs: 0, bytesPerSecond: null, bufferBytes: 1e6, cut: null };
    const moreNs = (...delaysNs: readonly number[]): number => {
      const sensors = [0, 1].map((group) => fakeSensors({ name: `g${group}`, topic: `g${group}/{id}` }));
      const links = delaysNs.map((delayNs) => ({ ...plain, delayNs }));
      const linked = sensors.map((each, group) => ({ ...each, link: links[group] ?? null }));
      const connect = { ratePerSecond: 1000, timeoutNs: 3e9, atLeastShare: 1, from: [] };
      return planOne({ connect, sensors: linked }).wallNs - planOne({ connect, sensors }).wallNs;
    };
    // 20 pings of 51 ms through the link and of 1 ms beside it, and 4 round trips more.
    expect(moreNs(25e6)).toBeCloseTo(24 * 51e6 + 24 * 1e6, -1);
    expect(moreNs(25e6, 0)).toBeCloseTo(moreNs(25e6) + 54 * 1e6 + 54 * 1e6, -1);
    expect(moreNs(5e9)).toBeCloseTo(3e9 + 9 * 1e6, -1);
  });

  it.each([
    ["even", true], // to the message
    ["burst", true],
    ["poisson", false], // only what may be expected
  ] as const)("with %s arrivals is certain: %j", (kind, isCertain) => {
    const planned = planOne({ sensors: [fakeSensors({ schedule: { kind, periodNs: 1e9 } })] });
    expect([planned.isCertain, planned.messages?.measure]).toEqual([isCertain, 20]);
  });

  it("of a closed loop predicts nothing", () => {
    expect(planOne({ sensors: [fakeSensors(), fakeSensors({ schedule: { kind: "closed" } })] })).toMatchObject({
      messages: null,
      deliveries: null,
      predicted: null,
      isCertain: false,
    });
  });

  it("of load idle predicts nothing", () => {
    expect(planOne({ load: { kind: "idle" } })).toMatchObject({ messages: null, deliveries: null, predicted: null });
  });
});

/** 20 messages of 64 bytes to `sensors/1` or `sensors/2`: 9 bytes of topic, 2 of its length, 2 of the fixed header. */
const bare = 20 * (2 + 2 + 9 + 64);
/** QoS 1 and 2 add the packet identifier. */
const numbered = bare + 20 * 2;
/** Fixed header and packet identifier. */
const answers = { packets: 20, bytes: 20 * 4 };

describe("the packets and bytes that a case must cost", () => {
  it("are a PUBLISH a hop at QoS 0", () => {
    const publish = { PUBLISH: { packets: 20, bytes: bare } };
    expect(planOne({}).predicted).toEqual({
      sensor: { up: publish, down: {} },
      subscriber: { up: {}, down: publish },
    });
  });

  it("are PUBLISH and PUBACK a hop at QoS 1", () => {
    const publish = { PUBLISH: { packets: 20, bytes: numbered } };
    const changes = { sensors: [fakeSensors({ qos: 1 })], subscribers: [fakeSubscribers({ qos: 1 })] };
    expect(planOne(changes).predicted).toEqual({
      sensor: { up: publish, down: { PUBACK: answers } },
      subscriber: { up: { PUBACK: answers }, down: publish },
    });
  });

  it("are PUBLISH, PUBREC, PUBREL and PUBCOMP a hop at QoS 2", () => {
    const forward = { PUBLISH: { packets: 20, bytes: numbered }, PUBREL: answers };
    const back = { PUBREC: answers, PUBCOMP: answers };
    const changes = { sensors: [fakeSensors({ qos: 2 })], subscribers: [fakeSubscribers({ qos: 2 })] };
    expect(planOne(changes).predicted).toEqual({
      sensor: { up: forward, down: back },
      subscriber: { up: back, down: forward },
    });
  });

  it("are those of the lower level at the subscriber's hop", () => {
    const changes = { sensors: [fakeSensors({ qos: 2 })], subscribers: [fakeSubscribers({ qos: 1 })] };
    expect(planOne(changes).predicted?.subscriber).toEqual({
      up: { PUBACK: answers },
      down: { PUBLISH: { packets: 20, bytes: numbered } },
    });
  });

  it("have a byte more a PUBLISH in MQTT 5: the length of no properties", () => {
    const changes = { protocol: "5" } as const;
    expect(planOne(changes).predicted?.sensor.up).toEqual({ PUBLISH: { packets: 20, bytes: bare + 20 } });
  });

  it("have the topic of each sensor's first message alone, where an alias stands for it in the others", () => {
    const changes = { protocol: "5", sensors: [fakeSensors({ topicAlias: true })] } as const;
    // The alias has 3 bytes with its identifier. What warm-up sends comes first.
    const inAll = bare + 20 + 20 * 3;
    const upOf = (warmupNs: number): unknown =>
      planOne({ ...changes, phases: { ...phases, warmupNs } }).predicted?.sensor.up;
    expect(upOf(60e9)).toEqual({ PUBLISH: { packets: 20, bytes: inAll - 20 * 9 } });
    expect(upOf(0)).toEqual({ PUBLISH: { packets: 20, bytes: inAll - 18 * 9 } });
    expect(planOne(changes).predicted?.subscriber.down).toEqual({ PUBLISH: { packets: 20, bytes: bare + 20 } });
  });

  it("are those of measure only", () => {
    const long = planOne({ phases: { ...phases, warmupNs: 60e9 } });
    expect(long.predicted).toEqual(planOne({}).predicted);
  });
});
