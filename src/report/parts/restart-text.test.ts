import { expect, test } from "vitest";
import { fakeResult, fakeTrial } from "../../result/testing/fake-result.ts";
import { renderRestart } from "./restart-text.ts";

test("how long the broker took to end and to start, and the clients to come back; what did not happen is a dash", () => {
  const made = {
    plannedAtSeconds: 10,
    downSeconds: 2,
    manner: "stop" as const,
    toldAtSeconds: 10,
    endedAtSeconds: 10.025,
    startedAtSeconds: 12.03,
    readyAtSeconds: 12.08,
    lastBackSeconds: 1.5,
  };
  const stuck = {
    ...made,
    manner: "kill" as const,
    startedAtSeconds: null,
    readyAtSeconds: null,
    lastBackSeconds: null,
  };
  const trials = [fakeTrial(0, { brokerRestart: made }), fakeTrial(2, { brokerRestart: stuck })];
  expect(`\n${renderRestart(fakeResult({ trials })).join("\n")}\n`).toMatchInlineSnapshot(`
    "
    broker restarted  manner    at  gone after      down  ready after  last client back after
    qos=0               stop  10 s       25 ms  2,000 ms        50 ms                1,500 ms
    qos=2               kill  10 s       25 ms         –            –                       –
    "
  `);
  expect(renderRestart(fakeResult())).toEqual([]);
});
