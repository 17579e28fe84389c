import { expect, test } from "vitest";
import { makeRounds, medianOf, spreadOf } from "./rounds.ts";

/** Each round's outcome in turn: a figure, or why there is none. */
function outcomes(...each: readonly (number | string)[]) {
  const left = [...each];
  return async (): Promise<number> => {
    const next = left.shift();
    if (typeof next !== "number") throw new Error(next ?? "no round was due");
    return await Promise.resolve(next);
  };
}

const running = new AbortController().signal;

test("a round without figures is made once more", async () => {
  const rounds = await makeRounds(3, running, outcomes(1, "ended early", 2, 3));
  expect(rounds).toEqual({ figures: [1, 2, 3], remarks: [] });
});

test("a round that twice gave none is named with its reason, and is in no median", async () => {
  const { figures, remarks } = await makeRounds(3, running, outcomes(1, "ended early", "no connection left", 4));
  expect(remarks).toEqual(["figures of 2 of 3 rounds", "round 2 gave no figures, made twice: no connection left"]);
  expect([medianOf(figures), spreadOf(figures)]).toEqual([2.5, "2.50 (1.00 to 4.00)"]);
});

test("no round is made after an interrupt, and what it interrupted is not called a round without figures", async () => {
  const interrupt = new AbortController();
  let made = 0;
  const rounds = makeRounds(5, interrupt.signal, async () => {
    made += 1;
    if (made === 2) {
      interrupt.abort();
      throw new Error("ended by SIGTERM");
    }
    return await Promise.resolve(made);
  });
  await expect(rounds).rejects.toThrow("aborted");
  expect(made).toBe(2);
});

test("what does not exist in a round is not averaged in, and what exists in none does not exist", () => {
  expect(medianOf([1, Number.NaN, 3])).toBe(2);
  expect(medianOf([Number.NaN])).toBeNaN();
  expect(spreadOf([Number.NaN])).toBe("–");
});
