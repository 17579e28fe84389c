import { expect, test } from "vitest";
import { fakeScenario, fakeSensors, fakeSubscribers } from "../../../scenario/testing/fake-scenario.ts";
import { planFaults } from "./link-faults.ts";
import { linkedGroups } from "../../../scenario/planning/linked-groups.ts";

const cut = { kind: "at", atNs: 1e9, manner: "reset" } as const;
const link = { delayNs: 0, jitterNs: 0, bytesPerSecond: null, bufferBytes: 0, cut };

test("a device is linked and cut once, whatever kinds of messages it sends", () => {
  const device = { name: "plant", carrier: 0 };
  const sensors = ["a", "b"].map((name) => fakeSensors({ name, device, count: 2, link }));
  const scenario = fakeScenario({ sensors, subscribers: [fakeSubscribers({ link })] });
  expect(linkedGroups(scenario).map(({ role, route, name }) => [role, route, name])).toEqual([
    ["sensor", 0, "plant"],
    ["subscriber", 2, "subscribers"],
  ]);
  expect(planFaults(scenario).cuts.map(({ client }) => client)).toEqual(["s0x1", "s0x2", "r0x1"]);
});
