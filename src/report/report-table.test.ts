import { expect, test } from "vitest";
import { isTransposed } from "./report-table.ts";

const figures = Array.from({ length: 12 }, (_, index) => `figure ${index}`);

function ofCases(names: readonly string[]) {
  return {
    heading: ["messages", ...figures],
    rows: names.map((name) => [name, ...figures.map(() => "1,000")]),
    remarks: [],
  };
}

test("a table of many columns lies on its side where that is narrower, and not where its rows have long names", () => {
  expect(isTransposed(ofCases(["qos=0", "qos=1", "qos=2"]))).toBe(true);
  const brokers = ["embedded", "mosquitto", "nats", "rabbitmq"];
  expect(isTransposed(ofCases(brokers.flatMap((name) => [`broker=${name},qos=0`, `broker=${name},qos=1`])))).toBe(
    false,
  );
});
