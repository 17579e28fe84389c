import { expect, test } from "vitest";
import { fakeRetainedResult } from "../../result/testing/fake-stepwise-results.ts";
import { renderRun } from "../formats/text.ts";

test("pairs of QoS, late subscribers and checks are a table each; what is not as specified is marked", () => {
  expect(renderRun(fakeRetainedResult(), null)).toMatchInlineSnapshot(`
    "fake   100 sensors × 5 msg/s × 64 B, QoS 0, MQTT 3.1.1   aedes 1.2.0 (embedded)   1 of 1 trials   all valid

    QoS published → subscribed  predicted                   live               retained    live, wildcard   retained, wildcard
      2 → 1                             1                      1                      1  ! 2, retain flag  ! 1, no retain flag
      2 → 2 (granted 1)                 1  closed the connection  closed the connection         ! nothing            ! nothing

    qos=0: QoS 2 PUBLISH: the broker closed the connection
    predicted: the lower of the QoS published at and the QoS granted; ! otherwise than the specification has it

    late subscribers          expected  arrived  missing  twice  no retain flag  SUBSCRIBE to last p50   p99   max
      1,000 to retained/{id}     1,000      990       10      1               0                   3 ms  8 ms  9 ms

    retained messages   expected  found  stale                    the specification
      ! replaced              10     10      2  the new message only [MQTT-3.3.1-5]
      subscribed again        10     10      0              all come [MQTT-3.8.4-3]
    "
  `);
});
