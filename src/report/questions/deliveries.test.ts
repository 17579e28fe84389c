import { expect, test } from "vitest";
import { fakeResult, fakeTrial } from "../../result/testing/fake-result.ts";
import type { RunResult } from "../../result/schema.ts";
import { acknowledgedSentence } from "./deliveries.ts";

function value(count: number) {
  return { kind: "value", unit: "count", value: count } as const;
}

/** Readings at QoS 0 and alarms at QoS 2. */
function mixed(acknowledged: number): RunResult {
  const whole = fakeTrial(2, { metrics: { sent: value(130), acknowledged: value(acknowledged) } });
  if (whole.load.kind !== "steady") throw new Error("not steady");
  const groups = [
    { name: "readings", qos: 0, metrics: { sent: value(100) } },
    { name: "alarms", qos: 2, metrics: { sent: value(30), acknowledged: value(acknowledged) } },
  ];
  return fakeResult({ trials: [{ ...whole, load: { ...whole.load, groups } }] });
}

test("one message is no plural", () => {
  expect(acknowledgedSentence(mixed(1))).toBe("1 of 30 messages above QoS 0 was acknowledged, 100 at QoS 0 were sent.");
  const one = fakeTrial(2, { metrics: { sent: value(1), acknowledged: value(1), expectedDeliveries: value(1) } });
  expect(acknowledgedSentence(fakeResult({ trials: [one] }))).toBe("1 message was acknowledged.");
});

test("a message at QoS 0 is not one that was not acknowledged", () => {
  expect(acknowledgedSentence(mixed(30))).toBe(
    "All 30 messages above QoS 0 were acknowledged, 100 at QoS 0 were sent.",
  );
  expect(acknowledgedSentence(mixed(29))).toBe(
    "29 of 30 messages above QoS 0 were acknowledged, 100 at QoS 0 were sent.",
  );
});
