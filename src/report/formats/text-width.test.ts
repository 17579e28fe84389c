/** No report as text is wider than the narrowest terminal that tables are made for. */
import { describe, expect, test } from "vitest";
import { fakeFleetResult } from "../../result/testing/fake-fleet-result.ts";
import { fakeHoldResult } from "../../result/testing/fake-hold-result.ts";
import { fakeLossyResult, fakeSlowResult } from "../../result/testing/fake-link-result.ts";
import { fakeResult, fakeTrial } from "../../result/testing/fake-result.ts";
import {
  fakeChurnResult,
  fakeCommandsResult,
  fakeHandshakeResult,
  fakeRetainedResult,
  fakeWillResult,
} from "../../result/testing/fake-stepwise-results.ts";
import { keptNames, keptResult, keptResultOfLongName } from "../../result/testing/kept-result.ts";
import type { RunResult } from "../../result/schema.ts";
import { wrapped } from "../wrap.ts";
import { renderRun } from "./text.ts";

const columns = 80;
/** Commands and paths are copied as they stand. */
const copied = /^(?:again|saved|hint:) /u;

const results: readonly (readonly [string, RunResult])[] = [
  ["a QoS sweep", fakeResult()],
  ["one case", oneCase()],
  ["a hold experiment", fakeHoldResult()],
  ["handshakes with faults", fakeHandshakeResult()],
  ["wills", fakeWillResult()],
  ["retained messages", fakeRetainedResult()],
  ["a slow link", fakeSlowResult()],
  ["a lossy fleet", fakeLossyResult()],
  ["a fleet with prices", fakeFleetResult()],
  ["a fleet with prices that states itself", statedFleet()],
  ["commands", fakeCommandsResult()],
  ["devices that come and go", fakeChurnResult()],
  ["a long name", keptResultOfLongName()],
  ["names of several long keys", longKeys()],
  ...keptNames.map((name) => [`a real ${name}`, keptResult(name)] as const),
];

describe.for(results)("the text of %s", ([, result]) => {
  test(`has no line of more than ${columns} columns in such a terminal`, () => {
    const lines = wrapped(renderRun(result, null), columns).split("\n");
    expect(lines.length).toBeGreaterThan(10);
    expect(lines.filter((line) => line.length > columns && !copied.test(line))).toEqual([]);
  });

  test("wraps no row of figures: tables fit without", () => {
    const rows = renderRun(result, null)
      .split("\n")
      .filter((line) => /\S {2,}\S+(?: \S{1,3})?(?: {2,}\S+(?: \S{1,3})?){2,}$/u.test(line));
    expect(rows.filter((line) => line.length > columns)).toEqual([]);
  });
});

function oneCase(): RunResult {
  return fakeResult({ cases: fakeResult().cases.slice(1), trials: [fakeTrial(2)] });
}

function statedFleet(): RunResult {
  const result = fakeFleetResult();
  return { ...result, scenario: { ...result.scenario, fleet: {} } };
}

/** A name a case that is as wide as half of the terminal. */
function longKeys(): RunResult {
  const { cases, trials, ...others } = fakeResult();
  const idOf = (id: string): string => `sensors.payload=64B,session.reconnect.jitter=100%,${id}`;
  return {
    ...others,
    cases: cases.map((each) => ({
      ...each,
      id: idOf(each.id),
      axes: { "sensors.payload": "64B", "session.reconnect.jitter": "100%", ...each.axes },
    })),
    trials: trials.map((each) => ({ ...each, case: idOf(each.case) })),
  };
}
