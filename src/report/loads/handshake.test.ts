import { expect, test } from "vitest";
import { fakeHandshakeResult } from "../../result/testing/fake-stepwise-results.ts";
import { renderRun } from "../formats/text.ts";

test("one table of steps and brokers, then what was resent by each", () => {
  expect(renderRun(fakeHandshakeResult(), null)).toMatchInlineSnapshot(`
    "fake   100 sensors × 5 msg/s × 64 B, QoS 0, MQTT 3.1.1   aedes 1.2.0 (embedded)   2 of 2 trials   all valid

    does the level keep its promise?           broker=careful   broker=careless
    QoS 1, publisher's connection
      cut before PUBACK reaches the publisher  kept, 49 twice    broken, 2 lost
    QoS 2, publisher's connection
      cut before PUBREC reaches the publisher            kept  broken, 50 twice
      PUBREL withheld, then cut                          kept                 –
    QoS 2, duplicates on purpose
      PUBLISH again after PUBCOMP              kept, 50 twice   broken, 50 once

    kept: delivered at most once at QoS 0, at least once at QoS 1, exactly once at QoS 2; exchanges that are not counted were delivered once
    a PUBLISH after the PUBACK or PUBCOMP of its identifier is a new message, DUP or not: delivered twice is right there

    what was resent                                             while open  PUBLISH (DUP)  PUBREL       acknowledgements  delivered 0 / 1 / 2+  verdict
    broker=careful
      QoS 1 publisher: cut before PUBACK reaches the publisher           –        50 (50)       –              PUBACK 50            0 / 1 / 49     kept
      QoS 2 publisher: cut before PUBREC reaches the publisher           –        50 (50)       0  PUBREC 50, PUBCOMP 50            0 / 50 / 0     kept
      QoS 2 publisher: PUBREL withheld, then cut                         3          0 (0)      50  PUBREC 50, PUBCOMP 50            0 / 50 / 0     kept
      QoS 2 publisher: PUBLISH again after PUBCOMP                       –        50 (50)       0  PUBREC 50, PUBCOMP 50            0 / 0 / 50     kept

    the broker forwards a QoS 2 message on PUBLISH: 50 of 50 were delivered while PUBREL was withheld

    what was resent                                             while open  PUBLISH (DUP)  PUBREL       acknowledgements  delivered 0 / 1 / 2+  verdict
    broker=careless
      QoS 1 publisher: cut before PUBACK reaches the publisher           –        50 (50)       –              PUBACK 50            2 / 48 / 0   broken
      QoS 2 publisher: cut before PUBREC reaches the publisher           –        50 (50)       0  PUBREC 50, PUBCOMP 50            0 / 0 / 50   broken
      QoS 2 publisher: PUBREL withheld, then cut                         –              –       –                      –                     –        –
      QoS 2 publisher: PUBLISH again after PUBCOMP                       –        50 (50)       0  PUBREC 50, PUBCOMP 50            0 / 50 / 0   broken

    not applicable: the broker closes the connection at QoS 2
    the broker forwards a QoS 2 message on PUBLISH: 50 of 50 were delivered while PUBREL was withheld
    QoS 1 publisher, cut before PUBACK reaches the publisher (and in 1 more row): session present 0 in 50 of 50 resumed connections
    "
  `);
});
