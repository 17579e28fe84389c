import { describe, expect, test } from "vitest";
import { fakeResult, fakeTrial } from "../../result/testing/fake-result.ts";
import type { Fleet, RunResult } from "../../result/schema.ts";
import { readService } from "../../scenario/money/service-files.ts";
import { fleetMoney } from "./fleet-money.ts";
import type { CaseMoney } from "./fleet-money.ts";

const radio = { rttNs: 1.6e9, wakeNs: 2e9, tailNs: 10e9, powerWatts: 0.5, release: true, batteryWattHours: 19 };
const data: NonNullable<Fleet["data"]> = {
  amount: "0.40",
  currency: "EUR",
  per: 1e6,
  stepBytes: 1000,
  rounds: "session",
};
const base: Fleet = { devices: 1000, periodNs: 300e9, payloadBytes: 64, keepaliveSeconds: 600, radio, data };

function of(changes: Partial<Fleet>, result: RunResult = fakeResult()): readonly CaseMoney[] {
  const cases = result.cases.map((each) => ({ ...each, fleet: { ...base, ...changes } }));
  return fleetMoney({ ...result, cases }).flatMap((money) => money.cases);
}

const commands = { periodNs: 3600e9, payloadBytes: 64 };

describe("a device's bytes", () => {
  test("are payload, MQTT as counted, headers, ACKs and records, times the messages of 30 days", () => {
    const [zero, two] = of({ tls: { version: "1.3", handshakeBytes: 0 } });
    const n = 8640;
    const nothing = { keepalive: 0, reconnects: 0 };
    expect(zero?.data.parts).toEqual({
      payload: n * 64,
      mqtt: n * 27,
      headers: n * 52,
      bare: n * 52,
      tls: n * 22,
      ...nothing,
    });
    expect(two?.data.parts).toEqual({
      payload: n * 64,
      mqtt: n * (29 + 12),
      headers: n * 4 * 52,
      bare: n * 52,
      tls: n * 88,
      ...nothing,
    });
  });

  test("of a payload that is exchanged grow by it, in segments and records of their own", () => {
    const [zero] = of({ payloadBytes: 20_000, tls: { version: "1.2", handshakeBytes: 0 } });
    // 20,029 B are two records of 29 B more: 20,087 B in 14 segments.
    expect(zero?.data.parts).toMatchObject({
      payload: 8640 * 20_000,
      mqtt: 8640 * 29,
      headers: 8640 * 14 * 52,
      tls: 8640 * 58,
    });
  });

  test("of keepalive and reconnects have all their layers", () => {
    const [zero] = of({
      keepaliveSeconds: 60,
      cutShare: 0.01,
      commands,
      tls: { version: "1.3", handshakeBytes: 4000 },
    });
    expect(zero?.data.parts.keepalive).toBe(34_560 * (2 * (2 + 22 + 52) + 52));
    // CONNECT 25 B, CONNACK 4 B, SUBSCRIBE 28 B, SUBACK 5 B as the run's were; SYN, SYN-ACK, ACK and a last ACK.
    const each = 62 + 4 * (22 + 52) + 60 + 60 + 52 + 52 + 4000;
    expect(zero?.data.parts.reconnects).toBe(Math.round(86.4 * each));
  });

  test("are up, down, or the connection's, and add up", () => {
    for (const { data: use } of of({ commands, keepaliveSeconds: 60 })) {
      const { up, down, connection } = use.purposes;
      expect(up / down).toBeCloseTo(12, 9);
      expect(up + down + connection).toBe(use.total);
    }
  });

  test("are rounded up over each connection, each exchange, or not at all", () => {
    const billed = (changes: Partial<typeof data>, cutShare = 0): number | undefined =>
      of({ cutShare, data: { ...data, ...changes } })[0]?.data.plan?.billedBytes;
    const month = 8640 * (91 + 104);
    expect(billed({})).toBe(Math.ceil(month / 1000) * 1000);
    expect(billed({ rounds: "message" })).toBe(8640 * 1000);
    expect(of({ data: { ...data, stepBytes: null } })[0]?.data.plan).toEqual({
      billedBytes: month,
      sessions: 1,
      deviceCents: 67n,
      fleetCents: 67_392n,
    });
    expect(of({ cutShare: 0.1 })[0]?.data.plan?.sessions).toBe(865);
  });
});

