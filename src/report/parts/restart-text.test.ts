import { expect, test } from "vitest";
import { fakeResult, fakeTrial } from "../../result/testing/fake-result.ts";
import { restartTables } from "./restart-text.ts";
import { tableLines } from "./part.ts";

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
  expect(`\n${restartTables(fakeResult({ trials })).flatMap(tableLines).join("\n")}\n`).toMatchInlineSnapshot(`
    "
    broker restarted        qos=0  qos=2
    manner                   stop   kill
    after the load began     10 s   10 s
    gone after              25 ms  25 ms
    down                      2 s      –
    ready after             50 ms      –
    last client back after  1.5 s      –
    "
  `);
  expect(restartTables(fakeResult()).flatMap(tableLines)).toEqual([]);
});
