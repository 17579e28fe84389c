import { expect, test, vi } from "vitest";
import { gate } from "../analysis/gate.ts";
import { fakeResult } from "../result/testing/fake-result.ts";
import { renderReport } from "./formats.ts";
import { githubAnnotations, githubSummary } from "./changes/github.ts";
import { renderJunit } from "./changes/junit.ts";

// Charts take a while to draw on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const text = "the certificate of the broker was not checked";
const result = fakeResult({ warnings: [{ code: "insecure", text }] });
const verdict = gate(result, null, { isStrict: false });

test.each(["text", "markdown", "html", "json"] as const)("a report as %s says what a run warns of", async (format) => {
  expect(await renderReport(format, [{ result, path: null }])).toContain(text);
});

test("so do annotations, summary and JUnit of a gate", () => {
  expect(githubAnnotations(result, verdict).at(-1)).toMatch(
    new RegExp(`^::warning [^:]*title=the run warns::${text}$`, "u"),
  );
  expect(githubSummary(result, verdict)).toContain(`- warning: ${text}\n`);
  expect(renderJunit(result, verdict, null)).toContain(`<property name="warning" value="${text}"/>`);
});
