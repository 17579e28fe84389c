import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { fakeRun, steadyNs } from "../analysis/testing/fake-runs.ts";
import { historyEntry } from "../analysis/history.ts";
import { boundsOf, summariseRun } from "../analysis/summary.ts";
import { renderBencher } from "./changes/bencher.ts";
import { benchmarkActionEntries } from "./changes/benchmark-action.ts";

function validator(name: string): (value: unknown) => string {
  const schema: object = JSON.parse(readFileSync(new URL(`../../test/fixtures/${name}`, import.meta.url), "utf8"));
  const ajv = new Ajv({ strict: false });
  const validate = ajv.compile(schema);
  return (value) => (validate(value) ? "" : ajv.errorsText(validate.errors));
}

const cases = summariseRun(fakeRun());

describe("what is only known to be at least so much, since not everything ended", () => {
  const run = fakeRun();
  const bounded = {
    ...run,
    trials: run.trials.map((trial) => {
      const found = trial.metrics["serviceTime"];
      if (found?.kind !== "histogram") throw new Error("no service time");
      const serviceTime = { ...found, unended: { count: 600, encoded: "", atMost: { p50: null } } };
      return { ...trial, metrics: { ...trial.metrics, serviceTime } };
    }),
  };

  it("is no figure of a dashboard, and no point of a history", () => {
    const of = summariseRun(bounded);
    expect(boundsOf(cases)).toBe("");
    expect(boundsOf(of)).toBe("qos=2 serviceTime.p50");
    expect(renderBencher("fake", cases)).toContain("service-time-p50");
    expect(renderBencher("fake", of)).not.toContain("service-time-p50");
    const names = benchmarkActionEntries("fake", of, "lower").map(({ name }) => name);
    expect(names).not.toContain("fake/qos=2/serviceTime.p50");
    expect(Object.keys(historyEntry(bounded).cases["qos=2"] ?? {})).not.toContain("serviceTime.p50");
    expect(Object.keys(historyEntry(run).cases["qos=2"] ?? {})).toContain("serviceTime.p50");
  });
});

describe("Bencher's metric format", () => {
  const validate = validator("bmf.schema.json");

  it("is valid, with nanoseconds in latency and kebab-case names", () => {
    const written: Record<string, Record<string, unknown>> = JSON.parse(renderBencher("fake", cases));
    expect(validate(written)).toBe("");
    expect(validate({ a: { b: {} } })).not.toBe("");
    const { latency, throughput, ...rest } = written["fake/qos=2"] ?? {};
    expect(latency).toMatchObject({ value: 5_144_575 });
    expect(throughput).toMatchObject({ value: 500 });
    expect(rest["service-time-p50"]).toMatchInlineSnapshot(`
      {
        "lower_value": 397657.65765765763,
        "upper_value": 403342.34234234237,
        "value": 400500,
      }
    `);
    expect(rest["wire-bytes-per-message"]).toEqual({ value: 105 });
    expect(Object.keys(written["fake/qos=2"] ?? {}).every((name) => name.length <= 64)).toBe(true);
  });
});

describe("github-action-benchmark", () => {
  const validate = validator("benchmark-action.schema.json");

  it("is valid in both directions, and no figure is in both", () => {
    const smaller = benchmarkActionEntries("fake", cases, "lower");
    const bigger = benchmarkActionEntries("fake", cases, "higher");
    expect([validate(smaller), validate(bigger)]).toEqual(["", ""]);
    expect(validate([])).not.toBe("");
    const names = [...smaller, ...bigger].map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(bigger.map(({ name }) => name)).toEqual([
      "fake/qos=2/acknowledgedRate",
      "fake/qos=2/deliveredRate",
      "fake/qos=2/connected",
    ]);
    expect(smaller[0]).toMatchInlineSnapshot(`
      {
        "extra": "trials: 10
      valid: 10/10
      CI95: 0.397657657658..0.403342342342",
        "name": "fake/qos=2/serviceTime.p50",
        "range": "± 0.00284",
        "unit": "ms",
        "value": 0.4005,
      }
    `);
  });

  it("has no interval of few trials, and none of exact figures", () => {
    const few = benchmarkActionEntries(
      "fake",
      summariseRun(fakeRun({ serviceTimesNs: steadyNs.slice(0, 3) })),
      "lower",
    );
    expect(few.some(({ range }) => range !== undefined)).toBe(false);
    const exact = benchmarkActionEntries("fake", cases, "lower").find(({ name }) => name.endsWith("/lost"));
    expect(exact).toEqual({ name: "fake/qos=2/lost", unit: "count", value: 0, extra: "trials: 10\nvalid: 10/10" });
  });
});
