import { expect, it } from "vitest";
import type { Plateau } from "../../../result/loads/hold.ts";
import { holdFaults } from "./hold-faults.ts";

function plateau(changes: Partial<Plateau>): Plateau {
  const base = {
    level: 40,
    held: 40,
    withheld: 40,
    missing: 0,
    direction: "rising",
    atSeconds: 0,
    counts: {},
  } as const;
  return { ...base, bytes: { rss: 1e6 }, ...changes };
}

const empty = plateau({ level: 0, held: 0, withheld: 0, direction: "falling" });

function faults(...changes: readonly Partial<Plateau>[]): readonly string[] {
  return holdFaults({ plateaus: [...changes.map(plateau), empty], refused: 0 }).map(({ text }) => text);
}

it("nothing is wrong where the highest level stood, in part in the broker's queue, and came in the end", () => {
  expect(faults({})).toEqual([]);
  expect(faults({ withheld: 20, missing: 20 })).toEqual([]);
  expect(faults({ withheld: null })).toEqual([]);
});

it("a broker that never delivers holds nothing", () => {
  expect(faults({ withheld: 0, missing: 40 })).toEqual([
    "none of the 40 messages of the highest level came to its step: nothing was held",
  ]);
});

it("messages that never come when they are let go of were not held", () => {
  expect(faults({ withheld: null }, { level: 0, held: 0, missing: 27 })).toEqual([
    "27 messages never came: they were not held",
  ]);
});

it("neither were refused ones", () => {
  const [fault] = holdFaults({ plateaus: [plateau({ withheld: null }), empty], refused: 3 });
  expect(fault?.text).toBe("the broker refused 3 messages: they were not held");
  const [one] = holdFaults({ plateaus: [plateau({ withheld: null }), empty], refused: 1 });
  expect(one?.text).toBe("the broker refused 1 message: it was not held");
});

it("neither were retained ones that do not come back; of what could not be asked for nothing is known", () => {
  const plateaus = [plateau({ withheld: null }), empty];
  const faultsAt = (asked: number, came: number, problem: string | null) =>
    holdFaults({ plateaus, refused: 0, readBack: { asked, came, problem } }).map(({ text }) => text);
  const gone = [
    "3 of 40 retained messages that were read back did not come: the broker acknowledged them and did not keep them",
  ];
  expect(faultsAt(40, 37, null)).toEqual(gone);
  expect(faultsAt(40, 37, "subscription to h refused")).toEqual(gone);
  expect(faultsAt(40, 40, null)).toEqual([]);
  expect(faultsAt(0, 0, "subscription to h refused")).toEqual([]);
});

it("an experiment on memory that nothing tells measured nothing", () => {
  const plateaus = [plateau({ bytes: { generatorRss: 9e6 } })];
  expect(holdFaults({ plateaus, refused: 0 }).map(({ code }) => code)).toEqual(["no-memory"]);
});

it("a trial that came to no level is told by what ended it", () => {
  expect(holdFaults({ plateaus: [], refused: 0 })).toEqual([]);
});
