import { expect, test } from "vitest";
import { fakeRetainedResult } from "../../result/testing/fake-stepwise-results.ts";
import { renderRun } from "../formats/text.ts";

test("pairs of QoS, late subscribers and checks are a table each; what is not as specified is marked", () => {
  expect(renderRun(fakeRetainedResult(), null)).toMatchInlineSnapshot(`
    "fake   100 sensors × 5 msg/s × 64 B, QoS 0, MQTT 3.1.1   aedes 1.2.0 (embedded)   1 of 1 trial   all valid

    Late subscribers missed 10 of 1,000 retained messages.
    1 of 4 pairs of QoS arrived as the specification has it, and 1 of 2 checks of replacing and clearing held.
    In 2 of 4 pairs the broker granted less than the QoS that was asked for: they show the lower level only.

    QoS published → subscribed                2 → 1      2 → 2 (granted 1)
    predicted                                     1                      1
    live                                          1  closed the connection
    retained                                      1  closed the connection
    live, wildcard                 ! 2, retain flag              ! nothing
    retained, wildcard          ! 1, no retain flag              ! nothing
    qos=0: QoS 2 PUBLISH: the broker closed the connection
    predicted: the lower of the QoS published at and the QoS granted; ! otherwise than the specification has it

    late subscribers       1,000 to retained/{id}
    expected                                1,000
    arrived                                   990
    missing                                    10
    duplicate                                   1
    no retain flag                              0
    SUBSCRIBE to last p50                    3 ms
    SUBSCRIBE to last p99                    8 ms
    SUBSCRIBE to last max                    9 ms

    retained messages   expected  found  stale                    the specification
      ! replaced              10     10      2  the new message only [MQTT-3.3.1-5]
      subscribed again        10     10      0              all come [MQTT-3.8.4-3]
    "
  `);
});
