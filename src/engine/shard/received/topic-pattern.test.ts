import { expect, test } from "vitest";
import { makeColumn } from "../../../scenario/devices/device-rows.ts";
import { expandText } from "../../../scenario/devices/expand-text.ts";
import { topicPattern } from "./topic-pattern.ts";

/** Rows of one hundred devices: serials of three lengths, and two plants. */
const columns = new Map([
  ["serial", makeColumn(Array.from({ length: 100 }, (_, row) => `é${"x".repeat(row % 3)}${row}`))],
  ["plant", makeColumn(Array.from({ length: 100 }, (_, row) => (row % 2 === 0 ? "hall" : "yard/1")))],
]);
const hundred = { count: 100, devices: { file: "fleet.csv", skip: 0, columns } };

function isTopicOf(topic: string, numberInGroup: number, seen: string): boolean {
  const bytes = new TextEncoder().encode(`..${seen}.`);
  return topicPattern({ ...hundred, topic }).isTopicOf(numberInGroup, bytes, 2, bytes.length - 1);
}

test.each([
  "sensors/{id}/t",
  "{id}",
  "{id}/é/{id}",
  "sensors/all",
  "a/{id}{id}",
  "{csv.plant}/{csv.serial}/t",
  "a/{csv.serial}",
  "{csv.plant}/{id}{csv.serial}",
])("%s is known of each sensor, and of no other", (topic) => {
  const isOwn = topic.includes("{");
  for (const number of [0, 8, 9, 98, 99]) {
    expect(isTopicOf(topic, number, expandText(topic, hundred, number))).toBe(true);
    expect(isTopicOf(topic, (number + 1) % 100, expandText(topic, hundred, number))).toBe(!isOwn);
  }
});

test.each(["sensors/0042/", "sensors/042/t/", "sensor/s042/t", ""])("%j is none of its topics", (seen) => {
  expect(isTopicOf("sensors/{id}/t", 41, seen)).toBe(false);
});

test.each(["hall/éxx41", "yard/1/éxx41/", "yard/1/éxx4", "yard/1/éxx411", ""])("%j is no topic of its row", (seen) => {
  expect(isTopicOf("{csv.plant}/{csv.serial}", 41, "yard/1/éxx41")).toBe(true);
  expect(isTopicOf("{csv.plant}/{csv.serial}", 41, seen)).toBe(false);
});
