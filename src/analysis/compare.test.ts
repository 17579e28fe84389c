import { describe, expect, it } from "vitest";
import { fakeResult, fakeTrial } from "../result/testing/fake-result.ts";
import type { RunResult } from "../result/schema.ts";
import { compare } from "./compare.ts";
import { summariseRun } from "./summary.ts";
import type { CompareOptions, Comparison } from "./compare.ts";
import { fakeRun, steadyNs } from "./testing/fake-runs.ts";
import { baselineOf, sideOfBaseline, sideOfResult } from "./side.ts";

const quick: CompareOptions = {
  figures: [{ metric: "serviceTime", statistic: "p50" }],
};

function compared(base: RunResult, head: RunResult, options: CompareOptions = {}): Comparison {
  return compare(sideOfResult(base), sideOfResult(head), { ...quick, ...options });
}

function exactOf(comparison: Comparison, metric: string) {
  return comparison.cases.flatMap(({ exact }) => exact.filter((each) => each.metric === metric))[0];
}

function verdictOf(comparison: Comparison): string | undefined {
  const [figure] = comparison.cases.flatMap(({ measured }) => measured);
  return figure?.outcome.kind === "compared" ? figure.outcome.judgement.verdict : figure?.outcome.why;
}

const slower = steadyNs.map((ns) => ns * 1.2);

describe("exact figures", () => {
  it("are equal or not, without statistics and with one trial", () => {
    const one = fakeRun({ serviceTimesNs: [400e3] });
    const more = fakeRun({ serviceTimesNs: [400e3], values: { wireBytesPerMessage: 106, packetsPerMessage: 5 } });
    const comparison = compared(one, more);
    expect(exactOf(comparison, "wireBytesPerMessage")).toMatchObject({
      base: { min: 105, max: 105 },
      head: { min: 106, max: 106 },
      verdict: "regressed",
    });
    expect(exactOf(comparison, "packetsPerMessage")?.verdict).toBe("regressed");
    expect(exactOf(comparison, "lost")?.verdict).toBe("same");
    expect(exactOf(compared(more, one), "wireBytesPerMessage")?.verdict).toBe("improved");
  });

  it("of which only the number counts differ in either direction", () => {
    const comparison = compared(fakeRun(), fakeRun({ values: { sent: 999 } }));
    expect(exactOf(comparison, "sent")?.verdict).toBe("changed");
  });

  it("of a handshake's cost are gone where some never ended, instead of cheaper", () => {
    const values = { unfinished: 500, packetsPerMessage: 1, roundTripsPerMessage: 0, wireBytesPerMessage: 76 };
    const comparison = compared(fakeRun(), fakeRun({ values }));
    expect(exactOf(comparison, "packetsPerMessage")?.verdict).toBe("gone");
    expect(exactOf(comparison, "wireBytesPerMessage")?.verdict).toBe("gone");
    expect(exactOf(comparison, "unfinished")?.verdict).toBe("regressed");
  });

  it("of a handshake's cost are gone where some were refused, too: a refusal has fewer packets", () => {
    const comparison = compared(fakeRun(), fakeRun({ values: { refused: 3, packetsPerMessage: 3.9 } }));
    expect(exactOf(comparison, "packetsPerMessage")?.verdict).toBe("gone");
    expect(exactOf(comparison, "refused")?.verdict).toBe("regressed");
  });

  it("of CPU a message are not compared where messages were refused: a refusal costs less", () => {
    const figures = [{ metric: "brokerCpuPerMessage", statistic: null }] as const;
    const cheap = { sent: 1000, refused: 500, brokerCpuPerMessage: 20e3 };
    for (const base of [{}, cheap]) {
      const comparison = compared(fakeRun({ values: base }), fakeRun({ values: cheap }), { figures });
      expect(verdictOf(comparison)).toBe("work is missing: 500 refused");
    }
    expect(summariseRun(fakeRun({ values: cheap }))[0]?.figures.map(({ name }) => name)).not.toContain(
      "brokerCpuPerMessage",
    );
    expect(summariseRun(fakeRun())[0]?.figures.map(({ name }) => name)).toContain("brokerCpuPerMessage");
  });

  it("count by their worst trial", () => {
    const base = fakeRun({ serviceTimesNs: steadyNs.slice(0, 2) });
    const [first, second] = fakeRun({ serviceTimesNs: steadyNs.slice(0, 2), values: { lost: 3 } }).trials;
    const [, clean] = base.trials;
    if (first === undefined || second === undefined || clean === undefined) throw new Error("two trials are needed");
    const comparison = compared(base, { ...base, trials: [first, clean] });
    expect(exactOf(comparison, "lost")).toMatchObject({ head: { min: 0, max: 3 }, verdict: "regressed" });
  });

  it("leave out the number of messages of a closed loop, which nobody decides", () => {
    const closed = (sent: number): RunResult => {
      const run = fakeRun({ values: { sent } });
      const sensors = [{ schedule: { kind: "closed" } }];
      return { ...run, cases: run.cases.map((each) => ({ ...each, scenario: { ...each.scenario, sensors } })) };
    };
    const comparison = compared(closed(1000), closed(2000));
    expect(exactOf(comparison, "sent")).toBeUndefined();
    expect(exactOf(comparison, "packetsPerMessage")?.verdict).toBe("same");
  });
});

