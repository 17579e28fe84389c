import { expect, test } from "vitest";
import { Seal } from "./seal.ts";

const message = { kind: "slice", epoch: 123n, counts: new Float64Array([1, 2.5]), bytes: new Uint8Array([7]) };

test("what is sealed opens with the same token, in its own place, as it was", () => {
  const sealed = new Seal("a token to share").close(message, "here");
  expect(new Seal("a token to share").open(sealed, "here")).toEqual(message);
});

test("it opens with no other token, nowhere else, and not when a bit of it was changed", () => {
  const seal = new Seal("a token to share");
  const sealed = seal.close(message, "here");
  const altered = Buffer.from(sealed);
  altered[altered.length - 1] = (altered.at(-1) ?? 0) ^ 1;
  expect(() => new Seal("another token").open(sealed, "here")).toThrow(/unable to authenticate/u);
  expect(() => seal.open(sealed, "there")).toThrow(/unable to authenticate/u);
  expect(() => seal.open(altered, "here")).toThrow(/unable to authenticate/u);
});

test("those who share a token meet under a name that does not tell it", () => {
  const { pool } = new Seal("a token to share");
  expect(new Seal("a token to share").pool).toBe(pool);
  expect(new Seal("another token").pool).not.toBe(pool);
  expect(pool).toMatch(/^[\da-f]{16}$/u);
});
