import { expect, test } from "vitest";
import { problemsOf, readOne } from "../testing/fake-scenario-file.ts";

const sensors = (payload = "64B"): string => `sensors: { count: 4, every: 1s, payload: ${payload} }`;

function textOf(subscribers: string, more = sensors()): string {
  return `name: x\n${more}\nsubscribers: ${subscribers}\n`;
}

test("a group says its share, and who of it leaves when and how", () => {
  const text = textOf('{ count: 5, topic: "#", share: workers, leave: { after: 10s } }');
  expect(readOne(text).subscribers).toMatchObject([
    { share: "workers", leave: { members: 1, afterNs: 10e9, by: "kill" } },
  ]);
});

test("a group that says nothing shares nothing, and all of it stay", () => {
  expect(readOne(textOf('{ topic: "#" }')).subscribers).toMatchObject([{ share: null, leave: null }]);
});

test.each([
  ['{ topic: "#", share: a/b }', sensors(), /share must be a name of letters, .* got "a\/b"$/u],
  [
    '{ topic: "#", share: a }',
    sensors("15B"),
    /share needs payloads that say which message they are: 16 bytes or more$/u,
  ],
  [
    '{ topic: "#", share: a }',
    "sensors: { count: 4 }\nload: { kind: idle }",
    /share is of messages on a schedule: leave it out under load idle$/u,
  ],
  [
    '[{ name: b, topic: "#", share: a, qos: 1 }, { name: c, topic: "#", share: a, qos: 2 }]',
    sensors(),
    /share a has members of another QoS than b's 1: they share one subscription$/mu,
  ],
  ['{ topic: "#", leave: { after: 1s } }', sensors(), /leave is of the members of a shared subscription: add/u],
  [
    '{ topic: "#", count: 2, share: a, leave: { after: 1s, members: 3 } }',
    sensors(),
    /leave.members is 3, more than the group's 2$/u,
  ],
  [
    '{ topic: "#", share: a, leave: { after: 30s } }',
    sensors(),
    /leave.after is not within measure: 30 s, and measure lasts 30 s$/u,
  ],
])("subscribers: %s is a mistake where %s", (subscribers, more, words) => {
  expect(problemsOf(textOf(subscribers, more)).join("\n")).toMatch(words);
});
