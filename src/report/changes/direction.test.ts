/** The sign of a change: slower is plus and a regression, faster is minus and an improvement, in every form in which a comparison is shown. */
import { expect, test } from "vitest";
import { compare } from "../../analysis/compare.ts";
import type { Comparison } from "../../analysis/compare.ts";
import { gate } from "../../analysis/gate.ts";
import { sideOfResult } from "../../analysis/side.ts";
import { fakeRun, steadyNs } from "../../analysis/testing/fake-runs.ts";
import { renderComparisonHtml } from "../formats/html/pages/comparison.ts";
import { renderComparison } from "./comparison-text.ts";
import { compareKept } from "./compared-results.ts";
import { renderGate } from "./gate-text.ts";
import { githubAnnotations, githubSummary } from "./github.ts";
import { renderJunit } from "./junit.ts";

const base = fakeRun({ run: "aaaa" });
const slow = fakeRun({ run: "bbbb", serviceTimesNs: steadyNs.map((ns) => ns * 1.25) });
const fast = fakeRun({ run: "bbbb", serviceTimesNs: steadyNs.map((ns) => ns * 0.8) });

/** Both sides apart, and as `ab` makes them: pair by pair. */
const sides = [
  ["two runs", null],
  ["pairs", "aaaa"],
] as const;

/** The line of the service time, with white space as one space. */
function lineOf(text: string): string {
  return (
    text
      .split("\n")
      .find((line) => line.includes("serviceTime.p50"))
      ?.replaceAll(/\s+/gu, " ") ?? ""
  );
}

function comparing(head: typeof base): Comparison {
  return compare(sideOfResult(base), sideOfResult(head));
}

test.each(sides)("%s: in text", (_, pairedWith) => {
  expect(lineOf(renderComparison(comparing({ ...slow, pairedWith })))).toMatch(/401 µs 501 µs \+25 % regressed/u);
  expect(lineOf(renderComparison(comparing({ ...fast, pairedWith })))).toMatch(/401 µs 320 µs −20 % improved/u);
  expect(lineOf(compareKept(base, { ...fast, pairedWith }, "text"))).toMatch(/−20 % improved/u);
});

test.each(sides)("%s: in the page", (_, pairedWith) => {
  const slower = renderComparisonHtml(comparing({ ...slow, pairedWith }), []);
  expect(slower).toContain("+25 %");
  expect(slower).not.toContain("−20 %");
  expect(slower).toContain("1 regressed");
  const faster = renderComparisonHtml(comparing({ ...fast, pairedWith }), []);
  expect(faster).toContain("−20 %");
  expect(faster).not.toContain("+25 %");
  expect(faster).toContain("1 improved");
});

test.each(sides)("%s: in what a gate says, writes and annotates", (_, pairedWith) => {
  const texts = (head: typeof base): readonly string[] => {
    const verdict = gate(head, comparing(head), { isStrict: false });
    return [
      renderGate(verdict, []),
      renderJunit(head, verdict, null),
      githubSummary(head, verdict, []),
      githubAnnotations(head, verdict, []).join("\n").replaceAll("%25", "%"),
    ];
  };
  for (const text of texts({ ...slow, pairedWith })) expect(text).toContain("+25 %");
  // What improved has passed.
  for (const text of texts({ ...fast, pairedWith })) expect(text).not.toMatch(/regress|\d %/u);
});
