import { describe, expect, test } from "vitest";
import { MqbenchError } from "../errors.ts";
import { renderPlan } from "../report/answers/plan-text.ts";
import { readMachine } from "../result/machine.ts";
import { prepareRun } from "../search/prepare-run.ts";
import { planRun } from "../scenario/planning/plan.ts";
import { hideSecrets } from "../secrets.ts";
import { readWithOptions } from "./scenario-options.ts";
import type { ScenarioOptions } from "./scenario-options.ts";

const scenario = "test/fixtures/tiny.yaml";
const marker = "mark3r";
const slash = `mqtt://user:${marker}/${marker}@127.0.0.1`;
const nowhere = ["mqtt://127.0.0.1:1"];

/** What a run would say before it starts anything, as it is printed. */
async function mistakeOf(options: Partial<ScenarioOptions>): Promise<string> {
  try {
    await prepareRun(readWithOptions(scenario, { set: [], ...options }), {
      hasAgents: false,
      isRemoteAllowed: false,
      command: [],
      notes: [],
    });
  } catch (error) {
    if (!(error instanceof MqbenchError)) throw error;
    return [...error.problems, error.hint ?? ""].map(hideSecrets).join("\n");
  }
  throw new Error("there was no mistake");
}

describe("a mistake is said without the secret in it", () => {
  test.each<[Partial<ScenarioOptions>]>([
    [{ broker: [slash] }],
    [{ broker: [`mqtt://user:${marker}#${marker}@127.0.0.1`] }],
    [{ broker: [`mqtt://user:${marker} ${marker}@127.0.0.1`] }],
    [{ broker: [`user:${marker}@127.0.0.1`] }],
    [{ broker: [`mqtt://user:${marker}@127.0.0.1:99999`] }],
    [{ broker: [`mqtt://user:${marker}@192.0.2.1`] }],
    [{ broker: [`mqtt://127.0.0.1?token=${marker}`] }],
    [{ broker: [slash, slash] }],
    [{ set: [`broker=${slash}`] }],
    [{ set: [`broker=user:${marker}@h`] }],
    [{ set: [`broker={ url: "${slash}", x: 1 }`] }],
    [{ set: [`broker.url.${slash}`] }],
    [{ set: [`sweep.broker=["${slash}", embedded]`] }],
    [{ set: [`sweep.broker=["mqtt://${marker}a:b@h", "mqtt://${marker}c:d@h"]`] }],
    [{ set: [`broker=["mqtt://${marker}:a@h", "mqtt://${marker}:a@h"]`] }],
    [{ set: [`broker="${slash}`] }],
    [{ set: [`thresholds=["broker=${slash}: lost == 0"]`] }],
    [{ set: [`qos=mqtt://user:${marker}@h`] }],
    [{ broker: nowhere, metrics: [`http://u:${marker}/${marker}@127.0.0.1:1/`] }],
    [{ broker: nowhere, metrics: [`u:${marker}@127.0.0.1:1`] }],
    [{ broker: nowhere, metrics: [`http://u:${marker}@192.0.2.1/?key=${marker}`] }],
  ])("%j", async (options) => {
    expect(await mistakeOf(options)).not.toContain(marker);
  });
});

test("cases that differ only in what is not shown are refused", async () => {
  const text = await mistakeOf({ set: ['sweep.broker=["mqtt://a:b@h", "mqtt://c:d@h"]'] });
  expect(text).toMatch(/^--set .*: values of sweep\.broker differ only in what is not shown/u);
});

test("a plan has cases by their brokers, without user, password and query", () => {
  const broker = `ws://${marker}:${marker}@127.0.0.1:1/mqtt?token=${marker}`;
  const { name, cases } = readWithOptions(scenario, {
    set: [`sweep.broker=["${broker}"]`, `thresholds=["broker=${broker}: lost == 0"]`],
  });
  const text = renderPlan(name, planRun(cases), readMachine());
  expect(text).toContain("broker=ws://127.0.0.1:1/mqtt?token=…");
  expect(text).not.toContain(marker);
  expect(cases[0]?.scenario.thresholds[0]?.text).toBe("broker=ws://127.0.0.1:1/mqtt?token=…: lost == 0");
});

test("a percentile that a shorter measure has too few messages for is refused with the way out", async () => {
  const long = ["phases.measure=10s", 'thresholds=["publishLatency.p99 < 1s"]'];
  expect(readWithOptions(scenario, { set: long }).cases).toHaveLength(1);
  expect(readWithOptions(scenario, { set: long, quick: true, trials: "2" }).cases[0]?.scenario.trials).toBe(2);
  const longer = await mistakeOf({ set: ["phases.measure=30s", "sensors.every=200ms", long[1] ?? ""], quick: true });
  expect(longer).toContain("p99 needs 1,000 samples and measure has messages for at most 250");
  expect(longer).toContain("leave out --quick, or the threshold");
});

test.each([
  [undefined, 10, /^--quick: .*pairs stay as many/u],
  ["3", 3, /^--quick: (?!.*pairs)/u],
])(
  "a side of a comparison made quick, with --trials %s, has %i trials, and says whose number that is",
  (given, trials, note) => {
    const options = { set: [], quick: true, ...(given !== undefined && { trials: given }) };
    const read = readWithOptions(scenario, options, { name: "a", broker: undefined, set: [], usualTrials: "10" });
    expect(read.cases.map((each) => each.scenario.trials)).toEqual(read.cases.map(() => trials));
    expect(read.notes[0]?.text).toMatch(note);
  },
);

test("trials that are set hold against the usual ones of a comparison, and a side has none of its own", () => {
  const side = { name: "a", broker: undefined, set: [], usualTrials: "10" } as const;
  const trialsOf = (set: readonly string[]) => readWithOptions(scenario, { set }, side).cases[0]?.scenario.trials;
  expect([trialsOf([]), trialsOf(["trials=4"])]).toEqual([10, 4]);
  const quick = readWithOptions(scenario, { set: ["trials=4"], quick: true }, side);
  expect(quick.cases[0]?.scenario.trials).toBe(4);
  expect(() => readWithOptions(scenario, { set: [] }, { ...side, set: ["trials=4"] })).toThrow(
    "--a-set trials: both sides have as many trials",
  );
});
