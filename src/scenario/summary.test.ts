import { describe, expect, it } from "vitest";
import { fakeScenario, fakeSensors } from "./testing/fake-scenario.ts";
import { summarise } from "./summary.ts";

describe("summarise", () => {
  it("says how many sensors send how much how often, at which level and in which version", () => {
    const sensors = [fakeSensors({ count: 10_000, qos: 2, schedule: { kind: "even", periodNs: 5e9 } })];
    expect(summarise(fakeScenario({ sensors }))).toBe("10,000 sensors × 0.2 msg/s × 64 B, QoS 2, MQTT 3.1.1");
  });

  it("has one sensor where there is one", () => {
    expect(summarise(fakeScenario({ sensors: [fakeSensors({ count: 1 })] }))).toMatch(/^1 sensor × /u);
  });

  it("rounds the rate to 3 digits", () => {
    const sensors = [fakeSensors({ schedule: { kind: "poisson", periodNs: 3e9 } })];
    expect(summarise(fakeScenario({ sensors }))).toContain("× 0.333 msg/s ×");
  });

  it("says the window of a closed loop in place of a rate", () => {
    const sensors = [fakeSensors({ schedule: { kind: "closed" }, window: 20 })];
    expect(summarise(fakeScenario({ sensors }))).toBe("2 sensors × closed loop, window 20 × 64 B, QoS 0, MQTT 3.1.1");
  });

  it("names the groups where there are several, and each level once", () => {
    const sensors = [
      fakeSensors({ name: "fast", qos: 1 }),
      fakeSensors({ name: "slow", qos: 2, payload: { bytes: 0, file: null, template: null } }),
      fakeSensors({ name: "late", qos: 1 }),
    ];
    expect(summarise(fakeScenario({ sensors }))).toBe(
      "2 fast × 1 msg/s × 64 B + 2 slow × 1 msg/s × 0 B + 2 late × 1 msg/s × 64 B, QoS 1 and 2, MQTT 3.1.1",
    );
  });

  it("says idle in place of a level under that load", () => {
    const sensors = [fakeSensors({ schedule: { kind: "closed" } })];
    expect(summarise(fakeScenario({ load: { kind: "idle" }, sensors }))).toBe("2 sensors, idle, MQTT 3.1.1");
  });

  it("names the client where it is not mqbench's own", () => {
    expect(summarise(fakeScenario({ client: "mqttjs", protocol: "5" }))).toMatch(/, MQTT 5, client mqttjs$/u);
    expect(summarise(fakeScenario({ pacing: "precise" }))).toMatch(/, precise pacing$/u);
  });
});
