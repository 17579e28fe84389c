import { expect, test } from "vitest";
import { inOneLineEach, oneLine, visibleText, withoutCommands } from "./visible-text.ts";

test("what is not seen is made visible; line ends stay in a text, and in a line there are none", () => {
  const hostile = "a\u001B[2J\u009B\u202E\u2066\u200B\u200F\u2028\uFEFFb\r\nc";
  const shown = String.raw`a\u001b[2J\u009b\u202e\u2066\u200b\u200f\u2028\ufeffb\u000d`;
  expect(visibleText(hostile)).toBe(`${shown}\nc`);
  expect(oneLine(hostile)).toBe(String.raw`${shown}\u000ac`);
  expect(visibleText("×µ–→ Größe 温度 🌡")).toBe("×µ–→ Größe 温度 🌡");
});

test.each([
  ["::error::x", String.raw`\u003a:error::x`],
  ["ok\n  ::set-output name=a::b", `ok\n  ${String.raw`\u003a:set-output name=a::b`}`],
  ["a ##[error]x", String.raw`a \u0023#[error]x`], // anywhere in a line
  ["##VSO[task.setvariable]x", String.raw`\u0023#VSO[task.setvariable]x`], // in any case
  ["##vso[task.setvariable]x", String.raw`\u0023#vso[task.setvariable]x`],
  ["## heading, a::b, [::1]", "## heading, a::b, [::1]"],
])("a CI system finds no command in %j", (text, shown) => {
  expect(withoutCommands(text)).toBe(shown);
});

test("every text of a value is one line, keys too, but for what has lines of its own", () => {
  const value = { "a\n": ["b\n", 1, null, { configuration: { file: "c\nd" } }] };
  expect(inOneLineEach(value, new Set(["configuration"]))).toEqual({
    [String.raw`a\u000a`]: [String.raw`b\u000a`, 1, null, { configuration: { file: "c\nd" } }],
  });
});
