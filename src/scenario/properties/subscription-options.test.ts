import { expect, test } from "vitest";
import { planRun } from "../planning/plan.ts";
import { fakeCase, fakeSensors } from "../testing/fake-scenario.ts";
import { problemsOf, readOne } from "../testing/fake-scenario-file.ts";

const textOf = (subscribers: string, more = "") => `name: x
protocol: "5"
${more}
sensors: { count: 2, every: 1s, listen: { topic: sensors/+, noLocal: true } }
subscribers: { topic: sensors/+, ${subscribers} }
`;

test("subscribers and sensors that listen state options of their subscription", () => {
  const { sensors, subscribers } = readOne(textOf("retainAsPublished: true, retainHandling: 2"));
  expect(sensors[0]?.listen?.options).toEqual({ noLocal: true, retainAsPublished: false, retainHandling: 0 });
  expect(subscribers[0]?.options).toEqual({ noLocal: false, retainAsPublished: true, retainHandling: 2 });
  expect(readOne(textOf("qos: 1")).subscribers[0]?.options).toBeUndefined();
});

test("what a sensor publishes is not due to itself where it bars that", () => {
  const options = { noLocal: true, retainAsPublished: false, retainHandling: 0 } as const;
  const dueOf = (listen: ReturnType<typeof fakeSensors>["listen"]): number | null | undefined =>
    planRun([fakeCase({ protocol: "5", subscribers: [], sensors: [fakeSensors({ count: 3, listen })] })]).cases[0]
      ?.deliveries;
  // Thirty messages of each of three.
  expect(dueOf({ topic: "sensors/+", qos: 0 })).toBe(3 * 3 * 30);
  expect(dueOf({ topic: "sensors/+", qos: 0, options })).toBe(3 * 2 * 30);
});

test.each([
  ["retainHandling: 3", "", /subscribers\.retainHandling must be 0 \(always\), 1 .* or 2 \(never\), got 3/u],
  [
    "noLocal: true, share: w",
    "",
    /noLocal is no option of a shared subscription, as subscribers has it \[MQTT-3\.8\.3-4\]/u,
  ],
])("subscribers with %s are a mistake", (subscribers, more, words) => {
  expect(problemsOf(textOf(subscribers, more)).join("\n")).toMatch(words);
});

test("at MQTT 3.1.1 each is a mistake at its place", () => {
  const older = textOf("retainHandling: 0, retainAsPublished: true").replace('"5"', '"3.1.1"');
  expect(problemsOf(older)).toEqual([
    's.yaml:4:70: sensors.listen.noLocal is of MQTT 5: add `protocol: "5"`',
    's.yaml:5:50: subscribers.retainHandling is of MQTT 5: add `protocol: "5"`',
    's.yaml:5:72: subscribers.retainAsPublished is of MQTT 5: add `protocol: "5"`',
  ]);
});
