import { expect, it } from "vitest";
import { compare } from "../../analysis/compare.ts";
import { fakeRun, steadyNs } from "../../analysis/testing/fake-runs.ts";
import { baselineOf, sideOfBaseline, sideOfResult } from "../../analysis/side.ts";
import type { RunResult } from "../../result/schema.ts";
import { renderComparison } from "./comparison-text.ts";

function rendered(base: RunResult, head: RunResult): string {
  return renderComparison(compare(sideOfResult(base), sideOfResult(head)));
}

it("what is exact and differs comes first, then each figure with its verdict in words", () => {
  const head = fakeRun({
    serviceTimesNs: steadyNs.map((ns) => ns * 1.12),
    values: { wireBytesPerMessage: 106, wireBytesUpPerMessage: 98, sent: 999 },
  });
  expect(rendered(fakeRun(), head)).toMatchInlineSnapshot(`
    "fake   base 1a2b3c4 (aedes, 10 trials)   head 1a2b3c4 (aedes, 10 trials)

    exact figures: 23 of 26 are equal
      qos=2   sent                    changed     1,000 → 999 (−0.1 %), exact
      qos=2   wireBytesPerMessage     regressed   105 B → 106 B (+0.952 %), exact
      qos=2   wireBytesUpPerMessage   regressed   97 B → 98 B (+1.03 %), exact

    figure                    base     head  change              verdict
    qos=2
      serviceTime.p50       401 µs   449 µs   +12 %            regressed
      endToEndLatency.p50   739 µs   739 µs     0 %            no change
      endToEndLatency.p99  5.14 ms  5.14 ms     0 %            no change
      acknowledgedRate       500/s    500/s       –  set by the scenario
      deliveredRate          500/s    500/s       –  set by the scenario
      brokerCpuPerMessage   130 µs   130 µs     0 %            no change
      brokerRssPeak          72 MB    72 MB     0 %            no change

    figure                      95 % interval         p
    qos=2
      serviceTime.p50      +11.2 % to +12.8 %  < 0.0001
      endToEndLatency.p50          0 % to 0 %         1
      endToEndLatency.p99          0 % to 0 %         1
      acknowledgedRate                      –         –
      deliveredRate                         –         –
      brokerCpuPerMessage          0 % to 0 %         1
      brokerRssPeak                0 % to 0 %         1
    no change: the same in every trial (qos=2 endToEndLatency.p50, qos=2 endToEndLatency.p99, qos=2 brokerCpuPerMessage, qos=2 brokerRssPeak)
    set by the scenario: every message came through (qos=2 acknowledgedRate, qos=2 deliveredRate)

    3 regressed, 1 changed, 4 no change, 2 set by the scenario, 23 exact and equal
    "
  `);
});

it("one trial a side is said to have no spread, and no number of trials to settle it", () => {
  const one = fakeRun({ serviceTimesNs: [400e3] });
  const text = rendered(one, fakeRun({ serviceTimesNs: [500e3] }));
  expect(text).toContain("inconclusive: one trial a side has no spread: at least 5 trials a side are needed");
  expect(text).not.toContain("would settle it");
});

it("other environments and too few trials are said", () => {
  const head = fakeRun({ serviceTimesNs: steadyNs.slice(0, 3) });
  expect(rendered(head, fakeRun({ serviceTimesNs: steadyNs.slice(1, 4) }))).toMatchInlineSnapshot(`
    "fake   base 1a2b3c4 (aedes, 3 trials)   head 1a2b3c4 (aedes, 3 trials)

    exact figures: 26 of 26 are equal

    figure                    base     head  change              verdict
    qos=2
      serviceTime.p50       400 µs   401 µs       –         inconclusive
      endToEndLatency.p50   739 µs   739 µs       –         inconclusive
      endToEndLatency.p99  5.14 ms  5.14 ms       –         inconclusive
      acknowledgedRate       500/s    500/s       –  set by the scenario
      deliveredRate          500/s    500/s       –  set by the scenario
      brokerCpuPerMessage   130 µs   130 µs       –         inconclusive
      brokerRssPeak          72 MB    72 MB       –         inconclusive

    figure                 95 % interval  p
    qos=2
      serviceTime.p50                  –  1
      endToEndLatency.p50              –  1
      endToEndLatency.p99              –  1
      acknowledgedRate                 –  –
      deliveredRate                    –  –
      brokerCpuPerMessage              –  1
      brokerRssPeak                    –  1
    inconclusive: about 5 trials a side would settle it (qos=2 serviceTime.p50, qos=2 endToEndLatency.p50, qos=2 endToEndLatency.p99, qos=2 brokerCpuPerMessage, qos=2 brokerRssPeak)
    set by the scenario: every message came through (qos=2 acknowledgedRate, qos=2 deliveredRate)

    too few trials: 3 trials a side can show no change among 5 figures: at least 5 are needed, 10 are better

    5 inconclusive, 2 set by the scenario, 26 exact and equal
    "
  `);
  const elsewhere = { ...head, environment: { ...head.environment, cpu: "Another CPU" } };
  expect(rendered(fakeRun(), elsewhere)).toMatchInlineSnapshot(`
    "fake   base 1a2b3c4 (aedes, 10 trials)   head 1a2b3c4 (aedes, 3 trials)

    note: the environments differ (cpu Example CPU → Another CPU): only exact figures are compared; --force compares the others too

    exact figures: 26 of 26 are equal

    figure                    base     head  change       verdict  95 % interval  p
    qos=2
      serviceTime.p50       401 µs   400 µs       –  not compared              –  –
      endToEndLatency.p50   739 µs   739 µs       –  not compared              –  –
      endToEndLatency.p99  5.14 ms  5.14 ms       –  not compared              –  –
      acknowledgedRate       500/s    500/s       –  not compared              –  –
      deliveredRate          500/s    500/s       –  not compared              –  –
      brokerCpuPerMessage   130 µs   130 µs       –  not compared              –  –
      brokerRssPeak          72 MB    72 MB       –  not compared              –  –
    not compared: the environments differ

    7 not compared, 26 exact and equal
    "
  `);
});

it("a committed baseline has no times", () => {
  const base = sideOfBaseline(baselineOf(fakeRun()));
  expect(renderComparison(compare(base, sideOfResult(fakeRun({ values: { lost: 2 } }))))).toMatchInlineSnapshot(`
    "fake   base the committed baseline   head 1a2b3c4 (aedes, 10 trials)

    exact figures: 25 of 26 are equal
      qos=2   lost   regressed   0 → 2, exact

    1 regressed, 25 exact and equal
    "
  `);
});

it("a baseline that takes another's place is told from it", () => {
  const [before, now] = [fakeRun(), fakeRun({ values: { lost: 2 } })].map((run) => sideOfBaseline(baselineOf(run)));
  if (before === undefined || now === undefined) throw new Error("no baseline");
  expect(renderComparison(compare(before, now)).split("\n")[0]).toBe(
    "fake   base the baseline before   head the baseline accepted now",
  );
});

it("a case that the broker of one side cannot run is told with the reason, and nowhere as missing", () => {
  const why = "RabbitMQ 3.10.8 has no QoS 2";
  const head = fakeRun();
  const cases = head.cases.map((each) => ({ ...each, unsupported: why }));
  const text = rendered(fakeRun(), { ...head, cases, trials: [] });
  expect(text).toContain(`note: the head cannot run qos=2: ${why}\n`);
  expect(text).toContain("head 1a2b3c4 (no valid trial)");
  expect(text).not.toContain("only in the base");
});
