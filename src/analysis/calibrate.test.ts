import { expect, it } from "vitest";
import { renderCalibration } from "../report/answers/calibration-text.ts";
import { noiseOf } from "./calibrate.ts";
import { fakeRun, steadyNs } from "./testing/fake-runs.ts";

it("the trials of both sides are one sample; what counts is the default, or twice the noise", () => {
  const loud = steadyNs.map((ns, index) => ns * (index % 2 === 0 ? 0.9 : 1.1));
  const [quiet] = noiseOf([fakeRun(), fakeRun()]);
  expect(quiet).toMatchObject({ name: "serviceTime.p50", trials: 20, minEffect: 0.05 });
  expect(quiet?.variation).toBeCloseTo(0.0074, 4);
  const [noisy] = noiseOf([fakeRun({ serviceTimesNs: loud }), fakeRun({ serviceTimesNs: loud })]);
  expect(noisy?.minEffect).toBeCloseTo(2 * (noisy?.variation ?? 0), 12);
  expect(noisy?.detectable).toBeGreaterThan(noisy?.minEffect ?? 1);
});

it("is printed by case and figure", () => {
  const table = renderCalibration(noiseOf([fakeRun(), fakeRun()]));
  expect(table.split("\n").slice(0, 2).join("\n")).toMatchInlineSnapshot(`
    "case                 figure   trials   variation   counts from   detectable
    qos=2       serviceTime.p50       20     0.736 %           5 %       5.32 %"
  `);
});
