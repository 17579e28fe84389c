import { expect, test } from "vitest";
import { fakeResult, fakeTrial } from "../result/fake-result.ts";
import type { WillSection } from "../result/schema.ts";
import { renderRun } from "./text.ts";

type Row = WillSection["rows"][number];

function row(changes: Partial<Row>): Row {
  return {
    death: "reset",
    notApplicable: null,
    isDue: true,
    died: 100,
    leftOpen: 0,
    expected: 100,
    delivered: 100,
    lost: 0,
    duplicate: 0,
    unwanted: 0,
    qos: { 1: 100 },
    deathToDelivery: {
      kind: "histogram",
      unit: "ns",
      count: 100,
      min: 4e6,
      max: 9.41e6,
      mean: 5e6,
      percentiles: { p50: 5e6 },
      encoded: "",
    },
    retained: { expected: 100, found: 100, flagged: 100 },
    ...changes,
  };
}

const section: WillSection = {
  kind: "will",
  qos: 1,
  subscribeQos: 1,
  keepaliveSeconds: 2,
  delaySeconds: 0,
  rows: [
    row({}),
    row({ death: "takeover", delivered: 97, lost: 3, duplicate: 2, qos: { 0: 1, 1: 98 } }),
    row({ death: "disconnect", isDue: false, expected: 0, delivered: 0, unwanted: 1, deathToDelivery: null }),
    row({ death: "protocol error", leftOpen: 4, retained: { expected: 100, found: 90, flagged: 80 } }),
    row({ death: "disconnect with will", notApplicable: "MQTT 5 only" }),
  ],
  ledger: {
    connections: { up: {}, down: {} },
    socketBytes: { up: 0, down: 0 },
    reconciled: true,
    unreconciledConnections: 0,
  },
};

test("every way to die is a line: what came, what did not, how soon", () => {
  const trial = fakeTrial(0, { case: "qos=1", load: section, thresholds: [] });
  const result = fakeResult({
    trials: [trial],
    cases: fakeResult()
      .cases.slice(0, 1)
      .map((each) => ({ ...each, id: "qos=1" })),
  });
  expect(renderRun(result, null)).toMatchInlineSnapshot(`
    "fake   100 sensors × 5 msg/s × 64 B, QoS 0, MQTT 3.1.1   aedes 1.2.0 (embedded)   1 of 1 trials   all valid

    wills                                 died  expected  delivered  lost  twice  not due         at QoS  death to delivery p50  p99      max              retained, late subscriber
      reset                                100       100        100     0      0        0              1                   5 ms    –  9.41 ms                             100 of 100
      takeover                             100       100         97     3      2        0  0 × 1, 1 × 98                   5 ms    –  9.41 ms                             100 of 100
      disconnect                           100         0          0     0      0        1              1                      –    –        –                             100 of 100
      protocol error                       100       100        100     0      0        0              1                   5 ms    –  9.41 ms  90 of 100, 10 without the retain flag
      disconnect with will (MQTT 5 only)     –         –          –     –      –        –              –                      –    –        –                             100 of 100

    qos=1: protocol error: the broker left 4 of 100 connections open
    "
  `);
});
