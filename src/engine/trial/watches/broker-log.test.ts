import { expect, it } from "vitest";
import { fakeTrial } from "../../../result/testing/fake-result.ts";
import { withBrokerLog } from "./broker-log.ts";

const trial = fakeTrial(2);
const added = (lines: number) =>
  withBrokerLog(trial, { lines, kinds: [{ text: "Client … is slow", count: lines }] }).warnings.slice(
    trial.warnings.length,
  );

it("a broker that logs in proportion to messages is said to, since its figures have that work in them", () => {
  expect(added(1001)).toEqual([
    {
      code: "broker-log",
      text: 'the broker logged 1,001 warnings or errors for 1,000 messages of measure: writing them is a part of its CPU and its latencies: 1,001 × "Client … is slow"',
    },
  ]);
});

it("a few lines are shown; none, or no log, leave the trial as it is", () => {
  expect(added(2)).toEqual([
    { code: "broker-log", text: 'the broker logged 2 warnings or errors: 2 × "Client … is slow"' },
  ]);
  expect(added(1)).toEqual([
    { code: "broker-log", text: 'the broker logged 1 warning or error: 1 × "Client … is slow"' },
  ]);
  expect(withBrokerLog(trial, { lines: 0, kinds: [] })).toBe(trial);
  expect(withBrokerLog(trial, undefined)).toBe(trial);
});
