import { expect, test } from "vitest";
import { metricInfo } from "../../metrics/catalogue.ts";
import { fakeResult, fakeTrial } from "../../result/testing/fake-result.ts";
import type { RunResult, Trial } from "../../result/schema.ts";
import { accountTables } from "./accounts-text.ts";

function withLoss(trial: Trial): Trial {
  const lost = { kind: "value", unit: "count", value: 3 } as const;
  return { ...trial, metrics: { ...trial.metrics, lost, delivered: { ...lost, value: 997 } } };
}

/** Cells by their heading, of the row of that name. */
function rowOf(result: RunResult, name: string): Readonly<Record<string, string>> {
  const [table] = accountTables(result);
  const row = table?.rows.find(([first]) => first === name) ?? [];
  return Object.fromEntries((table?.heading ?? []).map((heading, index) => [heading, row[index] ?? ""]));
}

test("a case has the sum of its valid trials, so that three lost in one of them show", () => {
  const trials = [
    fakeTrial(2),
    withLoss(fakeTrial(2, { trial: 2 })),
    withLoss(fakeTrial(2, { trial: 3, valid: false })),
  ];
  expect(rowOf(fakeResult({ trials }), "qos=2")).toMatchObject({
    intended: "2,000",
    sent: "2,000",
    unsent: "0",
    acknowledged: "2,000",
    refused: "0",
    unfinished: "0",
    expected: "2,000",
    delivered: "1,997",
    lost: "3",
    duplicate: "0",
    reordered: "0",
    trials: "2 of 3 valid",
    ledger: "as predicted",
  });
});

test("each group of sensors has a row below its case", () => {
  const trial = fakeTrial(2);
  if (trial.load.kind !== "steady") throw new Error("the fixture is another load");
  const [group] = trial.load.groups;
  if (group === undefined) throw new Error("the fixture has no group");
  const groups = ["alarms", "readings"].map((name) => ({ ...group, name }));
  const result = fakeResult({ trials: [{ ...trial, load: { ...trial.load, groups } }] });
  const [table] = accountTables(result);
  expect(table?.rows.map(([name]) => name)).toEqual(["qos=2", "  alarms", "  readings"]);
  expect(rowOf(result, "  alarms")["intended"]).toBe("1,000");
});

test("what was refused stands by reason, warm-up included", () => {
  const refusals = [
    { packet: "PUBLISH" as const, code: 0x87, name: "Not authorized", reason: null, count: 300, clients: ["s1"] },
  ];
  const [table] = accountTables(fakeResult({ trials: [fakeTrial(2, { refusals })] }));
  expect(table?.remarks.at(-1)).toBe(
    "refused, warm-up included: qos=2: 300 × PUBLISH refused: Not authorized (0x87); first s1",
  );
});

test("a case without a valid trial has no figure", () => {
  const row = rowOf(fakeResult({ trials: [fakeTrial(2, { valid: false })] }), "qos=2, not valid");
  expect(row["intended"]).toBe("not valid");
  expect(row[metricInfo("lost").title]).toBe("");
});
