import { expect, it } from "vitest";
import { fakeHoldResult } from "../../result/testing/fake-hold-result.ts";
import { fakeResult } from "../../result/testing/fake-result.ts";
import { holdCases, splitByPayload } from "./hold.ts";

it("bytes a held message are the mean over the fresh brokers, with its interval", () => {
  const [small] = holdCases(fakeHoldResult());
  const heap = small?.gauges.find(({ gauge }) => gauge === "heap");
  expect(heap?.bytesPerHeld?.mean).toBe(306);
  expect(heap?.bytesPerHeld?.halfWidth).toBeCloseTo(1.963, 3);
  expect(heap?.givenBack?.mean).toBeCloseTo(0.98, 9);
});

it("trials that are not valid do not count", () => {
  const result = fakeHoldResult();
  const trials = result.trials.map((trial) => ({ ...trial, valid: trial.trial < 3 }));
  expect(holdCases({ ...result, trials })[0]).toMatchObject({ trials: 2 });
});

it("a gauge without a line in most trials has no figure, and says why", () => {
  const [small] = holdCases(fakeHoldResult());
  expect(small?.gauges.find(({ gauge }) => gauge === "generatorRss")).toMatchObject({
    bytesPerHeld: null,
    note: "no growth",
  });
});

it("several payloads split into bookkeeping and payload", () => {
  const heap = splitByPayload(holdCases(fakeHoldResult())).find(({ gauge }) => gauge === "heap");
  expect(heap?.payloads).toEqual([16, 1024]);
  expect(heap?.line.slope.mean).toBeCloseTo(1, 9);
  expect(heap?.line.intercept.mean).toBeCloseTo(290, 9);
  expect(heap?.line.intercept.halfWidth).toBeGreaterThan(0);
});

it("one payload does not", () => {
  const result = fakeHoldResult();
  expect(splitByPayload(holdCases({ ...result, cases: result.cases.slice(0, 1) }))).toEqual([]);
});

it("a steady load holds nothing", () => {
  expect(holdCases(fakeResult())).toEqual([]);
});
