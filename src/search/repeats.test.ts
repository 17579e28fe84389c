import { expect, it } from "vitest";
import { fakeResult, fakeTrial } from "../result/testing/fake-result.ts";
import type { Trial } from "../result/schema.ts";
import { fakeCase } from "../scenario/testing/fake-scenario.ts";
import { planRun } from "../scenario/planning/plan.ts";
import type { PlannedTrial } from "../scenario/planning/plan.ts";
import { interleave } from "./ab.ts";
import { keepTrial, Repeats } from "./repeats.ts";

const valid = fakeTrial(2);
const late: Trial = { ...valid, valid: false, invalidBecause: [{ code: "late", text: "mqbench was late" }] };
const stopped: Trial = { ...late, invalidBecause: [{ code: "ended-early", text: "interrupted" }] };

function rounds(trials: number): readonly PlannedTrial[] {
  const [a, b] = [planRun([fakeCase({ trials }, "x")]), planRun([fakeCase({ trials }, "x")])];
  return interleave(a, b);
}

/** The places of the trials that are made, when each outcome is by its turn; beyond them all are valid. */
function madeWith(outcomes: readonly Trial[], planned = rounds(2)): readonly number[] {
  const repeats = new Repeats(planned);
  const made: number[] = [];
  for (const [turn, each] of repeats.queue.entries()) {
    made.push(planned.indexOf(each));
    repeats.look(each, outcomes[turn] ?? valid);
  }
  return made;
}

it("makes both sides of a round again when one of them is not valid, after the others", () => {
  expect(madeWith([])).toEqual([0, 1, 2, 3]);
  expect(madeWith([valid, late])).toEqual([0, 1, 2, 3, 0, 1]);
  expect(madeWith([late, late])).toEqual([0, 1, 2, 3, 0, 1]);
});

it("gives up after two repeats of a round, and repeats nothing that was stopped", () => {
  expect(madeWith(Array.from({ length: 20 }, () => late))).toEqual([0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3]);
  expect(madeWith([stopped, stopped])).toEqual([0, 1, 2, 3]);
});

it("keeps the trial that takes a place, and the one that had it beside", () => {
  const result = { ...fakeResult(), trials: [] };
  keepTrial(result, late);
  keepTrial(result, valid);
  expect([result.trials, result.setAside]).toEqual([[valid], [late]]);
  keepTrial(result, stopped);
  expect([result.trials, result.setAside]).toEqual([[valid], [late, stopped]]);
});
