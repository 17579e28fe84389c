import { expect, it } from "vitest";
import { fakeCase } from "../scenario/testing/fake-scenario.ts";
import { planRun } from "../scenario/planning/plan.ts";
import type { Plan } from "../scenario/planning/plan.ts";
import { interleave } from "./ab.ts";

function planOf(ids: readonly string[], trials: number): Plan {
  return planRun(ids.map((id) => fakeCase({ trials }, id)));
}

it("each pair follows at once, and every other one begins with B", () => {
  const [a, b] = [planOf(["x"], 4), planOf(["x"], 4)];
  const order = interleave(a, b).map(({ case: of, trial }) => `${a.cases.includes(of) ? "A" : "B"}${trial}`);
  expect(order).toEqual(["A1", "B1", "B2", "A2", "A3", "B3", "B4", "A4"]);
});

it("the cases of a round stay together, paired by their place in the sweep", () => {
  const [a, b] = [planOf(["qos=0", "qos=1"], 2), planOf(["qos=0", "qos=1"], 2)];
  const order = interleave(a, b);
  expect(order).toHaveLength(8);
  for (let index = 0; index < order.length; index += 2) {
    expect(order[index]?.case.id).toBe(order[index + 1]?.case.id);
    expect(order[index]?.trial).toBe(order[index + 1]?.trial);
  }
});

it("a case that one side cannot run is left out", () => {
  const [a, b] = [planOf(["qos=0", "qos=1"], 1), planOf(["qos=0", "qos=1"], 1)];
  const without = { ...b, trials: b.trials.filter(({ case: { id } }) => id === "qos=0") };
  expect(interleave(a, without).map(({ case: { id } }) => id)).toEqual(["qos=0", "qos=0"]);
});
