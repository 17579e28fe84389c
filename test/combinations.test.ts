/** Keys of the scenario file beside each other, as nobody would think to put them: whatever they are, nothing is lost and all is as predicted. */
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { faultsOf, mqbench, savedResult, temporaryFolder, value } from "./mqbench.ts";
import { needBroker } from "./needs.ts";

/** The same each time: what fails here can be looked for. */
const [scenarios, seed] = [10, 20_261_130];

const text = { json: { id: "{id}", n: "{seq}" } };
const properties = fc.record(
  {
    expiry: fc.constant("1h"),
    contentType: fc.constant("text/plain"),
    responseTopic: fc.constant("replies/of/all"),
    correlationData: fc.constantFrom("1B", "200B"),
    user: fc.constant({ unit: "°C" }),
  },
  { requiredKeys: [] },
);
const pace = fc.constantFrom(
  { every: "50ms" },
  { every: "100ms", arrival: "poisson" },
  { every: "200ms", arrival: "burst" },
  { rate: "100/s" },
  {
    rate: [
      { at: "0s", rate: "20/s" },
      { at: "300ms", rate: "200/s" },
    ],
  },
  { loop: "closed", window: 2, qos: 1 },
);
const group = fc.record(
  {
    count: fc.constantFrom(1, 3, 10),
    topic: fc.constantFrom("of/{id}", "of/{id}/温度", "of/all"),
    payload: fc.constantFrom("16B", "64B", "1kB", { size: { from: "16B", to: "200B" } }, text),
    pace,
    qos: fc.constantFrom(0, 1, 2),
    window: fc.constantFrom(1, 20),
    retain: fc.constant(true),
  },
  { requiredKeys: ["count", "topic", "payload", "pace"] },
);
const group5 = fc.record(
  { properties, topicAlias: fc.boolean(), noLocal: fc.boolean(), assignedId: fc.boolean() },
  { requiredKeys: [] },
);
const subscriber5 = fc.record(
  {
    subscriptionId: fc.constantFrom(1, 200, 100_000),
    receiveMaximum: fc.constantFrom(20, 100),
    maximumPacketSize: fc.constant("64kB"),
    topicAliasMaximum: fc.constant(10),
    retainAsPublished: fc.boolean(),
    retainHandling: fc.constantFrom(0, 1, 2),
    assignedId: fc.boolean(),
  },
  { requiredKeys: [] },
);
const around = fc.record(
  {
    transport: fc.constantFrom("tls", "tls1.3-resumed", "ws", "wss"),
    pacing: fc.constant("precise"),
    workers: fc.constantFrom(2, { count: 2, as: "processes" }),
    link: fc.constantFrom({ delay: "5ms" }, { delay: "2ms", jitter: "1ms" }),
    session: fc.constantFrom({ clean: false }, { clean: true, reconnect: { delay: "50ms", max: "200ms" } }),
    keepalive: fc.constant("1s"),
  },
  { requiredKeys: [] },
);
const scenario = fc
  .tuple(fc.boolean(), fc.array(fc.tuple(group, group5), { minLength: 1, maxLength: 2 }), subscriber5, around)
  .map(([is5, groups, asks, more]) => ({
    broker: "mosquitto",
    protocol: is5 ? "5" : "3.1.1",
    qos: 2,
    phases: { warmup: "200ms", measure: "600ms", drain: "60s" },
    ...more,
    sensors: groups.map(([{ pace: when, topic, ...stated }, { noLocal, ...of5 }], index) => {
      const of = `g${index}/${topic}`;
      const heard = noLocal === undefined ? {} : { listen: { topic: `g${index}/#`, ...(is5 && { noLocal }) } };
      return { name: `g${index}`, topic: of, ...stated, ...when, ...(is5 && of5), ...heard };
    }),
    // What nobody hears is answered otherwise in MQTT 5.
    subscribers: { topic: "#", ...(is5 && asks) },
  }));

test("of scenarios made by chance nothing is lost, and packets and bytes are as predicted", async (context) => {
  await needBroker(context, "mosquitto");
  const [folder, out] = [temporaryFolder(), temporaryFolder()];
  const made = fc.sample(scenario, { numRuns: scenarios, seed });
  for (const [index, keys] of made.entries())
    writeFileSync(join(folder, `c${index}.yaml`), JSON.stringify({ name: `c${index}`, ...keys }));
  const { stderr } = await mqbench(["run", folder, "--out", out]);
  expect(stderr).not.toMatch(/^(?:bug|error):/mu);
  expect(readdirSync(out)).toHaveLength(scenarios);
  for (const [index, keys] of made.entries()) {
    const result = savedResult(join(out, `c${index}`));
    const [trial] = result.trials;
    if (trial?.load.kind !== "steady") throw new Error("not steady");
    const counts = ["lost", "duplicate"].map((name) => value(result, 0, name));
    expect([keys, counts, faultsOf(result), trial.load.ledger.differences]).toEqual([keys, [0, 0], [], []]);
  }
});
