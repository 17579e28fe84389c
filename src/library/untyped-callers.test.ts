/** What a caller without types is told of a value that is none of those expected. */
import { expect, test } from "vitest";
import { MqbenchError } from "../errors.ts";
import { fakeResult } from "../result/testing/fake-result.ts";
import { compare, gate, meet, plan, report, run } from "./mqbench.ts";

const result = fakeResult();

/** As JavaScript calls it. */
async function told(call: (...given: never[]) => unknown, ...given: readonly unknown[]): Promise<string> {
  try {
    await Reflect.apply(call, undefined, given);
  } catch (error) {
    if (error instanceof MqbenchError) return error.message;
    throw error;
  }
  return "nothing";
}

test.for([
  [run, [undefined], /^expected the path of a scenario, or a name of one, got undefined$/u],
  [plan, [{ name: "smoke" }], /got an object that is none$/u],
  [report, [result, "pdf"], /^format: expected text, html, .*openmetrics, got "pdf"$/u],
  [report, [undefined], /^expected a result, or the path of one, got undefined$/u],
  [report, [Promise.resolve(result)], /got a promise: await it$/u],
  [compare, [result, null], /got null$/u],
  [gate, [result, { baseline: 5 }], /got 5$/u],
  [meet, [{}, ["lost == 0"]], /^expected a result, or the path of one, got an object that is none$/u],
  [meet, [result, "lost == 0"], /^expected a list of thresholds, got "lost == 0"$/u],
] as const)("%o of %o", async ([call, given, words]) => {
  expect(await told(call, ...given)).toMatch(words);
});
