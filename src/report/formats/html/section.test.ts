import { expect, test } from "vitest";
import { table } from "./section.ts";
import { style } from "./style.ts";

const topic = "plant/hall-7/line-3/sensor-12/temperature";

test("only a cell with a long word may be broken anywhere; labels and short words are kept whole", () => {
  expect(table(["figure", "verdict"], [["mqbench", "inconclusive"]])).not.toContain("long");
  const markup = table(["topic", "hash"], [[topic, "0123456789abcdef0123456789abcdef"]]);
  expect(markup).toContain(`<th scope="row" align="left" class="long">${topic}</th>`);
  expect(markup).toContain('<td align="right" class="long" data-of="hash">0123');
  const anywhere = style.split("}").filter((rule) => rule.includes("overflow-wrap: anywhere"));
  expect(anywhere.filter((rule) => /\b(?:th|td)\b/u.test(rule))).toEqual([]);
});
