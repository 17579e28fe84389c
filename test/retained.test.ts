/** The retained experiment, end to end: which QoS arrives, live and retained, and what late subscribers get. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { RetainedSection } from "../src/result/loads/retained.ts";
import type { Trial } from "../src/result/schema.ts";
import { fakeBroker, speakMqtt } from "./fake-broker.ts";
import { mqbench, parseResult, temporaryFolder } from "./mqbench.ts";
import { needBroker } from "./needs.ts";

const retained = `name: retained
load: { kind: retained, checked: 4, settle: 50ms, timeout: 2s }
qos: 1
sensors: { count: 20, topic: "r/{id}", payload: 16B }
subscribers:
  - { name: all, count: 2, topic: r/+ }
  - { name: each, count: 20, topic: "r/{id}" }
`;

interface Ran {
  readonly trial: Trial;
  readonly section: RetainedSection;
}

async function run(...words: readonly string[]): Promise<Ran> {
  const folder = temporaryFolder();
  const file = join(folder, "retained.yaml");
  writeFileSync(file, retained);
  const { stdout, stderr } = await mqbench(["run", file, "--out", folder, "--json", ...words]);
  const trial = stdout === "" ? undefined : parseResult(stdout).trials[0];
  if (trial?.load.kind !== "retained") throw new Error(`no retained section: ${stderr}`);
  return { trial, section: trial.load };
}

const pairs = ({ pairs: all }: RetainedSection, filter: string): readonly string[] =>
  all
    .filter((pair) => pair.filter === filter)
    .map(({ publishQos, subscribeQos, live, retained: late }) => {
      const flag = late?.isRetained === true && live?.isRetained === false ? "" : " wrong flag";
      return `${publishQos} → ${subscribeQos}: ${live?.qos} live, ${late?.qos} retained${flag}`;
    });
const checks = (section: RetainedSection): readonly string[] =>
  section.checks.map(({ check, expected, found, stale }) => `${check}: ${found} of ${expected}, ${stale} stale`);

test("the embedded broker: the nine pairs, late subscribers, replaced and cleared messages", async () => {
  const { trial, section } = await run();
  expect(trial.valid).toBe(true);
  expect(pairs(section, "exact")).toMatchInlineSnapshot(`
    [
      "0 → 0: 0 live, 0 retained",
      "0 → 1: 0 live, 0 retained",
      "0 → 2: 0 live, 0 retained",
      "1 → 0: 0 live, 0 retained",
      "1 → 1: 1 live, 1 retained",
      "1 → 2: 1 live, 1 retained",
      "2 → 0: 0 live, 0 retained",
      "2 → 1: 1 live, 1 retained",
      "2 → 2: 2 live, 2 retained",
    ]
  `);
  expect(checks(section)).toMatchInlineSnapshot(`
    [
      "a message without the retain flag: 4 of 4, 0 stale",
      "replaced: 4 of 4, 0 stale",
      "subscribed: 4 of 4, 0 stale",
      "subscribed again: 4 of 4, 0 stale",
      "half of them cleared: 2 of 2, 0 stale",
    ]
  `);
  expect(section.groups.map(({ expected, arrived, missing }) => [expected, arrived, missing])).toEqual([
    [40, 40, 0],
    [20, 20, 0],
  ]);
  expect(section.groups[0]?.subscribeToLast?.count).toBe(2);
  expect(section.ledger.reconciled).toBe(true);
});

test("mosquitto delivers each pair at the lower QoS, by wildcards too, and does as the retain handling option says", async (context) => {
  await needBroker(context, "mosquitto");
  const { trial, section } = await run("--broker", "mosquitto", "--set", 'protocol="5"');
  expect(trial.valid).toBe(true);
  expect(trial.metrics["retainedWrong"]).toMatchObject({ value: 0 });
  expect(pairs(section, "wildcard")).toEqual(pairs(section, "exact"));
  expect(checks(section)).toMatchInlineSnapshot(`
    [
      "a message without the retain flag: 4 of 4, 0 stale",
      "replaced: 4 of 4, 0 stale",
      "subscribed, retain handling 0: 4 of 4, 0 stale",
      "subscribed again, retain handling 0: 4 of 4, 0 stale",
      "subscribed, retain handling 1: 4 of 4, 0 stale",
      "subscribed again, retain handling 1: 0 of 0, 0 stale",
      "subscribed, retain handling 2: 0 of 0, 0 stale",
      "subscribed again, retain handling 2: 0 of 0, 0 stale",
      "half of them cleared: 2 of 2, 0 stale",
    ]
  `);
});

test("a broker that keeps and delivers nothing is seen to", async () => {
  const broker = await fakeBroker((socket) => speakMqtt(socket, () => undefined));
  const sets = ["load.timeout=200ms", "load.settle=20ms", "connect.timeout=500ms"].flatMap((set) => ["--set", set]);
  const { trial, section } = await run("--broker", broker.url, ...sets);
  expect(trial.metrics["retainedMissing"]).toMatchObject({ value: 60 });
  // Every pair; of the checks those that expect something.
  expect(trial.metrics["retainedWrong"]).toMatchObject({ value: 18 + section.checks.length });
});