describe("a committed baseline", () => {
  it("holds every exact figure against the run, and no time", () => {
    const side = sideOfBaseline(baselineOf(fakeRun()));
    const comparison = compare(side, sideOfResult(fakeRun({ values: { wireBytesPerMessage: 106 } })), quick);
    expect(exactOf(comparison, "wireBytesPerMessage")?.verdict).toBe("regressed");
    expect(comparison.cases.flatMap(({ measured }) => measured)).toEqual([]);
    expect(comparison.environmentDifferences).toEqual([]);
  });

  it("says what is gone, and what is new", () => {
    const base = fakeRun();
    const { released: _, lost: gone, ...metrics } = base.trials[0]?.metrics ?? {};
    const head = fakeRun({ serviceTimesNs: [400e3] });
    const withoutLost = { ...head, trials: head.trials.map((trial) => ({ ...trial, metrics })) };
    expect(gone).toBeDefined();
    expect(exactOf(compared(base, withoutLost), "lost")?.verdict).toBe("gone");
    expect(exactOf(compared(withoutLost, base), "lost")?.verdict).toBe("new");
  });
});

describe("figures that vary", () => {
  it("are compared by their trials", () => {
    expect(verdictOf(compared(fakeRun(), fakeRun({ serviceTimesNs: slower })))).toBe("regressed");
    expect(verdictOf(compared(fakeRun({ serviceTimesNs: slower }), fakeRun()))).toBe("improved");
    expect(verdictOf(compared(fakeRun(), fakeRun({ serviceTimesNs: steadyNs.toReversed() })))).toBe("no change");
  });

  it("cannot be told apart by too few trials, however much they differ", () => {
    const few = fakeRun({ serviceTimesNs: steadyNs.slice(0, 3) });
    const tenfold = fakeRun({ serviceTimesNs: steadyNs.slice(0, 3).map((ns) => ns * 10) });
    const comparison = compared(few, tenfold);
    expect(verdictOf(comparison)).toBe("inconclusive");
    expect(comparison.tooFew).toEqual({ test: "Mann-Whitney", trials: 3, beside: 3, tests: 1, needed: 4 });
    expect(compared(fakeRun(), fakeRun({ serviceTimesNs: slower })).tooFew).toBeNull();
  });

  it("of one side alone are said, instead of left out", () => {
    const run = fakeRun();
    const trials = run.trials.map((trial) => {
      const { serviceTime: _, ...metrics } = trial.metrics;
      return { ...trial, metrics };
    });
    expect(verdictOf(compared(run, { ...run, trials }))).toBe("the head does not have it");
    expect(verdictOf(compared({ ...run, trials }, run))).toBe("the base does not have it");
  });

  it("leave out trials that are not valid", () => {
    const run = fakeRun({ serviceTimesNs: slower });
    const invalid = { ...run, trials: run.trials.map((trial) => ({ ...trial, valid: trial.trial > 7 })) };
    expect(compared(fakeRun(), invalid)).toMatchObject({ tooFew: null });
    const [figure] = compared(fakeRun(), invalid).cases.flatMap(({ measured }) => measured);
    expect(figure?.outcome).toMatchObject({ kind: "compared", difference: { trials: [10, 3] } });
  });

  it("take no place among the tests where every trial has the same", () => {
    const figures = [
      { metric: "serviceTime", statistic: "p50" },
      { metric: "brokerRssPeak", statistic: null },
    ] as const;
    const constant = compared(fakeRun(), fakeRun({ serviceTimesNs: slower }), { figures });
    const [service, rss] = constant.cases.flatMap(({ measured }) => measured);
    expect(service?.outcome).toMatchObject({
      adjustedP: service?.outcome.kind === "compared" ? service.outcome.difference.p : 1,
    });
    expect(rss?.outcome).toMatchObject({ kind: "compared", judgement: { verdict: "no change" }, adjustedP: 1 });
  });

  it("leave out a rate that the scenario sets, as long as every message comes through", () => {
    const figures = [{ metric: "acknowledgedRate", statistic: null }] as const;
    const kindOf = (values: Record<string, number>): string | undefined =>
      compared(fakeRun(), fakeRun({ values }), { figures }).cases[0]?.measured[0]?.outcome.kind;
    expect(kindOf({})).toBe("set by the scenario");
    expect(kindOf({ unfinished: 3 })).toBe("compared");
  });

  it("are refused where the environments differ, unless forced; exact figures are not", () => {
    const run = fakeRun({ serviceTimesNs: slower, values: { wireBytesPerMessage: 106 } });
    const elsewhere = { ...run, environment: { ...run.environment, cpu: "Another CPU", cores: 8 } };
    const refused = compared(fakeRun(), elsewhere);
    expect(refused.environmentDifferences).toMatchInlineSnapshot(`
      [
        "cpu Example CPU → Another CPU",
        "cores 2 → 8",
      ]
    `);
    expect(verdictOf(refused)).toBe("the environments differ");
    expect(exactOf(refused, "wireBytesPerMessage")?.verdict).toBe("regressed");
    expect(verdictOf(compared(fakeRun(), elsewhere, { isForced: true }))).toBe("regressed");
  });

  it("are held to twice the noise of a calibrated machine", () => {
    const options = { noiseOf: () => 0.15 };
    expect(verdictOf(compared(fakeRun(), fakeRun({ serviceTimesNs: slower }), options))).toBe("no change");
  });

  it("of interleaved runs are compared round by round", () => {
    const drift = (ns: number, round: number): number => ns * 1.3 ** round;
    const base = fakeRun({ run: "aaaa", serviceTimesNs: steadyNs.map(drift) });
    const head = fakeRun({ run: "bbbb", pairedWith: "aaaa", serviceTimesNs: slower.map(drift) });
    expect(verdictOf(compared(base, head))).toBe("regressed");
    expect(verdictOf(compared(base, { ...head, pairedWith: null }))).toBe("inconclusive");
  });
});

