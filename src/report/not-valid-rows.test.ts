/** No figure of a trial that is not valid stands in a table as if it were one. */
import { describe, expect, it } from "vitest";
import { fakeHandshakeResult, fakeRetainedResult, fakeWillResult } from "../result/testing/fake-stepwise-results.ts";
import { fakeHoldResult } from "../result/testing/fake-hold-result.ts";
import { fakeLossyResult, fakeSlowResult } from "../result/testing/fake-link-result.ts";
import { fakeResult } from "../result/testing/fake-result.ts";
import type { RunResult, Trial } from "../result/schema.ts";
import { holdTable } from "./loads/hold-text.ts";
import { renderMarkdown } from "./formats/markdown.ts";
import { reportParts } from "./parts.ts";
import type { ReportTable } from "./report-table.ts";
import { renderRun } from "./formats/text.ts";

/** The result with those trials not valid that the test names. */
function notValid(result: RunResult, isMeant: (trial: Trial) => boolean = () => true): RunResult {
  const invalidBecause = [{ code: "late", text: "mqbench was late" }];
  const trials = result.trials.map((trial) => (isMeant(trial) ? { ...trial, valid: false, invalidBecause } : trial));
  return { ...result, trials };
}

function tablesOf(id: string, result: RunResult): readonly ReportTable[] {
  const part = reportParts.find((each) => each.id === id);
  if (part === undefined) throw new Error(`no part ${id}`);
  return part.tablesOf(result);
}

const brokerRestart = {
  plannedAtSeconds: 10,
  downSeconds: 2,
  manner: "stop",
  toldAtSeconds: 10,
  endedAtSeconds: 10.1,
  startedAtSeconds: 12,
  readyAtSeconds: 12.1,
  lastBackSeconds: 1.5,
} as const;

function fakeRestarted(): RunResult {
  const result = fakeResult();
  return { ...result, trials: result.trials.map((trial) => ({ ...trial, brokerRestart })) };
}

describe.each<readonly [string, RunResult]>([
  ["outages", fakeLossyResult()],
  ["link", fakeSlowResult()],
  ["restart", fakeRestarted()],
])("the table of %s", (id, result) => {
  const [first] = result.trials;

  it("says not valid in place of the figures of such a trial, and keeps the others", () => {
    const before = tablesOf(id, result)[0]?.rows ?? [];
    const after =
      tablesOf(
        id,
        notValid(result, (trial) => trial === first),
      )[0]?.rows ?? [];
    expect(after).toHaveLength(before.length);
    const changed = after.filter((row, index) => row.join("|") !== before[index]?.join("|"));
    expect(changed.length).toBeGreaterThan(0);
    for (const [name, ...figures] of changed) {
      expect(name).not.toBe("");
      expect(figures.join("")).toBe("not valid");
    }
  });

  it("has as many cells in every row", () => {
    for (const { heading, rows } of tablesOf(id, notValid(result)))
      for (const row of rows) expect(row).toHaveLength(heading.length);
  });
});

describe("what was held", () => {
  const [first] = fakeHoldResult().cases;

  it("has no figure of a case without a valid trial, and says of how many trials the others are", () => {
    const table = holdTable(notValid(fakeHoldResult(), (trial) => trial.case === first?.id));
    expect(table?.rows[0]).toEqual(["payload=16B", "not valid", "", "", "", "", "0 of 5 valid"]);
    expect(table?.rows[1]?.at(-1)).toBe("5");
    const some = holdTable(notValid(fakeHoldResult(), ({ trial }) => trial === 1));
    expect(some?.rows[0]?.at(-1)).toBe("4 of 5 valid");
    expect(some?.rows[0]).not.toContain("not valid");
  });

  it("is a table that says so where no trial is valid", () => {
    expect(holdTable(notValid(fakeHoldResult()))?.rows[1]).toContain("not valid");
    expect(renderMarkdown([notValid(fakeHoldResult())])).toContain("not valid");
  });
});

it.each<readonly [string, RunResult, string]>([
  ["wills", fakeWillResult(), "wills"],
  ["retained messages", fakeRetainedResult(), "retained"],
  ["the handshake matrix", fakeHandshakeResult(), "guarantees"],
])("%s stand under a name that says so", (_, result, id) => {
  const [trial, ...others] = notValid(result).trials;
  const one = { ...result, trials: trial === undefined ? [] : [trial] };
  for (const some of [one, { ...result, trials: [...one.trials, ...others] }])
    for (const { heading, rows } of tablesOf(id, some))
      expect([...heading, ...rows.flat()].join("|")).toContain("not valid");
});

it("a trial in full says so first, and a trial of many in its name", () => {
  const result = fakeResult();
  expect(renderRun(notValid(result), null)).toMatch(/^messages +qos=0, not valid +qos=2, not valid$/mu);
  const [qos0] = result.cases;
  const [trial] = result.trials;
  const one = { ...result, cases: qos0 === undefined ? [] : [qos0], trials: trial === undefined ? [] : [trial] };
  expect(renderRun(notValid(one), null)).toContain("\nnot valid: no figure below is one of the broker\nconnected");
});
