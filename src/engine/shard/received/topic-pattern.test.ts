import { expect, test } from "vitest";
import { expandTopic } from "../../../scenario/fleet.ts";
import { TopicPattern } from "./topic-pattern.ts";

function isTopicOf(topic: string, count: number, numberInGroup: number, seen: string): boolean {
  const bytes = new TextEncoder().encode(`..${seen}.`);
  return new TopicPattern({ topic, count }).isTopicOf(numberInGroup, bytes, 2, bytes.length - 1);
}

test.each(["sensors/{id}/t", "{id}", "{id}/é/{id}", "sensors/all", "a/{id}{id}"])(
  "%s is known of each sensor, and of no other",
  (topic) => {
    for (const number of [0, 8, 9, 98, 99]) {
      expect(isTopicOf(topic, 100, number, expandTopic(topic, 100, number))).toBe(true);
      expect(isTopicOf(topic, 100, (number + 1) % 100, expandTopic(topic, 100, number))).toBe(!topic.includes("{id}"));
    }
  },
);

test.each(["sensors/0042/", "sensors/042/t/", "sensor/s042/t", ""])("%j is none of its topics", (seen) => {
  expect(isTopicOf("sensors/{id}/t", 100, 41, seen)).toBe(false);
});