describe("cases", () => {
  it("of one side alone are said", () => {
    const both = fakeResult();
    const comparison = compared(both, { ...both, cases: both.cases.slice(1), trials: both.trials.slice(1) });
    expect(comparison).toMatchObject({ onlyBase: ["qos=0"], onlyHead: [] });
  });

  it("without a valid trial are said, and nothing else of them", () => {
    const both = fakeResult();
    const trials = both.trials.map((trial) => ({ ...trial, valid: trial.case === "qos=2" }));
    const comparison = compared(both, { ...both, trials });
    expect(comparison.cases.map(({ id }) => id)).toEqual(["qos=2"]);
    expect(comparison).toMatchObject({ onlyBase: [], head: { withoutTrials: ["qos=0"] } });
  });

  it("of two sides that stand at different brokers are matched by what else moves", () => {
    const of = (broker: string): RunResult => {
      const result = fakeResult();
      const rename = (id: string): string => `broker=${broker},${id}`;
      return {
        ...result,
        cases: result.cases.map((each) => ({ ...each, id: rename(each.id), axes: { broker, ...each.axes } })),
        trials: result.trials.map((trial) => ({ ...trial, case: rename(trial.case) })),
      };
    };
    expect(compared(of("mosquitto"), of("nats")).cases.map(({ id }) => id)).toEqual(["qos=0", "qos=2"]);
  });

  it("say which keys of their scenarios differ", () => {
    const run = fakeRun();
    const other = {
      ...run,
      cases: run.cases.map((each) => ({
        ...each,
        scenario: { ...each.scenario, trials: 3, phases: { warmupNs: 0, measureNs: 3e9, drainNs: 5e9 } },
      })),
    };
    expect(compared(run, other).cases[0]?.scenarioDifferences).toEqual(["phases.measureNs 2000000000 → 3000000000"]);
  });
});

