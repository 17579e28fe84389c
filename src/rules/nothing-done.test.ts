import { expect, it } from "vitest";
import { findNothing } from "./nothing-done.ts";

const account = {
  intended: 1000,
  sent: 1000,
  acknowledged: 1000,
  refused: 0,
  unfinished: 0,
  expectedDeliveries: 1000,
  delivered: 1000,
  altered: 0,
  heldByLink: null,
};

it.each([
  [[], {}],
  [["nothing-sent"], { sent: 0, acknowledged: 0, delivered: 0, expectedDeliveries: 0 }],
  [["all-refused"], { acknowledged: 0, refused: 1000 }],
  [["none-acknowledged"], { acknowledged: 0, refused: 10, unfinished: 990 }],
  [["none-delivered"], { delivered: 0 }],
  [["held-by-link"], { delivered: 0, heldByLink: 80_000 }],
  [["held-by-link"], { delivered: 999, heldByLink: 80_000 }],
  [
    ["held-by-link"],
    { intended: 0, sent: 0, acknowledged: 0, delivered: 0, expectedDeliveries: 0, heldByLink: 80_000 },
  ],
  [[], { heldByLink: 80_000 }],
  [[], { acknowledged: 1, unfinished: 999, delivered: 1 }],
])("a broker that did nothing of what was asked: %j", (codes, changes) => {
  const found: string[] = [];
  findNothing({ ...account, ...changes }, (code) => void found.push(code));
  expect(found).toEqual(codes);
});
