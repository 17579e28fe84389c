import { describe, expect, it } from "vitest";
import { fakeCapacityResult } from "../../src/result/testing/fake-capacity-result.ts";
import { fakeHoldResult } from "../../src/result/testing/fake-hold-result.ts";
import { fakeResult, fakeTrial } from "../../src/result/testing/fake-result.ts";
import { fakeHandshakeResult } from "../../src/result/testing/fake-stepwise-results.ts";
import type { RunResult } from "../../src/result/schema.ts";
import { wordsOf } from "./experiments.ts";
import { comparisonPage, readmeBlock } from "./page.ts";
import type { ComparedBroker } from "./page.ts";
import { capacityRows, costRows, guaranteeRows, heldRows, stormRows } from "./tables.ts";

const facts = {
  cores: { broker: "0", shards: "1" },
  isShortened: false,
  command: "npm run bench:brokers",
  failures: [],
};

function cpuTrial(trial: number, ns: number, isValid = true): RunResult["trials"][number] {
  const made = fakeTrial(2, { trial, valid: isValid });
  return { ...made, metrics: { ...made.metrics, brokerCpuPerMessage: { kind: "value", unit: "ns", value: ns } } };
}

function rowOf(rows: readonly (readonly string[])[], name: string): readonly string[] | undefined {
  return rows.find(([title]) => title === name);
}

describe("a figure of the comparison", () => {
  it("has its interval over the valid trials, and none of too few", () => {
    const many = fakeResult({
      trials: [40_000, 41_000, 42_000, 43_000, 44_000].map((ns, index) => cpuTrial(index + 1, ns)),
    });
    const one = fakeResult({ trials: [cpuTrial(1, 40_000), cpuTrial(2, 90_000, false)] });
    // Student's t of 4 degrees: 2.776 × √(2.5 ÷ 5) µs.
    expect(rowOf(costRows([many, one]), "qos=2: broker CPU a message")).toEqual([
      "qos=2: broker CPU a message",
      "42 µs ± 1.96 µs",
      "40 µs (one trial)",
    ]);
  });

  it("that a broker cannot have, and that was not made, are told apart", () => {
    const [qos0, qos2] = fakeResult().cases;
    if (qos0 === undefined || qos2 === undefined) throw new Error("the fake has two cases");
    const refused = fakeResult({ cases: [qos0, { ...qos2, unsupported: "no QoS 2" }], trials: [fakeTrial(0)] });
    expect(rowOf(costRows([refused, undefined]), "qos=2: bytes a message")?.slice(1)).toEqual(["not to be had", "–"]);
  });

  it("of a capacity lies between two rates, or is a lower bound", () => {
    expect(capacityRows([fakeCapacityResult()])).toEqual([
      ["qos=1", "4,000/s to 4,200/s"],
      ["qos=2", "≥ 2,000/s (mqbench's own limit)"],
    ]);
  });

  it("of a capacity where mqbench itself could not keep up blames no broker", () => {
    const [one, two] = fakeCapacityResult().cases;
    if (one === undefined || two === undefined) throw new Error("the fake has two cases");
    const late = two.curve.filter(({ verdict }) => verdict === "generator");
    const cases = [
      { ...one, ratePerSecond: null },
      { ...two, ratePerSecond: null, curve: late },
    ];
    expect(capacityRows([{ ...fakeCapacityResult(), cases }]).map(([, cell]) => cell)).toEqual([
      "none sustained",
      "mqbench could not keep up",
    ]);
  });

  it("of held messages says which gauge told it", () => {
    expect(heldRows([fakeHoldResult()]).map(([, cell]) => cell)).toEqual([
      expect.stringMatching(/^306 B(?: ± \d+ B)?, heap$/u),
      expect.stringMatching(/^1,314 B(?: ± \d+ B)?, heap$/u),
    ]);
  });

  it("of a storm has the longest reconnect, at least that where a client never came back", () => {
    const made = fakeTrial(2);
    const times = { kind: "histogram", unit: "ns", count: 100, min: 1e6, mean: 2e6, max: 9e6, encoded: "" } as const;
    const metrics = { ...made.metrics, reconnectTime: { ...times, percentiles: { p50: 3e6 } } };
    const rows = stormRows([fakeResult({ trials: [{ ...made, metrics }] })]);
    expect(rowOf(rows, "qos=2: reconnect time p50")?.[1]).toBe("3 ms (one trial)");
    expect(rowOf(rows, "qos=2: reconnect time, longest")?.[1]).toBe("9 ms (one trial)");
    const unended = { count: 1, atMost: { max: null }, encoded: "" };
    const bounded = { ...made.metrics, reconnectTime: { ...times, percentiles: { p50: 3e6 }, unended } };
    const atLeast = stormRows([fakeResult({ trials: [{ ...made, metrics: bounded }] })]);
    expect(rowOf(atLeast, "qos=2: reconnect time, longest")?.[1]).toBe("≥ 9 ms (one trial)");
    expect(rowOf(atLeast, "qos=2: reconnect time p50")?.[1]).toBe("3 ms (one trial)");
  });

  it("of guarantees names the steps that were broken", () => {
    const [careful, careless] = fakeHandshakeResult().trials;
    if (careful === undefined || careless === undefined) throw new Error("the fake has two brokers");
    const rows = guaranteeRows([fakeResult({ trials: [careful] }), fakeResult({ trials: [careless] }), undefined]);
    const cells = rows.map(([, ...each]) => each);
    expect(cells.flatMap(([kept]) => kept).join(" ")).not.toContain("broken");
    expect(cells.flatMap(([, broken]) => broken).join(" ")).toContain("broken: publisher: ");
    expect(cells.map(([, , missing]) => missing)).toEqual(["–", "–", "–"]);
  });
});

