import fc from "fast-check";
import { expect, test } from "vitest";
import { Everyone } from "./everyone.ts";

test("all pass exactly when each does, whatever changed between two questions", () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ at: fc.nat(6), value: fc.boolean() }), { maxLength: 40 }),
      fc.integer({ min: 0, max: 7 }),
      (changes, length) => {
        const all = Array.from({ length }, () => ({ isDone: false }));
        const everyone = new Everyone(all, ({ isDone }) => isDone);
        for (const { at, value } of changes) {
          const each = all[at];
          if (each !== undefined) each.isDone = value;
          expect(everyone.passes).toBe(all.every(({ isDone }) => isDone));
        }
      },
    ),
  );
});

test("one that still fails is all that is looked at", () => {
  const all = Array.from({ length: 1000 }, () => ({ isDone: true }));
  const last = { isDone: false };
  let asked = 0;
  const everyone = new Everyone([...all, last], ({ isDone }) => {
    asked += 1;
    return isDone;
  });
  expect(everyone.passes).toBe(false);
  asked = 0;
  expect(everyone.passes).toBe(false);
  expect(asked).toBe(1);
});
