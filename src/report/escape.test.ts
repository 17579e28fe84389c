import { describe, expect, test } from "vitest";
import { escapeCsv, escapeMarkdown, escapeMarkup, escapeShell, escapeTerminal } from "./escape.ts";

describe("in a terminal", () => {
  test("control characters and turns of direction are visible, line ends stay", () => {
    expect(escapeTerminal("a\u001B[31mred\u009B2J\u202Eb\r\tc\n")).toBe(
      String.raw`a\u001b[31mred\u009b2J\u202eb\u000d\u0009c` + "\n",
    );
  });

  test("what is a command to a CI system anywhere in a line is none", () => {
    expect(escapeTerminal("a ##[error]b ##vso[task.x]c ## d")).toBe(
      String.raw`a \u0023#[error]b \u0023#vso[task.x]c ## d`,
    );
  });

  test("other languages and signs stay", () => {
    expect(escapeTerminal("×µ–→ Größe 温度 🌡")).toBe("×µ–→ Größe 温度 🌡");
  });
});

test("in markup nothing opens a tag, an entity or leaves an attribute", () => {
  expect(escapeMarkup(`<script>alert("1" & '2')</script>\u001B`)).toBe(
    String.raw`&lt;script&gt;alert(&quot;1&quot; &amp; &#39;2&#39;)&lt;/script&gt;\u001b`,
  );
});

describe("in Markdown", () => {
  test.each([
    ["<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"], // no markup
    ["a | b\nc", String.raw`a \| b c`], // no end of a cell
    ["**b** _i_ `c` ~s~", "\\*\\*b\\*\\* \\_i\\_ \\`c\\` \\~s\\~"], // no emphasis, no code
    ["![x](http://evil)", "!\\[x\\](http:\u200C//evil)"], // no image, no link
    ["@team #12 www.evil.example", "@\u200Cteam #\u200C12 www\u200C.evil.example"], // no mention, no issue, no address
    ["# x", String.raw`\# x`], // no heading
    ["1. x", String.raw`1\. x`], // no list
    ["0.1.0", "0.1.0"], // a version stays
    ["-5", "-5"], // a number, too
  ])("%j is text", (text, escaped) => {
    expect(escapeMarkdown(text)).toBe(escaped);
  });
});

describe("in CSV", () => {
  test.each([
    ["qos=2", "qos=2"],
    ["a,b", '"a,b"'], // no end of a cell
    ['say "x"', '"say ""x"""'],
    ["a\nb", '"a\nb"'],
    ["=HYPERLINK(1)", "'=HYPERLINK(1)"], // no formula
    ["@SUM(1)", "'@SUM(1)"],
    ["+1", "'+1"],
    ["-1", "'-1"],
    ["\u001B[2J", String.raw`\u001b[2J`],
  ])("%j is text", (text, escaped) => {
    expect(escapeCsv(text)).toBe(escaped);
  });
});

test.each([
  ["scenarios/qos-cost.yaml", "scenarios/qos-cost.yaml"],
  ["my file.yaml", "'my file.yaml'"],
  ["a'; rm -rf ~ #.yaml", String.raw`'a'\''; rm -rf ~ #.yaml'`],
  ["$(id).yaml", "'$(id).yaml'"],
  ["--out.yaml", "./--out.yaml"], // no option
])("in a shell %j is one word", (word, escaped) => {
  expect(escapeShell(word)).toBe(escaped);
});
