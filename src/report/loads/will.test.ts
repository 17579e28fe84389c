import { expect, test } from "vitest";
import { fakeWillResult } from "../../result/testing/fake-stepwise-results.ts";
import { renderRun } from "../formats/text.ts";

test("every way to die is a line: what came, what did not, how soon", () => {
  expect(renderRun(fakeWillResult(), null)).toMatchInlineSnapshot(`
    "fake   100 sensors × 5 msg/s × 64 B, QoS 0, MQTT 3.1.1   aedes 1.2.0 (embedded)   1 of 1 trials   all valid

    wills                                 died  expected  delivered  lost  twice  not due         at QoS  death to delivery p50  p99      max              retained, late subscriber
      reset                                100       100        100     0      0        0              1                   5 ms    –  9.41 ms                             100 of 100
      takeover                             100       100         97     3      2        0  0 × 1, 1 × 98                   5 ms    –  9.41 ms                             100 of 100
      disconnect                           100         0          0     0      0        1              1                      –    –        –                             100 of 100
      protocol error                       100       100        100     0      0        0              1                   5 ms    –  9.41 ms  90 of 100, 10 without the retain flag
      disconnect with will (MQTT 5 only)     –         –          –     –      –        –              –                      –    –        –                                      –

    qos=1: protocol error: the broker left 4 of 100 connections open
    "
  `);
});
