import { expect, test } from "vitest";
import { fakeHoldResult } from "../../result/testing/fake-hold-result.ts";
import type { RunResult } from "../../result/schema.ts";
import { holdAnswer } from "./hold-answer.ts";

/** In one of its cases memory did not follow. */
function withoutLine(result: RunResult, id: string): RunResult {
  const trials = result.trials.map((trial) => {
    if (trial.case !== id || trial.load.kind !== "hold") return trial;
    const lines = trial.load.lines.map((line) => ({ ...line, bytesPerHeld: null, note: "no growth" }));
    return { ...trial, load: { ...trial.load, lines } };
  });
  return { ...result, trials };
}

test("a case without a figure is named beside those that have one", () => {
  const answer = holdAnswer(withoutLine(fakeHoldResult(), "sensors.payload=1024B"));
  expect(answer?.headline).toMatch(/^A message of 16 B held at puback costs aedes 306 B/u);
  expect(answer?.besides.at(-1)).toBe("No figure of payload=1024B: memory did not follow what was held.");
  expect(holdAnswer(fakeHoldResult())?.besides.join("")).not.toContain("No figure");
});
