/** A result whose every name is somebody's attempt, for tests: each must be shown as the text that it is. */
import { fakeResult, fakeTrial } from "./fake-result.ts";
import type { RunResult } from "./schema.ts";

/** Markup, an attribute's end, a table's cell, a terminal's escape, and a turn of the reading direction. */
export const hostileName = "<script>alert(1)</script>\"'&|`\u001B[2J\u009B\u202E";

export function fakeHostileResult(): RunResult {
  const base = fakeResult();
  const idOf = (qos: unknown): string => `${hostileName}=${String(qos)}`;
  const threshold = { text: hostileName, position: null, outcome: "failed", measured: 1, unit: "count" } as const;
  const note = { code: hostileName, text: hostileName };
  return fakeResult({
    run: hostileName,
    scenario: { name: hostileName, [hostileName]: hostileName },
    scenarioFile: `${hostileName}.yaml`,
    environment: { ...base.environment, cpu: hostileName, commit: hostileName },
    warnings: [note],
    cases: base.cases.map((each) => ({ ...each, id: idOf(each.axes["qos"]), summary: hostileName })),
    trials: ([0, 2] as const).flatMap((qos) =>
      [1, 2].map((trial) =>
        fakeTrial(qos, {
          case: idOf(qos),
          trial,
          warnings: [note],
          thresholds: [threshold],
          broker: {
            ...fakeTrial(qos).broker,
            kind: "url",
            name: hostileName,
            url: hostileName,
            configuration: { [hostileName]: `${hostileName}\n` },
          },
        }),
      ),
    ),
  });
}
