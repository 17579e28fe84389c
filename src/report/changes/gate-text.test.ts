import { expect, it } from "vitest";
import { compare } from "../../analysis/compare.ts";
import { fakeRun, steadyNs } from "../../analysis/testing/fake-runs.ts";
import { gate } from "../../analysis/gate.ts";
import { baselineOf, sideOfBaseline, sideOfResult } from "../../analysis/side.ts";
import { labelOf, renderGate } from "./gate-text.ts";

it("what did not pass stands there with its values and its place, the verdict last", () => {
  const run = fakeRun({
    serviceTimesNs: steadyNs.map((ns) => ns * 1.3),
    values: { wireBytesPerMessage: 106, brokerCpuPerMessage: 100e3 },
  });
  const position = { file: "scenarios/fake.yaml", line: 31, column: 5 };
  const thresholds = [
    { text: "serviceTime.p99 < 250us", position, outcome: "failed", measured: 310e3, unit: "ns" } as const,
    { text: "lost == 0", position: null, outcome: "passed", measured: 0, unit: "count" } as const,
  ];
  const head = { ...run, trials: run.trials.map((trial) => ({ ...trial, thresholds })) };
  const comparison = compare(sideOfResult(fakeRun()), sideOfResult(head));
  expect(renderGate(gate(head, comparison, { isStrict: false }), ["accept it"])).toMatchInlineSnapshot(`
    "  failed      qos=2   serviceTime.p99 < 250us   measured 310 µs, failed in 10 of 10 trials         scenarios/fake.yaml:31:5
      regressed   qos=2   wireBytesPerMessage       105 B → 106 B (+0.952 %), exact
      regressed   qos=2   serviceTime.p50           +30 % (95 % interval +29 % to +31 %), p < 0.0001

    gate: failed (3 failed, 30 passed, 2 not applicable)
    hint: accept it
    "
  `);
});

it("an exact figure that improved is counted as one, and passes", () => {
  const head = fakeRun({ serviceTimesNs: [400e3], values: { wireBytesPerMessage: 104 } });
  const comparison = compare(sideOfBaseline(baselineOf(fakeRun())), sideOfResult(head));
  const text = renderGate(gate(head, comparison, { isStrict: false }), []);
  expect(text).toMatch(/^ {2}improved {3}qos=2 {3}wireBytesPerMessage {3}105 B → 104 B \(.*\), exact\n\n/u);
  expect(text).toMatch(/\ngate: passed \(1 improved, \d+ passed\)\n$/u);
});

it("a run that is not valid says why, first", () => {
  const run = fakeRun({ serviceTimesNs: [400e3], status: "partial" });
  expect(renderGate(gate(run, null, { isStrict: false }), [])).toMatchInlineSnapshot(`
    "not valid: the run did not finish: not every trial was made

    gate: not valid
    "
  `);
});

it("a valid run that nothing was asked of is not called invalid", () => {
  const run = fakeRun({ serviceTimesNs: [400e3] });
  const bare = { ...run, trials: run.trials.map((trial) => ({ ...trial, thresholds: [] })) };
  expect(renderGate(gate(bare, null, { isStrict: false }), ["ask"])).toMatchInlineSnapshot(`
    "nothing to check: no threshold is stated, and no baseline is given

    gate: nothing to check
    hint: ask
    "
  `);
});

it("says what is missing beside what passed", () => {
  const text = renderGate(
    gate(fakeRun(), null, { isStrict: false }),
    [],
    ["warning: whoever answered was measured", "not all came through: 3 of 10 messages were refused"],
  );
  expect(text).toMatch(
    /^warning: whoever answered was measured\nnot all came through: 3 of 10 messages were refused\n\ngate: /mu,
  );
});

it("a check beside its case does not repeat what of the case it names", () => {
  const threshold = { position: null, outcome: "failed", measured: 3, unit: "count" } as const;
  const id = "qos=2,broker=nats";
  const texts = ["broker=nats: lost == 0", "broker=nats, qos=2: lost == 1", "qos=2, alarms: lost == 2"];
  const thresholds = texts.map((text) => ({ ...threshold, text }));
  const run = fakeRun();
  const trials = run.trials.map((trial) => ({ ...trial, case: id, thresholds }));
  const verdict = gate({ ...run, cases: run.cases.map((each) => ({ ...each, id })), trials }, null, {
    isStrict: false,
  });
  expect(verdict.checks.map(labelOf)).toEqual([`${id}: lost == 0`, `${id}: lost == 1`, `${id}: alarms: lost == 2`]);
  expect(renderGate(verdict, [])).toContain(`  failed   ${id}   lost == 0           measured 3`);
});