describe("the comparison's page", () => {
  const broker: ComparedBroker = {
    title: "mosquitto 2.0.11",
    runs: { cost: fakeResult(), guarantees: fakeHandshakeResult() },
    capacity: fakeCapacityResult(),
  };

  it("states machine, cores, days, digests, and a block for the broker's README", () => {
    const page = comparisonPage([broker], [{ name: "mosquitto-cost.json", digest: "abc123" }], facts);
    expect(page).toContain("mqbench 0.1.0 on Node v20.20.2, Example CPU, 2 cores");
    expect(page).toContain("the broker has core 0, the threads that send core 1");
    expect(page).toContain("2026-11-23 to 2026-11-23");
    expect(page).toContain("abc123  mosquitto-cost.json");
    expect(page).toContain(readmeBlock(broker, facts));
    expect(page).not.toContain("Shortened");
  });

  it("names what could not be made, and how many trials are valid", () => {
    const page = comparisonPage([broker], [], { ...facts, failures: ["nats, cost: it did not start"] });
    expect(page).toContain("Not made:\n\n- nats, cost: it did not start\n");
    expect(page).toContain("| valid trials | 2 of 2 |");
  });

  it("leaves out what no broker can have, and says what was not made", () => {
    const page = comparisonPage([broker], [], facts);
    expect(page).toMatch(/## Reconnect storm\n\n.*\n\nNot made\.\n/u);
    expect(page).not.toMatch(/^\|[^|]*\|(?: – \|)+$/mu);
  });

  it("says why trials are not valid, and nothing where all are", () => {
    const late = fakeTrial(2, { valid: false, invalidBecause: [{ code: "late", text: "mqbench was late" }] });
    const runs = { cost: fakeResult({ trials: [fakeTrial(2), late] }) };
    expect(comparisonPage([{ ...broker, runs }], [], facts)).toContain(
      "- mosquitto 2.0.11, cost, qos=2: 1 of 2: mqbench was late\n",
    );
    expect(comparisonPage([broker], [], facts)).not.toContain("not valid");
  });

  it("that is shortened says so first, in each block, too", () => {
    const shortened = { ...facts, isShortened: true };
    expect(comparisonPage([broker], [], shortened).indexOf("**Shortened")).toBeLessThan(120);
    expect(readmeBlock(broker, shortened)).toContain("Shortened: a first look, not a comparison.");
  });
});

it("what is timed runs on cores of its own", () => {
  const cores = { broker: "0-1", shards: "2" };
  expect(wordsOf("cost", "nats", { cores, isShortened: false }).at(-1)).toBe(
    'broker={ name: nats, cpus: { broker: "0-1", shards: "2" } }',
  );
  expect(wordsOf("guarantees", "nats", { cores, isShortened: false }).slice(-2)).toEqual(["--broker", "nats"]);
});
