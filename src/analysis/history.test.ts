import { expect, it } from "vitest";
import { fakeResult } from "../result/testing/fake-result.ts";
import { scenarioFingerprint } from "./history.ts";

it("a scenario is what its cases are, not what it is called", () => {
  const run = fakeResult();
  const renamed = run.cases.map((each) => ({ ...each, scenario: { ...each.scenario, name: "other", trials: 9 } }));
  const changed = run.cases.map((each) => ({ ...each, scenario: { ...each.scenario, keepaliveSeconds: 1 } }));
  expect(scenarioFingerprint({ ...run, cases: renamed })).toBe(scenarioFingerprint(run));
  expect(scenarioFingerprint({ ...run, cases: changed })).not.toBe(scenarioFingerprint(run));
  expect(scenarioFingerprint(run)).toMatch(/^[0-9a-f]{8}$/u);
});
