import { expect, test } from "vitest";
import { fakeScenario, fakeSensors, fakeSubscribers } from "../../../scenario/testing/fake-scenario.ts";
import { breach, SubscriptionRules } from "./subscription-rules.ts";

const none = { noLocal: false, retainAsPublished: false, retainHandling: 0 } as const;
const { none: kept, ownMessage, retainFlag, retainedMessage } = breach;

/** Two sensors that listen to both, a group that retains, and three subscribers: client numbers 0 to 3, and 4 to 6. */
const rules = new SubscriptionRules(
  fakeScenario({
    sensors: [
      fakeSensors({ listen: { topic: "sensors/+", qos: 0, options: { ...none, noLocal: true } } }),
      fakeSensors({ name: "retaining", retain: true }),
    ],
    subscribers: [
      fakeSubscribers({ options: { ...none, retainAsPublished: true } }),
      fakeSubscribers({ name: "fresh", options: { ...none, retainHandling: 2 } }),
      fakeSubscribers({ name: "plain" }),
    ],
  }),
);

test.each([
  ["its own to a sensor that bars it", 1, 1, 0, false, ownMessage],
  ["another's to that sensor", 1, 0, 0, false, kept],
  ["a retained one with RETAIN, as published", 4, 2, 1, true, kept],
  ["a retained one without", 4, 2, 1, false, retainFlag],
  ["one that is not retained, with RETAIN", 4, 0, 0, true, retainFlag],
  ["an old one to whom none is to come", 5, 2, 1, true, retainedMessage],
  ["a new one to them", 5, 2, 1, false, kept],
  ["an old one to whom all come", 6, 2, 1, true, kept],
])("%s", (_, receiver, sensor, group, isRetained, found) => {
  expect(rules.ofOwn(receiver, sensor, group, isRetained)).toBe(found);
});

test("a stranger's old message to whom none is to come is one, too", () => {
  expect([4, 5, 6].map((receiver) => rules.ofAny(receiver, true))).toEqual([kept, retainedMessage, kept]);
  expect(rules.ofAny(5, false)).toBe(kept);
});

test("without options nothing is looked at", () => {
  expect([rules.areAny, new SubscriptionRules(fakeScenario()).areAny]).toEqual([true, false]);
});
