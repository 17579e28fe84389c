import { expect, test } from "vitest";
import { fakeHoldResult } from "../result/testing/fake-hold-result.ts";
import { fakeLossyResult, fakeSlowResult } from "../result/testing/fake-link-result.ts";
import { fakeResult, fakeTrial } from "../result/testing/fake-result.ts";
import { fakeHandshakeResult, fakeRetainedResult, fakeWillResult } from "../result/testing/fake-stepwise-results.ts";
import type { RunResult } from "../result/schema.ts";
import type { HistogramMetric } from "../result/sections/statistic.ts";
import { answerTo } from "./questions.ts";
import { figureRows } from "./questions/figures.ts";
import { keysInFull, shortName } from "./case-names.ts";

function headlineOf(result: RunResult): string {
  return answerTo(result)?.headline ?? "";
}

/** The answer's sentence on latency, of one case whose only trial has such publish latencies. */
function latencyOf(change: (metric: HistogramMetric) => Partial<HistogramMetric>): readonly string[] {
  const [, dear] = fakeResult().cases;
  const trial = fakeTrial(2);
  const { publishLatency } = trial.metrics;
  if (dear === undefined || publishLatency?.kind !== "histogram") throw new Error("the fixture has no latencies");
  const metrics = { ...trial.metrics, publishLatency: { ...publishLatency, ...change(publishLatency) } };
  return answerTo(fakeResult({ cases: [dear], trials: [{ ...trial, metrics }] }))?.besides ?? [];
}

test("so few messages that nothing can be said of 99 in 100 are told by the longest", () => {
  expect(latencyOf(() => ({ count: 15, percentiles: { p50: 2e6 }, max: 9e6 }))).toEqual([
    "Publish latency: 2 ms or less for half of the messages, 9 ms or less for all of them, in one trial.",
  ]);
});

test("messages that never ended leave the end open", () => {
  const open = ({ encoded }: HistogramMetric): Partial<HistogramMetric> => ({
    percentiles: { p50: 2e6, p99: 3e9 },
    unended: { count: 20, atMost: { p99: null }, encoded },
  });
  expect(latencyOf(open)).toEqual([
    "Publish latency: 2 ms or less for half of the messages, up to 3 s or longer for 99 of 100, in one trial.",
  ]);
});

test("of a bound that has an estimate the estimate is told, as one", () => {
  const estimated = { percentiles: { p50: 2e6, p99: 3e6 }, atMost: { p99: 9e6 }, estimates: { p99: 7e6 } };
  expect(latencyOf(() => estimated)).toEqual([
    "Publish latency: 2 ms or less for half of the messages, about 7 ms or less for 99 of 100, in one trial.",
  ]);
  const result = fakeResult();
  const trials = result.trials.map((trial) => {
    const { publishLatency: found } = trial.metrics;
    return found?.kind === "histogram"
      ? { ...trial, metrics: { ...trial.metrics, publishLatency: { ...found, ...estimated } } }
      : trial;
  });
  const figure = { metric: "publishLatency", statistic: "p99", title: "p99" } as const;
  const columns = [{ id: "qos=2", name: "QoS 2", look: { family: "level", index: 2 } as const }];
  expect(figureRows({ ...result, trials }, columns, [figure])).toEqual([["  p99", "≈ 7 ms"]]);
});

/** Five rounds: a figure that is timed has its interval. */
function rounds(): RunResult {
  const trials = [1, 2, 3, 4, 5].flatMap((trial) => [fakeTrial(0, { trial }), fakeTrial(2, { trial })]);
  return fakeResult({ cases: fakeResult().cases.map((each) => ({ ...each, trialsPlanned: 5 })), trials });
}

function onBrokers(names: readonly string[]): RunResult {
  const [qos0] = fakeResult().cases;
  if (qos0 === undefined) throw new Error("the fixture has no case");
  return fakeResult({
    cases: names.map((broker) => ({ ...qos0, id: `broker=${broker}`, axes: { broker } })),
    trials: names.map((broker) => {
      const trial = fakeTrial(0);
      return { ...trial, case: `broker=${broker}`, broker: { ...trial.broker, name: broker } };
    }),
  });
}

/** One client was away once, and is not back. */
function lostOnce(): RunResult {
  const result = fakeLossyResult();
  const [trial] = result.trials;
  if (!trial?.recovery) throw new Error("the fixture has no outages");
  const recovery = { ...trial.recovery, outages: 1, notBack: 1 };
  return { ...result, trials: [{ ...trial, recovery }] };
}

const brokerRestart = {
  plannedAtSeconds: 1,
  downSeconds: 2,
  manner: "stop",
  toldAtSeconds: 1,
  endedAtSeconds: 1.1,
  startedAtSeconds: 3,
  readyAtSeconds: 3.5,
  lastBackSeconds: 1.5,
} as const;

