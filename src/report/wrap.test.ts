import fc from "fast-check";
import { expect, test } from "vitest";
import { wrapped } from "./wrap.ts";

test("a sentence goes on in the next line, a labelled one below its words, a row below its last cell", () => {
  const text = [
    "fake   100 sensors × 5 msg/s × 64 B   mosquitto 2.0.11   all valid",
    "",
    "All of the messages were acknowledged, and all of the deliveries came.",
    "messages   10 intended, 10 sent, 0 unsent, 10 acknowledged, 0 refused",
    "MQTT  1.98 MB  8,640 messages × bytes counted on the sensor's hop",
  ].join("\n");
  expect(wrapped(text, 44)).toMatchInlineSnapshot(`
    "fake   100 sensors × 5 msg/s × 64 B
      mosquitto 2.0.11   all valid

    All of the messages were acknowledged, and
    all of the deliveries came.
    messages   10 intended, 10 sent, 0 unsent,
               10 acknowledged, 0 refused
    MQTT  1.98 MB  8,640 messages × bytes
                   counted on the sensor's hop"
  `);
});

test("a table's rows, and what is copied as it stands, are left as they are", () => {
  const table = ["latency            p50       p99       max", "service time   380 µs   4.98 ms   13.9 ms"].join("\n");
  expect(wrapped(table, 40)).toBe(table);
  const command = `again mqbench run ${"--set a=b ".repeat(10)}`;
  expect(wrapped(command, 40)).toBe(command);
});

test("a word that is longer than a line stays whole, and what is narrower than any terminal is left alone", () => {
  const word = "x".repeat(100);
  expect(wrapped(`see ${word} there and more`, 40)).toBe(`see\n${word}\nthere and more`);
  expect(wrapped("a sentence of several words", 10)).toBe("a sentence of several words");
});

test("whatever is wrapped keeps its words in their order, and loses none", () => {
  const words = fc.array(fc.stringMatching(/^[a-z,.]{1,60}$/u), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(words, fc.integer({ min: 40, max: 120 }), (all, columns) => {
      const text = all.join(" ");
      const lines = wrapped(text, columns).split("\n");
      expect(lines.flatMap((line) => line.trim().split(/\s+/u))).toEqual(all);
      // Only a word of its own may be longer.
      expect(lines.filter((line) => line.trim().includes(" ") && line.length > columns)).toEqual([]);
    }),
  );
});
