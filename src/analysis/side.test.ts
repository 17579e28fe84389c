import { expect, it } from "vitest";
import { fakeRun } from "./testing/fake-runs.ts";
import { baselineOf, sideOfBaseline, sideOfResult } from "./side.ts";

const costs = ["packetsPerMessage", "wireBytesPerMessage", "overheadPerMessage"] as const;
/** Of messages of two sizes. */
const mixed = { wireBytesPerMessage: 105.25, overheadPerMessage: 0.6445 };

function runOf(kind: "even" | "closed" | "poisson", values: Readonly<Record<string, number>>) {
  const run = fakeRun({ serviceTimesNs: [400e3], values });
  const sensors = [{ count: 100, qos: 2, schedule: { kind, periodNs: 200e6 } }];
  return { ...run, cases: run.cases.map((each) => ({ ...each, scenario: { ...each.scenario, sensors } })) };
}

it.each([
  ["where the number of messages of each size is planned", "even", mixed, costs],
  ["where each message costs the same, however many there are", "closed", {}, costs],
  [
    "not where chance mixes messages of two sizes, but for what these have in common",
    "closed",
    mixed,
    costs.slice(0, 1),
  ],
  ["with random gaps, which are the seed's", "poisson", mixed, costs],
  ["not where connections were lost, and messages in flight sent again", "even", { ...mixed, dropped: 3 }, []],
] as const)("a mean cost is exact %s", (_, kind, values, kept) => {
  const run = runOf(kind, values);
  const [measured] = sideOfResult(run).cases;
  expect(costs.filter((metric) => measured?.exact.has(metric))).toEqual(kept);
  const [committed] = sideOfBaseline(baselineOf(run)).cases;
  expect(committed?.exact).toEqual(measured?.exact);
});

it("a baseline that was committed with a mean of what chance mixes holds it no longer", () => {
  const baseline = baselineOf(runOf("even", mixed));
  const { scenario } = baselineOf(runOf("closed", mixed)).cases["qos=2"] ?? {};
  const cases = Object.fromEntries(Object.entries(baseline.cases).map(([id, each]) => [id, { ...each, scenario }]));
  const [side] = sideOfBaseline({ ...baseline, cases }).cases;
  expect(costs.filter((metric) => side?.exact.has(metric))).toEqual(["packetsPerMessage"]);
});
