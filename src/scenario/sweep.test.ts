import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { axesOf, caseId, combine } from "./sweep.ts";

describe("combine", () => {
  it("makes one case without axes when nothing is swept", () => {
    expect(combine({})).toEqual([{}]);
  });

  it("combines every value with every other, the last axis fastest", () => {
    expect(combine({ qos: [0, 2], protocol: ["3.1.1", "5"] })).toEqual([
      { qos: 0, protocol: "3.1.1" },
      { qos: 0, protocol: "5" },
      { qos: 2, protocol: "3.1.1" },
      { qos: 2, protocol: "5" },
    ]);
  });

  it("makes as many different cases as the axes have values, multiplied", () => {
    const values = fc.uniqueArray(fc.nat(9), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.tuple(values, values, values), ([a, b, c]) => {
        const ids = combine({ a, b, c }).map(caseId);
        expect(new Set(ids).size).toBe(a.length * b.length * c.length);
        expect(ids).toHaveLength(a.length * b.length * c.length);
      }),
    );
  });
});

describe("caseId", () => {
  it.each([
    [{}, ""], // nothing swept
    [{ qos: 2 }, "qos=2"], // one axis
    [{ qos: 2, protocol: "5" }, "qos=2,protocol=5"], // two, in their order
    [{ "session.clean": false }, "session.clean=false"], // a dotted axis
  ])("of %j is %j", (axes, id) => {
    expect(caseId(axes)).toBe(id);
    expect(caseId(axesOf(id))).toBe(id);
  });

  it("has its axes in it, whatever commas and signs a value has", () => {
    expect(axesOf("sensors.topic=a,b/{id}=c,qos=2")).toEqual({ "sensors.topic": "a,b/{id}=c", qos: "2" });
  });
});
