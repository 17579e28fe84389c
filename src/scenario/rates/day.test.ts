/** scenarios/day.yaml: a day's messages are the area under what its file draws. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { planRun } from "../planning/plan.ts";
import { readScenario } from "../read.ts";

const point = z.object({ at: z.string(), rate: z.string() });
const day = z.object({
  sensors: z.array(z.object({ rate: z.union([z.string(), z.array(point)]) })),
  phases: z.object({ measure: z.string() }),
});

const numberIn = (text: string): number => Number(/^(\d+)(?:s|\/s)$/u.exec(text)?.[1]);

/** Trapezoids from the file's own words, which nothing of mqbench has read. */
function areaUnder(rate: string | readonly z.infer<typeof point>[], untilSeconds: number): number {
  if (typeof rate === "string") return numberIn(rate) * untilSeconds;
  const [first, last] = [rate[0], rate.at(-1)];
  expect([numberIn(first?.at ?? ""), numberIn(last?.at ?? "")]).toEqual([0, untilSeconds]);
  return rate.reduce((sum, { at, rate: to }, index) => {
    const before = rate[index - 1];
    if (before === undefined) return sum;
    return sum + ((numberIn(before.rate) + numberIn(to)) / 2) * (numberIn(at) - numberIn(before.at));
  }, 0);
}

test("what a day intends is its integral, to the message", () => {
  const { sensors, phases } = day.parse(parse(readFileSync("scenarios/day.yaml", "utf8")));
  const areas = sensors.map(({ rate }) => areaUnder(rate, numberIn(phases.measure)));
  // 7,500 at night, 63,000 in the morning, 120,000 at noon, 45,000 in the spike, 82,875 in the evening; and the alarms of ten minutes.
  expect(areas).toEqual([318_375, 6000]);
  const [only] = planRun(readScenario("day").cases).cases;
  expect([only?.isCertain, only?.messages?.measure]).toEqual([true, 318_375 + 6000]);
});
