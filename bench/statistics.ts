/**
 * What the statistics of a comparison promise, held against simulated comparisons: false alarms, coverage of the intervals, and
 * power. `npm run bench:statistics`; `-- --comparisons 2000` for a shorter form.
 */
import { parseArgs } from "node:util";
import { judgeDifference, measureDifference } from "../src/analysis/ranks/compare-samples.ts";
import type { Difference } from "../src/analysis/ranks/compare-samples.ts";
import { detectableChange } from "../src/analysis/ranks/power.ts";
import { fewestTrialsFor, holm, significanceLevel } from "../src/analysis/ranks/significance.ts";
import { seededRandom } from "../src/seeded-random.ts";

const { values } = parseArgs({ options: { comparisons: { type: "string", default: "10000" } } });
const comparisons = Number(values.comparisons);
/** Standard deviation of a trial's logarithm about its level. */
const noise = 0.05;
const minEffect = 0.05;

interface Design {
  readonly trials: number;
  readonly tests: number;
  readonly isPaired: boolean;
}

/** Shares of the simulated comparisons; null: so few trials can pass no test. */
interface Held {
  readonly falseAlarms: number;
  readonly coverage: number;
  readonly stated: number;
  readonly found: number;
}

/** The logarithm of a trial of normal noise; of pairs both sides drift together. */
function figure(random: () => number, { trials, isPaired }: Design, change: number): Difference {
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const base = Array.from({ length: trials }, () => Math.exp(noise * normal()));
  const head = base.map((value) => (isPaired ? value : 1) * (1 + change) * Math.exp(noise * normal()));
  const pairs = isPaired ? base.map((value, index) => [value, head[index] ?? 0] as const) : null;
  const difference = measureDifference({ base, head, pairs });
  if (typeof difference === "string") throw new Error(difference);
  return difference;
}

/** Which figures of one comparison, of which the first changed, were called changed. */
function alarms(differences: readonly Difference[]): readonly boolean[] {
  const adjusted = holm(differences.map(({ p }) => p));
  return differences.map((difference, index) => {
    const adjustedP = adjusted[index] ?? 1;
    // What is not significant is no alarm, and need not be judged further.
    if (adjustedP >= significanceLevel) return false;
    const options = { adjustedP, tests: differences.length, minEffect, better: "lower" } as const;
    const { verdict } = judgeDifference(difference, options);
    return verdict === "regressed" || verdict === "improved";
  });
}

function hold(design: Design): Held {
  const random = seededRandom(1, JSON.stringify(design));
  const { trials, tests, isPaired } = design;
  let [falseAlarms, covered, intervals, found] = [0, 0, 0, 0];
  const test = isPaired ? "signed rank" : "Mann-Whitney";
  const truth = detectableChange(noise, { test, trials: [trials, trials], tests, minEffect });
  const stated: number[] = [];
  for (let comparison = 0; comparison < comparisons; comparison += 1) {
    const same = Array.from({ length: tests }, () => figure(random, design, 0));
    if (alarms(same).includes(true)) falseAlarms += 1;
    for (const { effect, spread } of same) {
      const [low, high] = effect.interval ?? [Number.NaN, Number.NaN];
      intervals += 1;
      if (low <= 1 && high >= 1) covered += 1;
      stated.push(spread);
    }
    const [changed] = alarms([figure(random, design, truth), ...same.slice(1)]);
    if (changed === true) found += 1;
  }
  const spread = stated.toSorted((a, b) => a - b)[stated.length >> 1] ?? 0;
  return {
    falseAlarms: falseAlarms / comparisons,
    coverage: covered / intervals,
    stated: detectableChange(spread, { test, trials: [trials, trials], tests, minEffect }),
    found: found / comparisons,
  };
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`.padStart(9);

process.stdout.write(
  `${comparisons} simulated comparisons a row; noise ${percent(noise).trim()} from trial to trial; a change counts from ${percent(minEffect).trim()}\n\n` +
    "trials   paired   tests   false alarms   coverage   stated: 8 of 10 find   found\n",
);
for (const isPaired of [false, true]) {
  for (const tests of [1, 8, 24]) {
    const test = isPaired ? "signed rank" : "Mann-Whitney";
    const needed = fewestTrialsFor(test, significanceLevel / tests);
    for (const trials of [5, 6, 8, 10, 20]) {
      const row = `${String(trials).padStart(6)}   ${(isPaired ? "yes" : "no").padStart(6)}   ${String(tests).padStart(5)}   `;
      if (trials < needed) process.stdout.write(`${row}too few: ${needed} are needed\n`);
      else {
        const { falseAlarms, coverage, stated, found } = hold({ trials, tests, isPaired });
        process.stdout.write(
          `${row}${percent(falseAlarms).padStart(12)}   ${percent(coverage)}   ${percent(stated).padStart(20)}   ${percent(found)}\n`,
        );
      }
    }
  }
}
