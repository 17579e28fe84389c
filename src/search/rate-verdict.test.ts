import { describe, expect, it } from "vitest";
import { fakeTrial } from "../result/testing/fake-result.ts";
import { fakeChurnTrial } from "../result/testing/fake-stepwise-results.ts";
import type { Trial } from "../result/schema.ts";
import { figuresOf, judgeRate } from "./rate-verdict.ts";

const invalid = (...codes: readonly string[]): Partial<Trial> => ({
  valid: false,
  invalidBecause: codes.map((code) => ({ code, text: `words of ${code}` })),
});

const threshold = (text: string, outcome: Trial["thresholds"][number]["outcome"]): Trial["thresholds"][number] => ({
  text,
  position: null,
  outcome,
  measured: 1,
  unit: "count",
});

/** Acknowledges and delivers so many a second of the 500 it offers, to each of two subscribers. */
function atRates(acknowledged: number, delivered: number): Trial {
  const trial = fakeTrial(2);
  const rate = (value: number) => ({ kind: "value" as const, unit: "perSecond" as const, value });
  const count = (value: number) => ({ kind: "value" as const, unit: "count" as const, value });
  const metrics = {
    ...trial.metrics,
    offeredRate: rate(500),
    acknowledgedRate: rate(acknowledged),
    deliveredRate: rate(delivered),
    sent: count(1000),
    expectedDeliveries: count(2000),
  };
  return { ...trial, metrics };
}

