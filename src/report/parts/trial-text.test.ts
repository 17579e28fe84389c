import { describe, expect, test } from "vitest";
import { fakeTrial } from "../../result/testing/fake-result.ts";
import { renderTrial } from "./trial-text.ts";

test("what a sending thread never told is unknown, and said so", () => {
  const trial = fakeTrial(2);
  const text = renderTrial({ ...trial, missingReports: 1, sensors: { ...trial.sensors, connected: null } }, false);
  expect(text[0]).toBe("connected  – of 100 sensors, 1 of 1 subscriber");
  const unknown = "not known: 1 of the sending threads or processes told no report";
  expect(text).toContain(`ledger     ${unknown}`);
  expect(text).toContain(`bytes      ${unknown}`);
});

describe("what was not measured of the processes", () => {
  const ended = "not measured: ended before measure";
  const advice = "not measured: give --broker-pid PID";
  const ofGenerator = { generatorCpu: { kind: "value", value: 0.5, unit: "ratio" } } as const;

  test.each([
    ["of a broker by URL, whose process is not known", "url", ofGenerator, advice],
    ["of a broker by URL, before measure", "url", {}, ended],
    ["of a broker that mqbench starts, before measure", "mosquitto", {}, ended],
    ["of a broker that mqbench starts, in measure", "mosquitto", ofGenerator, "not measured"],
  ] as const)("%s", (_, kind, metrics, ofBroker) => {
    const trial = fakeTrial(2);
    const text = renderTrial({ ...trial, metrics, broker: { ...trial.broker, kind } }, false);
    expect(text).toContain(`broker      ${ofBroker}`);
    expect(text.filter((line) => line.includes(advice))).toHaveLength(ofBroker === advice ? 1 : 0);
    expect(text.includes(`generator   ${ended}`)).toBe(metrics !== ofGenerator);
  });
});
