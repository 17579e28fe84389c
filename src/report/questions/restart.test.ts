/** A restart after which the broker, or clients, did not come back. */
import { expect, test } from "vitest";
import { fakeLossyResult } from "../../result/testing/fake-link-result.ts";
import { fakeResult } from "../../result/testing/fake-result.ts";
import type { RestartSection } from "../../result/sections/restart-section.ts";
import type { RecoverySection } from "../../result/sections/recovery-section.ts";
import { restartAnswer } from "./restart.ts";

const whole: RestartSection = {
  plannedAtSeconds: 1,
  downSeconds: 2,
  manner: "stop",
  toldAtSeconds: 1,
  endedAtSeconds: 1.1,
  startedAtSeconds: 3,
  readyAtSeconds: 3.5,
  lastBackSeconds: 1.5,
};

function answer(brokerRestart: RestartSection, notBack: number) {
  const lost: RecoverySection | null | undefined = fakeLossyResult().trials[0]?.recovery;
  if (!lost) throw new Error("the fixture has no outages");
  const trials = fakeResult().trials.map((trial) => ({ ...trial, brokerRestart, recovery: { ...lost, notBack } }));
  return restartAnswer(fakeResult({ trials }));
}

test("a broker that never took clients again is told in the first sentence", () => {
  const { headline, table } = answer({ ...whole, readyAtSeconds: null, lastBackSeconds: null }, 20) ?? {};
  expect(headline).toBe("In 2 of 2 trials the broker took no client again.");
  expect(table?.rows.slice(0, 3)).toEqual([
    ["  no CONNECT answered for", "–", "–"],
    ["  last client back after", "–", "–"],
    ["  clients not back at the end", "20", "20"],
  ]);
});

test("where clients were not back at the end, the last of those that were is a lower bound", () => {
  const { headline, table, besides } = answer(whole, 3) ?? {};
  expect(headline).toBe("The broker answered no CONNECT for up to 2.5 s, and 6 clients were not back at the end.");
  expect(table?.rows[1]).toEqual(["  last client back after", "≥ 1.5 s", "≥ 1.5 s"]);
  expect(besides).toEqual([expect.stringMatching(/^Lost: QoS 0 \S+ of \S+, QoS 2 \S+ of \S+\.$/u)]);
});
