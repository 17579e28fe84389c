import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { kneeOf, nextRate } from "./next-rate.ts";
import type { RateTrial, RateVerdict, SearchRange } from "./next-rate.ts";

const range: SearchRange = { from: 1000, lowest: 10, highest: 1_000_000, precision: 0.05 };

/** Runs a search with a trial that is a function of the rate and of how often that rate was tried before. */
function search(tryRate: (rate: number, before: number) => RateVerdict, of: SearchRange = range) {
  const trials: RateTrial[] = [];
  for (let rate = nextRate(trials, of); rate !== null; rate = nextRate(trials, of)) {
    if (trials.length > 100) throw new Error("the search does not end");
    const before = trials.filter(({ ratePerSecond }) => ratePerSecond === rate).length;
    trials.push({ ratePerSecond: rate, verdict: tryRate(rate, before) });
  }
  return { knee: kneeOf(trials), rates: trials.map(({ ratePerSecond }) => ratePerSecond), trials };
}

const brokerUpTo =
  (limit: number) =>
  (rate: number): RateVerdict =>
    rate <= limit ? "sustained" : "exceeded";

describe("a search", () => {
  it("doubles until a rate fails, bisects, and tries both rates that it ends between once more", () => {
    const { knee, rates } = search(brokerUpTo(5000));
    expect(rates).toEqual([1000, 2000, 4000, 8000, 5660, 4760, 5190, 4970, 5190, 4970]);
    expect(knee).toEqual({ ratePerSecond: 4970, bound: { kind: "broker", ratePerSecond: 5190 } });
  });

  it("quarters where the first rate fails", () => {
    const { knee, rates } = search(brokerUpTo(300));
    expect(rates.slice(0, 5)).toEqual([1000, 250, 500, 354, 297]);
    expect(knee.ratePerSecond).toBeGreaterThan(280);
  });

  it("ends with no rate where none is sustained", () => {
    expect(search(() => "exceeded").knee).toEqual({
      ratePerSecond: null,
      bound: { kind: "broker", ratePerSecond: 10 },
    });
  });

  it("ends at the highest rate it may try, confirmed", () => {
    const { knee, rates } = search(brokerUpTo(1e9), { ...range, highest: 3000 });
    expect(rates).toEqual([1000, 2000, 3000, 3000]);
    expect(knee).toEqual({ ratePerSecond: 3000, bound: { kind: "range" } });
  });

  it("does not blame the broker for what the generator could not do", () => {
    const tryRate = (rate: number): RateVerdict => (rate <= 5000 ? "sustained" : "generator");
    expect(search(tryRate).knee.bound).toEqual({ kind: "generator", ratePerSecond: 5190 });
  });

  it("takes a trial that is not valid for none: it is made again, twice at most", () => {
    const tryRate = (rate: number, before: number): RateVerdict => (before < 2 ? "generator" : brokerUpTo(5000)(rate));
    const { knee, rates } = search(tryRate);
    expect(rates.slice(0, 4)).toEqual([1000, 1000, 1000, 2000]);
    expect(knee).toEqual({ ratePerSecond: 4970, bound: { kind: "broker", ratePerSecond: 5190 } });
  });

  it("is not misled by one trial that fails for a moment", () => {
    const tryRate = (rate: number, before: number): RateVerdict =>
      rate === 2000 && before === 0 ? "exceeded" : brokerUpTo(5000)(rate);
    expect(search(tryRate).knee.ratePerSecond).toBe(4970);
  });

  it("is not misled by a slow moment of the machine in which several trials fail, at whatever rate", () => {
    let trials = 0;
    const tryRate = (rate: number): RateVerdict => {
      trials += 1;
      return trials > 2 && trials <= 6 ? "exceeded" : brokerUpTo(5000)(rate);
    };
    expect(search(tryRate).knee.ratePerSecond).toBeGreaterThan(4700);
  });

  it("is not misled by one trial that passes by luck: what it ends with must pass twice", () => {
    const tryRate = (rate: number, before: number): RateVerdict =>
      rate <= 5000 || (rate === 5660 && before === 0) ? "sustained" : "exceeded";
    const { knee } = search(tryRate);
    expect(knee.ratePerSecond).toBeLessThanOrEqual(5000);
    expect(knee.ratePerSecond).toBeGreaterThan(4700);
  });

  it("ends within its precision of any limit, from any first rate", () => {
    fc.assert(
      fc.property(fc.integer({ min: 20, max: 900_000 }), fc.integer({ min: 10, max: 900_000 }), (limit, from) => {
        const { knee } = search(brokerUpTo(limit), { ...range, from });
        expect(knee.ratePerSecond).toBeLessThanOrEqual(limit);
        expect(knee.ratePerSecond).toBeGreaterThan(limit / 1.06);
      }),
    );
  });

  it("takes one failure between trials that are not valid for no limit of the broker", () => {
    const tryRate = (rate: number, before: number): RateVerdict => {
      if (rate <= 5000) return "sustained";
      return before === 0 ? "exceeded" : "generator";
    };
    const { knee, trials } = search(tryRate);
    expect(knee).toEqual({ ratePerSecond: 4970, bound: { kind: "generator", ratePerSecond: 5190 } });
    expect(trials.filter(({ ratePerSecond }) => ratePerSecond === 5190).map(({ verdict }) => verdict)).toEqual([
      "exceeded",
      "generator",
      "generator",
      "generator",
    ]);
  });

  it("ends whatever the trials say, within three repeats of a rate, and tells no limit that one trial shows", () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.constantFrom<RateVerdict>("sustained", "exceeded", "generator")), (verdicts) => {
        const { trials, knee } = search(() => verdicts.next().value ?? "exceeded");
        const { ratePerSecond, bound } = knee;
        const count = (rate: number | null, verdict: RateVerdict) =>
          trials.filter((each) => each.ratePerSecond === rate && each.verdict === verdict).length;
        for (const { ratePerSecond: rate } of trials)
          expect(trials.filter((each) => each.ratePerSecond === rate).length).toBeLessThanOrEqual(4);
        expect(ratePerSecond === null || count(ratePerSecond, "sustained") >= 2).toBe(true);
        expect(bound.kind !== "broker" || count(bound.ratePerSecond, "exceeded") >= 2).toBe(true);
        expect(bound.kind !== "generator" || count(bound.ratePerSecond, "generator") >= 1).toBe(true);
      }),
    );
  });
});
