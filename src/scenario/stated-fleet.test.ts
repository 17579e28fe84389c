import { describe, expect, it } from "vitest";
import { problemsOf, readOne } from "./testing/fake-scenario-file.ts";

const fleetOf = (text: string) => readOne(`name: x\n${text}\n`).fleet;
const sensors = "sensors: { count: 100, payload: 64B, every: 5s }";

describe("the fleet whose cost is reckoned", () => {
  it("is the sensors' where nothing is stated", () => {
    expect(fleetOf(`${sensors}\nkeepalive: 90s`)).toEqual({
      devices: 100,
      periodNs: 5e9,
      payloadBytes: 64,
      keepaliveSeconds: 90,
    });
  });

  it("is what is stated, key by key", () => {
    expect(fleetOf(`${sensors}\nfleet: { devices: 250000, every: 1h }`)).toEqual({
      devices: 250_000,
      periodNs: 3600e9,
      payloadBytes: 64,
      keepaliveSeconds: 60,
    });
    expect(fleetOf(`${sensors}\nfleet: { payload: 200B, keepalive: 10min }`)).toMatchObject({
      payloadBytes: 200,
      keepaliveSeconds: 600,
    });
    expect(fleetOf(`${sensors}\nfleet: { cut: 1% }`)).toMatchObject({ devices: 100, cutShare: 0.01 });
  });

  it("is the average device of several groups: by messages, where payloads differ", () => {
    const groups = `sensors:
  - { name: a, count: 100, every: 1s, payload: 10B }
  - { name: b, count: 300, every: 3s, payload: 50B }`;
    // 200 messages a second of 400 devices, half of them of 10 B.
    expect(fleetOf(groups)).toMatchObject({ devices: 400, periodNs: 2e9, payloadBytes: 30 });
  });

  it("is none where nothing says how often a device sends", () => {
    const closed = "sensors: { count: 100, loop: closed }";
    expect(fleetOf(closed)).toBeNull();
    expect(fleetOf(`${closed}\nfleet: { every: 5min }`)).toMatchObject({ devices: 100, periodNs: 300e9 });
  });

  it.each([
    ["devices: 0", "fleet.devices"],
    ["every: 5", "fleet.every"],
    ["payload: 64", "fleet.payload"],
    ["keepalive: 20h", "fleet.keepalive"],
    ["cut: 120%", "fleet.cut"],
    ["cut: 4/min", "fleet.cut"],
    ["evry: 5s", "did you mean `every`?"],
  ])("refuses %s", (key, text) => {
    expect(problemsOf(`name: x\n${sensors}\nfleet: { ${key} }\n`).join()).toContain(text);
  });
});
