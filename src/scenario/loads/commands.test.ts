import { expect, test } from "vitest";
import { fakeScenario, fakeSensors, fakeSubscribers } from "../testing/fake-scenario.ts";
import { demandsOf } from "../planning/plan.ts";
import type { CommandInput, CommandsLoad } from "./command-keys.ts";
import { commands } from "./commands.ts";

function loadOf(all: CommandInput, groups: CommandsLoad["groups"] = {}): CommandsLoad {
  return { kind: "commands", forNs: 20e9, warmupNs: 2e9, all, groups };
}

const sensors = [fakeSensors({ name: "valves", topic: "valves/{id}/reply" })];
const subscribers = [fakeSubscribers({ topics: ["valves/+/reply"] })];

test("a group takes what the load says of all, but for what it says of the group", () => {
  const load = loadOf(
    { topic: "valves/{id}", qos: 1, timeout: 5e9 },
    { meters: { topic: "meters/{id}", reply: false } },
  );
  const scenario = fakeScenario({
    sensors: [...sensors, fakeSensors({ name: "meters", qos: 2 })],
    subscribers,
    load,
  });
  expect(commands.summarise(scenario, load)).toBe(
    "commands to 2 valves every 1 s, QoS 1 → 0 → 0 → 0, 2 meters every 1 s without reply, QoS 1 → 2, MQTT 3.1.1",
  );
  expect(commands.findMistakes(scenario, load)).toEqual([]);
  expect(commands.timeNs(scenario, load)).toBe(27e9);
  // Who sleeps is waited for until it has been back.
  const sleeping = { ...load, all: { ...load.all, asleep: 30e9, awake: 2e9 } };
  expect(commands.timeNs(scenario, sleeping)).toBe(27e9 + 34e9);
});

test("what the load asks of the broker is the highest of the groups' QoS and its own", () => {
  const load = loadOf({ topic: "valves/{id}", qos: 2, subscribeQos: 1 });
  expect(demandsOf(fakeScenario({ sensors, subscribers, load }))).toMatchObject({ publishQos: 2, subscribeQos: 1 });
});

test.each<[string, CommandsLoad, string]>([
  ["no topic", loadOf({}), "load does not say where the valves take their commands: add topic: devices/{id}/command"],
  [
    "one topic for all",
    loadOf({ topic: "all" }),
    "load.topic has no {id}: each of the valves would take every command to all",
  ],
  ["a column", loadOf({ topic: "{csv.x}/{id}" }), "load.topic has no {csv.NAME}: {csv.x}/{id}"],
  [
    "a group that is not there",
    loadOf({ topic: "a/{id}" }, { valve: {} }),
    "load.groups names valve, and there is no such group of sensors: valves",
  ],
  [
    "its own commands",
    loadOf({ topic: "valves/{id}/reply" }),
    "the backend would hear its own commands: a filter of subscribers matches valves/1/reply",
  ],
])("%s is a mistake", (_, load, words) => {
  const found = commands.findMistakes(fakeScenario({ sensors, subscribers, load }), load);
  expect(found.map(([, text]) => text)).toEqual([words]);
});

test("two groups that take each other's commands, and a group that replies to nobody, are mistakes", () => {
  const load = loadOf({ topic: "same/{id}" });
  const others = fakeSensors({ name: "meters", topic: "meters/{id}/reply" });
  const found = commands.findMistakes(fakeScenario({ sensors: [...sensors, others], subscribers, load }), load);
  expect(found.map(([, text]) => text)).toEqual([
    "two devices take their commands from same/1: give each group a topic of its own",
    "nobody hears the replies of the meters: no filter of subscribers matches meters/{id}/reply",
  ]);
});
