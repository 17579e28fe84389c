/** The order of an interleaved comparison of two plans: A B, B A, A B, …, so that what drifts hits both sides alike. Pure. */
import type { Plan, PlannedTrial } from "../scenario/planning/plan.ts";

/** Trial n of a case of A stands beside trial n of the same case of B; the cases of a round in A's shuffled order. */
export function interleave(a: Plan, b: Plan): readonly PlannedTrial[] {
  return a.trials.flatMap((first) => {
    const partner = b.cases[a.cases.indexOf(first.case)];
    const second = b.trials.find((each) => each.case === partner && each.trial === first.trial);
    // A case that one side cannot run has nothing to be compared with.
    if (second === undefined) return [];
    return first.trial % 2 === 1 ? [first, second] : [second, first];
  });
}