describe("a trial", () => {
  it("sustains its rate when it is valid, every condition holds and the broker keeps up", () => {
    const thresholds = [threshold("lost == 0", "passed"), threshold("released.p99 < 1s", "not applicable")];
    expect(judgeRate({ ...atRates(500, 1000), thresholds })).toEqual({ verdict: "sustained", because: null });
  });

  it.each([
    "late",
    "rate-missed",
    "held-by-link",
    "event-loop-late",
    "generator-busy",
    "ended-itself",
    "report-missing",
    "start-skew",
    "merge-differs",
  ])("says nothing of the broker when mqbench could not keep up (%s), whatever else happened", (code) => {
    const trial = { ...atRates(1, 1), ...invalid("dropped", code), thresholds: [threshold("lost == 0", "failed")] };
    expect(judgeRate(trial)).toEqual({ verdict: "generator", because: `words of ${code}` });
  });

  it.each(["dropped", "not-connected", "ended-early"])("exceeds what the broker sustains by %s", (code) => {
    expect(judgeRate(fakeTrial(2, invalid(code)))).toEqual({ verdict: "exceeded", because: `words of ${code}` });
  });

  it("exceeds it when a condition fails", () => {
    const thresholds = [
      threshold("lost == 0", "passed"),
      { ...threshold("publishLatency.p99 < 50ms", "failed"), measured: 61e6 },
    ];
    expect(judgeRate({ ...atRates(500, 1000), thresholds })).toEqual({
      verdict: "exceeded",
      because: "publishLatency.p99 < 50ms",
    });
  });

  it.each([
    // Measured 60 ms of 50: how much of it is mqbench's own.
    ["publishLatency.p99 < 50ms", 30e6, "generator"],
    ["endToEndLatency.p99 < 50ms", 30e6, "generator"],
    ["publishLatency.p99 < 50ms", 11e6, "exceeded"], // less than a fifth
    ["publishLatency.p99 < 20ms", 30e6, "exceeded"], // also without it
    ["serviceTime.p99 < 50ms", 30e6, "exceeded"], // no part of it
  ])("fails %s by mqbench's own delay of %d ns: %s", (text, ownNs, verdict) => {
    const trial = atRates(500, 1000);
    const delay = { kind: "histogram", unit: "ns", count: 1, min: 0, max: ownNs, mean: 0, encoded: "" } as const;
    const metrics = { ...trial.metrics, pacingDelay: { ...delay, percentiles: { p99: ownNs } } };
    const failed = { ...threshold(text, "failed"), measured: 60e6, unit: "ns" as const };
    const judged = judgeRate({ ...trial, metrics, thresholds: [failed] });
    expect(judged.verdict).toBe(verdict);
    expect(judged.because).toBe(
      verdict === "exceeded" ? text : `${text}: 60 ms, of which mqbench's own delay (pacing delay p99) is 30 ms`,
    );
    // What had not ended is the broker's, whatever the rest had of mqbench's delay.
    const unended = { count: 1, of: 10, atMost: null };
    expect(judgeRate({ ...trial, metrics, thresholds: [{ ...failed, unended }] }).verdict).toBe("exceeded");
  });

  it("says nothing of a broker that other programs kept from its CPU", () => {
    const failed = { ...threshold("publishLatency.p99 < 50ms", "failed"), measured: 61e6, unit: "ns" as const };
    const machine = { cores: 2, otherCpu: 1.7, steal: 0, isBrokerApart: true };
    expect(judgeRate({ ...atRates(500, 1000), machine, thresholds: [failed] })).toEqual({
      verdict: "generator",
      because: "publishLatency.p99 < 50ms did not hold (measured 61 ms), while other programs used 1.7 of 2 cores",
    });
    const unended = { count: 1, of: 10, atMost: null };
    expect(judgeRate({ ...atRates(500, 1000), machine, thresholds: [{ ...failed, unended }] }).because).toContain(
      "(measured at least 61 ms)",
    );
    const none = { ...failed, measured: null, nothing: "no samples" };
    expect(judgeRate({ ...atRates(500, 1000), machine, thresholds: [none] }).because).toContain(
      "publishLatency.p99 < 50ms did not hold (no samples), while",
    );
    // What is no condition stays as it is said.
    expect(judgeRate({ ...atRates(480, 1000), machine }).because).toBe(
      "acknowledged 480/s of 500/s, while other programs used 1.7 of 2 cores",
    );
    expect(judgeRate({ ...atRates(500, 1000), machine }).verdict).toBe("sustained");
  });

  it("exceeds it when acknowledgements or deliveries fall behind, though every condition holds", () => {
    expect(judgeRate(atRates(480, 1000)).because).toBe("acknowledged 480/s of 500/s");
    expect(judgeRate(atRates(500, 960)).because).toBe("delivered 960/s of 1,000/s");
    expect(judgeRate(atRates(485, 970)).verdict).toBe("sustained");
  });

  it("is not behind by the one message that was on its way when measure ended", () => {
    const seconds = 0.05;
    const short = { ...atRates(480, 960), phasesNs: { measure: seconds * 1e9 } };
    expect((500 - 480) * seconds).toBe(1);
    expect(judgeRate(short).verdict).toBe("sustained");
    expect(judgeRate({ ...short, phasesNs: { measure: 2.1 * seconds * 1e9 } }).verdict).toBe("exceeded");
  });

  it("exceeds it when visits do not connect, or slower than they are due, though every condition holds", () => {
    // 200 a second for 20 s.
    const all = { due: 4000, begun: 4000, waited: 0, connected: 4000 };
    const at = (connectRate: number, counts: Partial<typeof all> = {}): ReturnType<typeof judgeRate> => {
      const trial = fakeChurnTrial({ ...all, ...counts });
      const rate = { kind: "value", unit: "perSecond", value: connectRate } as const;
      return judgeRate({ ...trial, thresholds: [], metrics: { ...trial.metrics, connectRate: rate } });
    };
    expect(at(199)).toEqual({ verdict: "sustained", because: null });
    expect(at(199, { connected: 3900 }).verdict).toBe("sustained");
    expect(at(199, { connected: 3800 })).toEqual({
      verdict: "exceeded",
      because: "3,800 of 4,000 visits connected",
    });
    expect(at(32, { waited: 3000 })).toEqual({
      verdict: "exceeded",
      because: "connected 32/s of 200/s: 3,000 of 4,000 visits were due while their device was still there",
    });
  });

  it("shows the limit of the fleet where its devices have no time to come as often, whatever of visits waited", () => {
    // 200 a second of 1,000 devices: each is due every 5 s.
    const counts = { due: 4000, begun: 3200, waited: 3000, connected: 3200, shortestNs: 6.25e9 };
    const trial = fakeChurnTrial({ ...counts, failed: { "not begun: its device was still there": 800 } });
    const late = { ...threshold("connectTime.p99 < 100ms", "failed"), measured: 3e9, unit: "ns" as const };
    const thresholds = [late, threshold("visitsFailed == 0", "failed")];
    const because =
      "1,000 devices, of which the shortest visit took 6.25 s, can come at 160/s at most: state more of them; 3,000 of 4,000 visits were due while their device was still there";
    expect(judgeRate({ ...trial, thresholds })).toEqual({ verdict: "generator", because });
    expect(judgeRate({ ...trial, thresholds: [] })).toEqual({ verdict: "generator", because });
    // A visit that the broker was quick with leaves time enough: it was slow with the others.
    for (const shown of [
      fakeChurnTrial({ ...counts, shortestNs: 4e9, failed: {} }),
      fakeChurnTrial({
        ...counts,
        failed: { "not begun: its device was still there": 800, "no CONNACK within 10 s": 1 },
      }),
    ])
      expect(judgeRate({ ...shown, thresholds }).verdict).toBe("exceeded");
    const lost = threshold("visitMessagesLost == 0", "failed");
    expect(judgeRate({ ...trial, thresholds: [lost, ...thresholds] }).because).toBe("visitMessagesLost == 0");
  });

  it("says nothing of the broker where a percentile has too few samples, and exceeds it where it has none", () => {
    const failed = { ...threshold("publishLatency.p99 < 50ms", "failed"), measured: null };
    expect(judgeRate({ ...atRates(500, 1000), thresholds: [{ ...failed, nothing: "too few samples" }] })).toEqual({
      verdict: "generator",
      because: "publishLatency.p99 < 50ms: too few samples",
    });
    expect(judgeRate({ ...atRates(500, 1000), thresholds: [{ ...failed, nothing: "no samples" }] }).verdict).toBe(
      "exceeded",
    );
  });
});

describe("the figures of a point", () => {
  it("are those that exist in the case", () => {
    expect(figuresOf(fakeTrial(2)).figures).toHaveProperty(["publishLatency.p99"]);
    expect(figuresOf(fakeTrial(0)).figures).not.toHaveProperty(["publishLatency.p99"]);
  });

  it("say which of them are only lower bounds", () => {
    const trial = fakeTrial(2);
    const found = trial.metrics["publishLatency"];
    if (found?.kind !== "histogram") throw new Error("no publish latency");
    const publishLatency = { ...found, unended: { count: 600, encoded: "", atMost: { p99: null } } };
    expect(figuresOf(trial).atLeast).toBeUndefined();
    expect(figuresOf({ ...trial, metrics: { ...trial.metrics, publishLatency } }).atLeast).toEqual([
      "publishLatency.p99",
    ]);
  });

  it("have the broker's CPU in cores", () => {
    const trial = atRates(500, 1000);
    const cpu = { kind: "value" as const, unit: "ns" as const, value: 100_000 };
    expect(figuresOf({ ...trial, metrics: { ...trial.metrics, brokerCpuPerMessage: cpu } }).figures["brokerCpu"]).toBe(
      0.05,
    );
  });
});
