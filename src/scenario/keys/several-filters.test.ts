import { expect, test } from "vitest";
import { problemsOf, readOne } from "../testing/fake-scenario-file.ts";

function problems(subscribers: string, more = ""): readonly string[] {
  const sensors =
    "[{ name: a, count: 3, every: 1s, topic: 'a/{id}' }, { name: b, count: 2, every: 1s, topic: 'b/{id}' }]";
  return problemsOf(`name: x\nsensors: ${sensors}\nsubscribers: ${subscribers}\n${more}`);
}

test("several filters are one subscriber's", () => {
  const { subscribers } = readOne(
    "name: x\nsensors: { count: 2, every: 1s, topic: 'a/{id}' }\nsubscribers: { topics: [a/1, a/2] }\n",
  );
  expect(subscribers.map(({ topics }) => topics)).toEqual([["a/1", "a/2"]]);
});

test.each([
  ["neither", "{ qos: 1 }", "", "s.yaml:3:14: subscribers.topic is missing"],
  [
    "both",
    "{ topic: a/#, topics: [b/#] }",
    "",
    "s.yaml:3:36: subscribers.topics is topic's list form: leave out one of them",
  ],
  [
    "two for one topic",
    "{ topics: [a/+, a/2] }",
    "",
    "s.yaml:3:24: subscribers.topics match a/2 twice, by a/+ and a/2: a broker may deliver it once or twice",
  ],
  [
    "one for no topic",
    "{ topics: [a/+, c/+] }",
    "",
    "s.yaml:3:24: subscribers.topics have c/+, which matches no topic that a sensor publishes to",
  ],
  [
    "a share",
    "{ topics: [a/+, b/+], share: w }",
    "",
    "s.yaml:3:24: subscribers.topics of a shared subscription are one each: make them groups, each with its topic",
  ],
  [
    "a column of no file",
    "{ topics: [a/+, 'b/{csv.x}'] }",
    "",
    "s.yaml:3:30: subscribers.topics.1 names the column x of no file: add `devices: fleet.csv`",
  ],
])("%s is told with its place", (_, subscribers, more, told) => {
  expect(problems(subscribers, more)).toContain(told);
});

test("members of a list of groups may each have several", () => {
  expect(() => problems("[{ name: r, count: 2, topics: ['a/{id}', 'b/{id}'] }]")).toThrow("nothing is wrong with it");
});

test("a load that makes clients of its own subscribes to one filter each", () => {
  expect(problems("{ topics: [a/+, b/+] }", "load: { kind: handshake }\n").join("\n")).toContain("handshake");
});