it("a baseline says which keys of the scenario have changed since, but not those that change no figure", () => {
  const run = fakeRun({ serviceTimesNs: [400e3] });
  const changed = run.cases.map((each) => ({
    ...each,
    scenario: { ...each.scenario, name: "other", trials: 9, phases: { warmupNs: 0, measureNs: 3e9, drainNs: 5e9 } },
  }));
  const compareWith = (head: RunResult) => compare(sideOfBaseline(baselineOf(run)), sideOfResult(head));
  expect(compareWith(run).cases[0]?.scenarioDifferences).toEqual([]);
  expect(compareWith({ ...run, cases: changed }).cases[0]?.scenarioDifferences).toEqual([
    "phases.measureNs 2000000000 → 3000000000",
  ]);
});

it("a baseline keeps what is the same in every trial", () => {
  const run = fakeRun({ serviceTimesNs: [400e3] });
  const second = fakeTrial(2, { trial: 2 });
  const metrics = { ...second.metrics, reordered: { kind: "value", unit: "count", value: 4 } as const };
  const { cases } = baselineOf({ ...run, trials: [...run.trials, { ...second, metrics }] });
  expect(cases["qos=2"]?.broker).toBe("aedes");
  expect(cases["qos=2"]?.metrics).toHaveProperty("lost", 0);
  expect(cases["qos=2"]?.metrics).not.toHaveProperty("reordered");
});

describe("what is only known to be at least so long", () => {
  /** The median of every trial hangs on what never ended. */
  const bounded = (run: RunResult): RunResult => ({
    ...run,
    trials: run.trials.map((trial) => {
      const found = trial.metrics["serviceTime"];
      if (found?.kind !== "histogram") throw new Error("no service time");
      const serviceTime = { ...found, unended: { count: 600, encoded: "", atMost: { p50: null } } };
      return { ...trial, metrics: { ...trial.metrics, serviceTime } };
    }),
  });
  const fast = fakeRun();
  const slow = fakeRun({ serviceTimesNs: slower });
  const notTold = (whose: string): string => `${whose} only known to be at least that: not everything ended`;

  it.each([
    ["a head beyond the base is worse, whatever it becomes", fast, bounded(slow), "regressed"],
    ["a head below the base is not better", slow, bounded(fast), notTold("head is")],
    ["a head like the base is not the same", fast, bounded(fast), notTold("head is")],
    ["a base beyond the head was worse", bounded(slow), fast, "improved"],
    ["a base below the head is not better", bounded(fast), slow, notTold("base is")],
    ["both", bounded(fast), bounded(slow), notTold("both sides are")],
  ] as const)("%s", (_, base, head, verdict) => {
    expect(verdictOf(compared(base, head))).toBe(verdict);
  });
});
