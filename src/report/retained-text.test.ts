import { expect, test } from "vitest";
import { fakeResult, fakeTrial } from "../result/fake-result.ts";
import type { RetainedSection } from "../result/schema.ts";
import { renderRun } from "./text.ts";

type Pair = RetainedSection["pairs"][number];

const exact: Pair = {
  publishQos: 2,
  subscribeQos: 1,
  filter: "exact",
  grantedQos: 1,
  predictedQos: 1,
  live: { qos: 1, isRetained: false },
  retained: { qos: 1, isRetained: true },
  note: null,
};
const closed = { live: null, retained: null, note: "closed the connection" };
const top = { publishQos: 2, subscribeQos: 2, grantedQos: 1 };
const times = { kind: "histogram", unit: "ns", count: 1000, min: 1e6, max: 9e6, mean: 3e6, encoded: "" } as const;

const section: RetainedSection = {
  kind: "retained",
  topics: 1000,
  qos: 1,
  pairs: [
    exact,
    { ...exact, filter: "wildcard", live: { qos: 2, isRetained: true }, retained: { qos: 1, isRetained: false } },
    { ...exact, ...top, ...closed },
    { ...exact, ...top, filter: "wildcard", live: null, retained: null },
  ],
  groups: [
    {
      name: "each",
      filter: "retained/{id}",
      subscribers: 1000,
      expected: 1000,
      arrived: 990,
      missing: 10,
      duplicate: 1,
      unflagged: 0,
      subscribeToLast: { ...times, percentiles: { p50: 3e6, p99: 8e6 } },
    },
  ],
  checks: [
    { check: "replaced", rule: "the new message only [MQTT-3.3.1-5]", expected: 10, found: 10, stale: 2 },
    { check: "subscribed again", rule: "all come [MQTT-3.8.4-3]", expected: 10, found: 10, stale: 0 },
  ],
  ledger: {
    connections: { up: {}, down: {} },
    socketBytes: { up: 0, down: 0 },
    reconciled: true,
    unreconciledConnections: 0,
  },
};

test("pairs of QoS, late subscribers and checks are a table each; what is not as specified is marked", () => {
  const cases = fakeResult().cases.slice(0, 1);
  const result = fakeResult({ trials: [fakeTrial(0, { load: section, thresholds: [] })], cases });
  expect(renderRun(result, null)).toMatchInlineSnapshot(`
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
