import { expect, test } from "vitest";
import { fakeResult, fakeTrial } from "../../../../result/testing/fake-result.ts";
import { renderHtml } from "./run.ts";

const passed = fakeResult();
const late = { code: "late", text: "the generator was late" };
const invalid = fakeResult({ trials: [fakeTrial(2, { valid: false, invalidBecause: [late] })] });

/** Which heading each verdict stands below, and what it says, in the order of the page. */
function verdictsOf(html: string): readonly (readonly [heading: string, mood: string])[] {
  const opening = html.slice(0, html.indexOf("<nav"));
  return opening
    .split("<h2>")
    .flatMap((part) =>
      [...part.matchAll(/<p class="verdict ([a-z-]+)">/gu)].map(
        ([, mood = ""]) => [part.split("</h2>")[0] ?? "", mood] as const,
      ),
    );
}

test("of several results each verdict stands under its own run, also where it comes before the answer", () => {
  const about = (commit: string) => ({ environment: { ...passed.environment, commit } });
  const found = verdictsOf(
    renderHtml([
      { ...invalid, ...about("aaaaaaa1") },
      { ...passed, ...about("bbbbbbb1") },
      { ...invalid, ...about("ccccccc1") },
    ]),
  );
  expect(found).toEqual([
    [expect.stringContaining("aaaaaaa"), "not-valid"],
    [expect.stringContaining("bbbbbbb"), expect.stringMatching(/^(?!not-valid)/u)],
    [expect.stringContaining("ccccccc"), "not-valid"],
  ]);
});

test("one result needs no name", () => {
  const html = renderHtml([passed]);
  expect(html.slice(0, html.indexOf("<nav"))).not.toContain("<h2>");
});