test.each<readonly [string, RunResult, RegExp]>([
  ["levels", rounds(), /^QoS 2 costs 3 packets and 14 bytes a message more than QoS 0 between sensor and broker\.$/u],
  ["brokers", onBrokers(["mosquitto", "nats"]), /^2 brokers: all 2,000 deliveries came, no duplicates\.$/u],
  [
    "memory held",
    fakeHoldResult(),
    /^A message of 16 B held at puback costs aedes 306 B ± 2 B \(95 % interval over 5 fresh brokers\)/u,
  ],
  [
    "guarantees",
    fakeHandshakeResult(),
    /careless broke 3 of 3 \(QoS 1, cut before .*; the other one kept every promise that it makes\.$/u,
  ],
  ["wills", fakeWillResult(), /wills? that (?:was|were) due/u],
  ["retained messages", fakeRetainedResult(), /^Late subscribers /u],
  ["outages", fakeLossyResult(), /^Connections were lost 40 times, and 2 clients were not back at the end\.$/u],
  ["an outage", lostOnce(), /^A connection was lost once, and 1 client was not back at the end\.$/u],
  ["a slow link", fakeSlowResult(), /away, a message takes .* at QoS 2 \(two round trips\)/u],
  [
    "a restart",
    fakeResult({ trials: fakeResult().trials.map((trial) => ({ ...trial, brokerRestart })) }),
    /^The broker answered no CONNECT for up to 2\.5 s, and the last client was back up to 1\.5 s after it did again\.$/u,
  ],
  [
    "one case",
    fakeResult({ cases: fakeResult().cases.slice(1), trials: [fakeTrial(2)] }),
    /^All 1,000 messages were acknowledged\. All 1,000 deliveries came, no duplicates\.$/u,
  ],
])("%s are answered by what the result is", (_, result, headline) => {
  expect(headlineOf(result)).toMatch(headline);
});

test("from a single trial nothing is claimed of what is timed", () => {
  const answer = answerTo(fakeResult());
  expect(answer?.headline).toBe(
    "QoS 2 costs 3 packets and 14 bytes a message more than QoS 0 between sensor and broker.",
  );
  expect(answer?.picture).toMatchObject({ reading: expect.stringContaining("One trial a case") });
  const timed = answer?.table.rows.filter(([name = ""]) => name.includes("latency")) ?? [];
  expect(timed.length).toBeGreaterThan(0);
  expect(timed.flat().join(" ")).not.toContain("×");
});

test("of several trials a multiple of what is timed stands with its interval", () => {
  const row = answerTo(rounds())?.table.rows.find(([name]) => name?.trim() === "broker CPU a message");
  expect(row?.[2]).toMatch(/^130 µs ×2\.17 \(2\.17 to 2\.17\)$/u);
});

test("where no trial is valid there is no answer, and no figure", () => {
  const trials = fakeResult().trials.map((trial) => ({ ...trial, valid: false }));
  expect(answerTo(fakeResult({ trials }))).toMatchObject({ headline: "No answer: no trial is valid.", picture: null });
  expect(answerTo(fakeResult({ trials }))?.table.rows).toEqual([]);
  expect(answerTo(fakeResult({ trials: [] }))).toBeUndefined();
});

test("a broker that lost says so in the first sentence", () => {
  const result = onBrokers(["mosquitto", "nats"]);
  const [first, ...others] = result.trials;
  if (first === undefined) throw new Error("the fixture has no trial");
  const lost = { kind: "value", unit: "count", value: 7 } as const;
  const short = { ...result, trials: [{ ...first, metrics: { ...first.metrics, lost } }, ...others] };
  expect(headlineOf(short)).toContain("not all came through: broker=mosquitto: 7 of 1,000 deliveries never came");
});

test("what the keys of a sweep have in common is said once", () => {
  const axes = { "session.reconnect.factor": 2, "session.reconnect.jitter": "0%" };
  const [first] = fakeResult().cases;
  if (first === undefined) throw new Error("the fixture has no case");
  const cases = [{ ...first, axes, id: "session.reconnect.factor=2,session.reconnect.jitter=0%" }];
  expect(shortName(cases, cases[0]?.id ?? "")).toBe("factor=2,jitter=0%");
  expect(keysInFull(fakeResult({ cases }))).toBe(
    "factor is session.reconnect.factor, jitter is session.reconnect.jitter",
  );
  // Two keys of one end stay as they are.
  const alike = [{ ...first, axes: { "sensors.qos": 1, "subscribers.qos": 2 }, id: "sensors.qos=1,subscribers.qos=2" }];
  expect(shortName(alike, "sensors.qos=1,subscribers.qos=2")).toBe("sensors.qos=1,subscribers.qos=2");
});

test("the longest of several trials is that of all, and what was lost their sum", () => {
  const withTail = (trial: number, max: number) => {
    const made = fakeTrial(2, { trial });
    const found = made.metrics["endToEndLatency"];
    if (found?.kind !== "histogram") throw new Error("the fixture has no latency");
    const lost = { kind: "value", unit: "count", value: 2 } as const;
    return { ...made, metrics: { ...made.metrics, endToEndLatency: { ...found, max }, lost } };
  };
  const trials = [withTail(1, 10e6), withTail(2, 20e6), withTail(3, 900e6)];
  const result = fakeResult({ trials });
  const columns = [{ id: "qos=2", name: "QoS 2", look: { family: "level", index: 2 } as const }];
  const rows = figureRows(result, columns, [
    { metric: "endToEndLatency", statistic: "max", title: "longest" },
    { metric: "lost", statistic: null, title: "lost" },
  ]);
  expect(rows).toEqual([
    ["  longest", "900 ms"],
    ["  lost", "6"],
  ]);
});
