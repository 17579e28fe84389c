import { expect, test } from "vitest";
import { fakeWillResult } from "../../result/testing/fake-stepwise-results.ts";
import { renderRun } from "../formats/text.ts";

test("every way to die is a line: what came, what did not, how soon", () => {
  expect(renderRun(fakeWillResult(), null)).toMatchInlineSnapshot(`
    "fake   100 sensors × 5 msg/s × 64 B, QoS 0, MQTT 3.1.1   aedes 1.2.0 (embedded)   1 of 1 trial   all valid

    3 of 400 wills that were due did not come.
    Beside them came 1 that was not due, and 2 duplicates.

    wills                                 died  expected  delivered  lost  duplicate
      reset                                100       100        100     0          0
      takeover                             100       100         97     3          2
      disconnect                           100         0          0     0          0
      protocol error                       100       100        100     0          0
      disconnect with will (MQTT 5 only)     –         –          –     –          –

    wills                                 not due         at QoS
      reset                                     0              1
      takeover                                  0  0 × 1, 1 × 98
      disconnect                                1              1
      protocol error                            0              1
      disconnect with will (MQTT 5 only)        –              –

    wills                                 death to delivery p50
      reset                                                5 ms
      takeover                                             5 ms
      disconnect                                              –
      protocol error                                       5 ms
      disconnect with will (MQTT 5 only)                      –

    wills                                 death to delivery p99
      reset                                                   –
      takeover                                                –
      disconnect                                              –
      protocol error                                          –
      disconnect with will (MQTT 5 only)                      –

    wills                                 death to delivery max
      reset                                             9.41 ms
      takeover                                          9.41 ms
      disconnect                                              –
      protocol error                                    9.41 ms
      disconnect with will (MQTT 5 only)                      –

    wills                                             retained, late subscriber
      reset                                                          100 of 100
      takeover                                                       100 of 100
      disconnect                                                     100 of 100
      protocol error                      90 of 100, 10 without the retain flag
      disconnect with will (MQTT 5 only)                                      –
    qos=1: protocol error: the broker left 4 of 100 connections open
    "
  `);
});
