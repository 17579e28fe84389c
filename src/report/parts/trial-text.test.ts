import { expect, test } from "vitest";
import { fakeTrial } from "../../result/testing/fake-result.ts";
import { renderTrial } from "./trial-text.ts";

test("what a sending thread never told is unknown, and said so", () => {
  const trial = fakeTrial(2);
  const text = renderTrial({ ...trial, missingReports: 1, sensors: { ...trial.sensors, connected: null } }, false);
  expect(text[0]).toBe("connected  – of 100 sensors, 1 of 1 subscribers");
  const unknown = "not known: 1 of the sending threads or processes told no report";
  expect(text).toContain(`ledger     ${unknown}`);
  expect(text).toContain(`bytes      ${unknown}`);
});
