import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { makeColumn } from "./device-rows.ts";
import { expandText, padId } from "./expand-text.ts";

describe("padId", () => {
  it.each([
    [1, 0, "1"], // a group of one
    [9, 8, "9"], // one digit
    [10, 0, "01"], // two digits, padded
    [10, 9, "10"], // the last needs none
    [10_000, 41, "00042"],
    [1_000_000, 999_999, "1000000"], // the largest group
  ])("of %d clients names number %d %s", (count, number, id) => {
    expect(padId(count, number)).toBe(id);
  });

  it("gives every client of a group a name of the same width", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), fc.nat(), (count, seed) => {
        expect(padId(count, seed % count)).toHaveLength(String(count).length);
      }),
    );
  });
});

describe("expandText", () => {
  it("puts the number wherever {id} stands", () => {
    expect(expandText("a/{id}/b/{id}", { count: 10, devices: null }, 2)).toBe("a/03/b/03");
  });

  it("leaves a topic without {id} as it is", () => {
    expect(expandText("a/b", { count: 10, devices: null }, 2)).toBe("a/b");
  });

  it("puts what the client's row says wherever {csv.NAME} stands, as it is", () => {
    const columns = new Map([["plant", makeColumn(["hall", "yard $& {id}", ""])]]);
    const devices = { file: "fleet.csv", skip: 0, columns };
    const texts = [0, 1, 2].map((number) => expandText("{csv.plant}-{id}", { count: 3, devices }, number));
    expect(texts).toEqual(["hall-1", "yard $& {id}-2", "-3"]);
  });
});
