import { describe, expect, it } from "vitest";
import { nearest } from "./nearest.ts";

describe("nearest", () => {
  it.each([
    ["sensor", ["sensors", "seed"], "; did you mean `sensors`?"], // a letter missing
    ["Sensors", ["sensors", "seed"], "; did you mean `sensors`?"], // the wrong case
    ["evry", ["every", "rate"], "; did you mean `every`?"], // two away from a short word
    ["pulishLatnecy", ["publishDelay", "publishLatency"], "; did you mean `publishLatency`?"], // a third of a long word
    ["etra", ["rate", "keepalive"], "; did you mean `rate`?"], // the same letters in another order
    ["xyzzy", ["every", "rate"], "; known: every, rate"], // nothing near
    ["anything", [], ""], // nothing known
  ])("says for %j among %j: %j", (word, known, words) => {
    expect(nearest(word, known)).toBe(words);
  });
});
