import { expect, test } from "vitest";
import { problemsOf, readOne, twoSensors } from "../testing/fake-scenario-file.ts";
import { reconnectWaitNs } from "./reconnect-wait.ts";

test.each([
  // A duration alone: the same wait every time.
  ["1s", { delayNs: 1e9, factor: 1, maxNs: 1e9, jitterShare: 0 }],
  ["{}", { delayNs: 1e9, factor: 2, maxNs: 30e9, jitterShare: 0.5 }],
  ["{ delay: 200ms, factor: 3, max: 5s, jitter: 20% }", { delayNs: 200e6, factor: 3, maxNs: 5e9, jitterShare: 0.2 }],
  // The first wait is never shortened by the longest.
  ["{ delay: 60s }", { delayNs: 60e9, factor: 2, maxNs: 60e9, jitterShare: 0.5 }],
])("reconnect: %s", (text, reconnect) => {
  expect(readOne(`name: x\nsession: { reconnect: ${text} }\n${twoSensors}\n`).session.reconnect).toEqual(reconnect);
});

test("what is neither says so", () => {
  expect(problemsOf(`name: x\nsession: { reconnect: 5 }\n${twoSensors}\n`)).toMatchInlineSnapshot(`
    [
      "s.yaml:2:23: session.reconnect: expected a duration such as 250us, 20ms, 5s, 2min or 1h, or { delay, factor, max, jitter }, got 5",
    ]
  `);
  expect(problemsOf(`name: x\nsession: { reconnect: { delay: 1 } }\n${twoSensors}\n`)).toMatchInlineSnapshot(`
    [
      "s.yaml:2:32: session.reconnect.delay: expected a duration such as 250us, 20ms, 5s, 2min or 1h, got 1",
    ]
  `);
});

test.each([
  { attempt: 0, uniform: 0, ms: 100 },
  { attempt: 1, uniform: 0, ms: 200 },
  { attempt: 3, uniform: 0, ms: 800 },
  // Not beyond the longest, however often.
  { attempt: 4, uniform: 0, ms: 1000 },
  { attempt: 5000, uniform: 0, ms: 1000 },
  // Chance takes off up to half.
  { attempt: 1, uniform: 0.5, ms: 150 },
  { attempt: 4, uniform: 0.999_999, ms: 500 },
])("attempt $attempt with chance $uniform waits $ms ms", ({ attempt, uniform, ms }) => {
  const reconnect = { delayNs: 100e6, factor: 2, maxNs: 1e9, jitterShare: 0.5 };
  expect(reconnectWaitNs(reconnect, attempt, uniform) / 1e6).toBeCloseTo(ms, 2);
});
