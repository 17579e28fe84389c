/** A result whose every name is somebody's attempt, for tests: each must be shown as the text that it is. */
import { fakeResult, fakeTrial } from "./fake-result.ts";
import type { RunResult } from "../schema.ts";

/**
 * A formula, markup, an attribute's end, a table's cell, a terminal's escape, a turn of the reading direction, a NUL, an image, a link, a mention,
 * what ends a command of a shell, and commands of CI systems: at a line's beginning, and within a line.
 */
export const hostileName =
  '=1+1<script>alert(1)</script>"\'&|`\u001B[2J\u009B\u202E\u0000![x](http://evil.example)@somebody"; rm -rf ~ #<img src=x onerror=alert(1)> ##[error]x ##vso[task.x]\n::error::x\n  ::set-output name=x::y';

export function fakeHostileResult(): RunResult {
  const base = fakeResult();
  const idOf = (qos: unknown): string => `${hostileName}=${String(qos)}`;
  const threshold = { text: hostileName, position: null, outcome: "failed", measured: 1, unit: "count" } as const;
  const note = { code: hostileName, text: hostileName };
  return fakeResult({
    run: hostileName,
    scenario: { name: hostileName, [hostileName]: hostileName },
    scenarioFile: `${hostileName}.yaml`,
    command: ["run", `${hostileName}.yaml`, "--set", `description=${hostileName}`],
    environment: { ...base.environment, cpu: hostileName, commit: hostileName },
    warnings: [note],
    cases: base.cases.map((each) => ({ ...each, id: idOf(each.axes["qos"]), summary: hostileName })),
    trials: ([0, 2] as const).flatMap((qos) =>
      [1, 2].map((trial) =>
        fakeTrial(qos, {
          case: idOf(qos),
          trial,
          warnings: [note],
          invalidBecause: [note],
          refusals: [
            { packet: "PUBLISH", code: 0x97, name: hostileName, reason: hostileName, count: 1, clients: [hostileName] },
          ],
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
