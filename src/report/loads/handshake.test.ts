import { expect, test } from "vitest";
import { fakeHandshakeResult } from "../../result/testing/fake-stepwise-results.ts";
import { renderRun } from "../formats/text.ts";

test("one table of steps and brokers, then what was resent by each", () => {
  expect(renderRun(fakeHandshakeResult(), null)).toMatchInlineSnapshot(`
    "fake   100 sensors × 5 msg/s × 64 B, QoS 0, MQTT 3.1.1   aedes 1.2.0 (embedded)   2 of 2 trials, one a case   all valid

    careless broke 3 of 3 (QoS 1, cut before PUBACK reaches the publisher; QoS 2, cut before PUBREC reaches the publisher and 1 more); the other one kept every promise that it makes.
    careless: steps that were not tried: 1 (closes the connection at QoS 2).

    does the level keep its promise?                  careful              careless
    QoS 1, publisher's connection cut
      before PUBACK reaches the publisher  kept, 49 duplicate        broken, 2 lost
    QoS 2, publisher's connection cut
      before PUBREC reaches the publisher                kept  broken, 50 duplicate
      PUBREL withheld first                              kept                     –
    QoS 2, duplicates on purpose
      PUBLISH again after PUBCOMP          kept, 50 duplicate       broken, 50 once
    kept: delivered at most once at QoS 0, at least once at QoS 1, exactly once at QoS 2; exchanges that are not counted were delivered once
    a PUBLISH after the PUBACK or PUBCOMP of its identifier is a new message, DUP or not: delivered twice is right there

    what was resent                        while open  PUBLISH (DUP)  PUBREL
    careful
    QoS 1, publisher's connection cut
      before PUBACK reaches the publisher           –        50 (50)       –
    QoS 2, publisher's connection cut
      before PUBREC reaches the publisher           –        50 (50)       0
      PUBREL withheld first                         3          0 (0)      50
    QoS 2, duplicates on purpose
      PUBLISH again after PUBCOMP                   –        50 (50)       0

    what was resent                             acknowledgements
    careful
    QoS 1, publisher's connection cut
      before PUBACK reaches the publisher              PUBACK 50
    QoS 2, publisher's connection cut
      before PUBREC reaches the publisher  PUBREC 50, PUBCOMP 50
      PUBREL withheld first                PUBREC 50, PUBCOMP 50
    QoS 2, duplicates on purpose
      PUBLISH again after PUBCOMP          PUBREC 50, PUBCOMP 50

    what was resent                        delivered 0 / 1 / 2+
    careful
    QoS 1, publisher's connection cut
      before PUBACK reaches the publisher            0 / 1 / 49
    QoS 2, publisher's connection cut
      before PUBREC reaches the publisher            0 / 50 / 0
      PUBREL withheld first                          0 / 50 / 0
    QoS 2, duplicates on purpose
      PUBLISH again after PUBCOMP                    0 / 0 / 50
    the broker forwards a QoS 2 message on PUBLISH: 50 of 50 were delivered while PUBREL was withheld

    what was resent                        while open  PUBLISH (DUP)  PUBREL
    careless
    QoS 1, publisher's connection cut
      before PUBACK reaches the publisher           –        50 (50)       –
    QoS 2, publisher's connection cut
      before PUBREC reaches the publisher           –        50 (50)       0
      PUBREL withheld first                         –              –       –
    QoS 2, duplicates on purpose
      PUBLISH again after PUBCOMP                   –        50 (50)       0

    what was resent                             acknowledgements
    careless
    QoS 1, publisher's connection cut
      before PUBACK reaches the publisher              PUBACK 50
    QoS 2, publisher's connection cut
      before PUBREC reaches the publisher  PUBREC 50, PUBCOMP 50
      PUBREL withheld first                                    –
    QoS 2, duplicates on purpose
      PUBLISH again after PUBCOMP          PUBREC 50, PUBCOMP 50

    what was resent                        delivered 0 / 1 / 2+
    careless
    QoS 1, publisher's connection cut
      before PUBACK reaches the publisher            2 / 48 / 0
    QoS 2, publisher's connection cut
      before PUBREC reaches the publisher            0 / 0 / 50
      PUBREL withheld first                                   –
    QoS 2, duplicates on purpose
      PUBLISH again after PUBCOMP                    0 / 50 / 0
    not applicable: the broker closes the connection at QoS 2
    the broker forwards a QoS 2 message on PUBLISH: 50 of 50 were delivered while PUBREL was withheld
    QoS 1 publisher, cut before PUBACK reaches the publisher (and in 1 more row): session present 0 in 50 of 50 resumed connections
    "
  `);
});