describe("a device's radio", () => {
  test("is on for wake-up, round trips and a tail that release assistance spares after one answer", () => {
    const times = (changes: Partial<typeof radio>) =>
      of({ commands, radio: { ...radio, ...changes } }).map(({ radio: time }) =>
        time?.byKind.map(({ eachNs }) => eachNs / 1e9),
      );
    // QoS 0 waits for TCP's ACK up and for nothing down; QoS 2 for two answers, and has its tail.
    expect(times({})).toEqual([
      [3.6, 2],
      [15.2, 15.2],
    ]);
    expect(times({ release: false })).toEqual([
      [13.6, 12],
      [15.2, 15.2],
    ]);
  });

  test("has a battery for so many months, and is on for a month at most", () => {
    const [zero] = of({});
    // 8,640 × 3.6 s × 0.5 W = 4.32 Wh.
    expect(zero?.radio).toMatchObject({ wattHours: 4.32, isAlwaysOn: false });
    expect(zero?.radio?.batteryMonths).toBeCloseTo(19 / 4.32, 9);
    expect(of({ periodNs: 1e9 })[0]?.radio).toMatchObject({ isAlwaysOn: true, ns: 30 * 86_400e9, wattHours: 360 });
  });
});

describe("a fleet's bill", () => {
  const tariff = readService("aws-iot-core")?.tariff ?? undefined;

  test("is not reckoned for a level that the service does not have", () => {
    if (tariff === undefined) throw new Error("no prices");
    const [zero, two] = of({ tariff });
    expect(two?.bill).toEqual({ notOffered: "no QoS 2" });
    expect(zero?.bill).toHaveLength(2);
  });

  test("is of what was counted: a message that was sent again is metered again", () => {
    if (tariff === undefined) throw new Error("no prices");
    const result = fakeResult();
    const trials = result.trials.map((trial) => {
      if (trial.load.kind !== "steady") return trial;
      const { ledger } = trial.load;
      const sensor = { ...ledger.counted.sensor, up: { PUBLISH: { packets: 1100, bytes: 1100 * 91 } } };
      return {
        ...trial,
        load: { ...trial.load, ledger: { ...ledger, agrees: false, counted: { ...ledger.counted, sensor } } },
      };
    });
    const [zero] = of({ tariff }, { ...result, trials });
    expect(zero).toMatchObject({ isAsPredicted: false, bill: [{}, { count: 1000 * 8640 * 1.1 }] });
  });

  test("fills steps with topic and payload, without the properties of MQTT 5", () => {
    const perStep = (bytes: number): Fleet["tariff"] => ({
      ...(tariff ?? { service: "", region: null, read: null, sources: [], notes: [], levels: [0], currency: null }),
      rules: [
        {
          name: "content",
          per: "message",
          stepBytes: bytes,
          size: "topic and payload",
          layer: "wire",
          meters: { PUBLISH: "both" },
          prices: [{ upTo: null, amount: "1", per: 1e6 }],
        },
      ],
    });
    const content = 23 + 64;
    const steps = (result: RunResult, bytes: number): unknown =>
      of({ tariff: perStep(bytes), commands }, result)[0]?.bill;
    const metered = (each: number) => [{ count: 1000 * each * (8640 + 720) }];
    const plain = fakeResult();
    expect(steps(plain, content)).toMatchObject(metered(1));
    // 22 B of a user property and 3 B of a topic alias up; 2 B of a subscription identifier down; a byte of length.
    const user = [["k", "0123456789012345"]];
    const cases = plain.cases.map((each) => ({
      ...each,
      scenario: {
        ...each.scenario,
        protocol: "5",
        sensors: [{ properties: { user }, topicAlias: true }],
        subscribers: [{ count: 1, subscriptionId: 7 }],
      },
    }));
    const trials = plain.trials.map((trial) => {
      if (trial.load.kind !== "steady") return trial;
      const { ledger } = trial.load;
      const longer = (side: Record<string, { readonly packets: number; readonly bytes: number }>, by: number) => {
        const { packets = 0, bytes = 0 } = side["PUBLISH"] ?? {};
        return { ...side, PUBLISH: { packets, bytes: bytes + packets * by } };
      };
      const counted = {
        sensor: { ...ledger.counted.sensor, up: longer(ledger.counted.sensor.up, 1 + 22 + 3) },
        subscriber: { ...ledger.counted.subscriber, down: longer(ledger.counted.subscriber.down, 1 + 22 + 2) },
      };
      return { ...trial, load: { ...trial.load, ledger: { ...ledger, counted } } };
    });
    const version5 = { ...plain, cases, trials };
    expect(steps(version5, content)).toMatchObject(metered(1));
    expect(steps(version5, content - 1)).toMatchObject(metered(2));
  });
});

test("a fleet that states no price, or of which nothing valid was counted, has none of it", () => {
  const { data: _, radio: __, ...plain } = base;
  const cases = fakeResult().cases.map((each) => ({ ...each, fleet: plain }));
  expect(fleetMoney(fakeResult({ cases }))).toEqual([]);
  expect(of({}, fakeResult({ trials: [fakeTrial(0), fakeTrial(2, { valid: false })] }))).toHaveLength(1);
});
