import { expect, test } from "vitest";
import { fakeResult, fakeTrial } from "../../result/testing/fake-result.ts";
import { renderRun } from "./text.ts";

test("a sweep is a line a trial, the cost table, its sentence, and where it was saved", () => {
  expect(renderRun(fakeResult(), "results/fake/a.json")).toMatchInlineSnapshot(`
    "fake   100 sensors × 5 msg/s × 64 B, MQTT 3.1.1   aedes 1.2.0 (embedded)   2 of 2 trials, one a case   all valid

    QoS 2 costs 3 packets and 14 bytes a message more than QoS 0 between sensor and broker.
    QoS 2 costs 1.15 times the bytes of QoS 0 on aedes 1.2.0 (embedded).
    All 2,000 deliveries came, no duplicates.

    what each level costs       QoS 0        QoS 2
      packets a message             1         4 ×4
      bytes a message            91 B  105 B ×1.15
      service time p50              –       400 µs
      publish latency p99           –       6.4 ms
      end-to-end latency p50   699 µs       739 µs
      end-to-end latency p99  4.87 ms      5.14 ms
      broker CPU a message      60 µs       130 µs
      lost                          0            0
      duplicate                     0            0
    × of the first level that has the figure; of what is timed only where its 95 % interval over the rounds, in brackets, excludes 1
    p50: half took no longer, p99: 99 of 100; service time: from the socket to the last acknowledgement; publish latency: from when a message was due to its last acknowledgement; end-to-end latency: from when a message was due until a subscriber had it

    messages             qos=0         qos=2
    intended             1,000         1,000
    sent                 1,000         1,000
    unsent                   0             0
    acknowledged             –         1,000
    refused                  –             0
    unfinished               –             0
    expected             1,000         1,000
    delivered            1,000         1,000
    lost                     0             0
    duplicate                0             0
    reordered                0             0
    trials                   1             1
    ledger        as predicted  as predicted
    intended = sent + unsent; at QoS 1 and 2 sent = acknowledged + refused + unfinished; expected = delivered + lost; of all valid trials of a case together

    QoS cost (× of the first column that has the figure; of what is timed only where its 95 % interval over the rounds excludes 1)
                                 qos=0    qos=2
    sensor → broker, a message
      packets                        1        4     ×4
      round trips                    0        2
      bytes up                    91 B     97 B  ×1.07
      bytes down                   0 B      8 B
      overhead                  42.2 %   64.1 %  ×1.52
      service time p50               –   400 µs
      service time p99               –  2.78 ms
      first leg p50                  –   180 µs
      turnaround p50                 –    20 µs
      second leg p50                 –   190 µs
      publish delay p50         520 µs   520 µs
      publish latency p50            –   920 µs
      publish latency p99            –   6.4 ms
    broker → subscriber, a delivery
      packets                        1        4     ×4
      round trips                    0        2
      bytes down                  91 B     97 B  ×1.07
      bytes up                     0 B      8 B
      overhead                  42.2 %   64.1 %  ×1.52
    sensor → subscriber
      end-to-end latency p50    699 µs   739 µs
      end-to-end latency p99   4.87 ms  5.14 ms
      released p50                   –   900 µs
    a connection, until CONNACK
      connect latency p50       900 µs   900 µs
      connect latency p99      6.26 ms  6.26 ms
    broker and generator
      broker CPU a message       60 µs   130 µs
      broker RSS, peak           72 MB    72 MB
      generator CPU a message    50 µs    90 µs

    thresholds
      passed   lost == 0   0   qos=0
      passed   lost == 0   0   qos=2

    saved results/fake/a.json
    "
  `);
});

test("one case is its trial in full", () => {
  const result = fakeResult();
  const [, dear] = result.cases;
  if (dear === undefined) throw new Error("the fixture has no second case");
  const one = fakeResult({ cases: [dear], trials: [fakeTrial(2)] });
  expect(renderRun(one, null)).toMatchInlineSnapshot(`
    "fake   100 sensors × 5 msg/s × 64 B, QoS 2, MQTT 3.1.1   aedes 1.2.0 (embedded)   1 of 1 trial   all valid

    All 1,000 messages were acknowledged. All 1,000 deliveries came, no duplicates.
    Publish latency: 920 µs or less for half of the messages, 6.4 ms or less for 99 of 100, in one trial.

    latency                p50      p99      max
    publish delay       520 µs  3.61 ms  5.03 ms
    service time        400 µs  2.78 ms  3.87 ms
    publish latency     920 µs   6.4 ms  8.89 ms
    end-to-end latency  739 µs  5.14 ms  7.15 ms
    p50: half took no longer, p99: 99 of 100; publish delay: mqbench's own, from when a message was due until it was handed to the socket; service time: from the socket to the last acknowledgement; publish latency: from when a message was due to its last acknowledgement; end-to-end latency: from when a message was due until a subscriber had it

    connected  100 of 100 sensors, 1 of 1 subscriber
    rates      500/s offered, 500/s acknowledged, 500/s delivered
    messages   1,000 intended, 1,000 sent, 0 unsent, 1,000 acknowledged, 0 refused, 0 unfinished, 0 overruns
    deliveries 1,000 expected, 1,000 delivered, 0 lost (0 acknowledged, then lost), 0 duplicate, 0 reordered
    ledger     packets and bytes as predicted; codec and sockets agree to the byte
    bytes      MQTT 108 kB up 105 kB down; socket 108 kB up 105 kB down; kernel 100 kB + 156 kB of headers up, 8,000 B + 156 kB down, in 3,000 and 3,000 segments

    latency                 p50       p90       p99   p99.9       max   count
    publish delay        520 µs    790 µs   3.61 ms       –   5.03 ms   1,000
    service time         400 µs    608 µs   2.78 ms       –   3.87 ms   1,000
    first leg            180 µs    274 µs   1.25 ms       –   1.74 ms   1,000
    turnaround            20 µs   30.4 µs    139 µs       –    193 µs   1,000
    second leg           190 µs    289 µs   1.32 ms       –   1.84 ms   1,000
    publish latency      920 µs    1.4 ms    6.4 ms       –   8.89 ms   1,000
    end-to-end latency   739 µs   1.12 ms   5.14 ms       –   7.15 ms   1,000
    released             900 µs   1.37 ms   6.26 ms       –    8.7 ms   1,000
    connect latency      900 µs   1.37 ms   6.26 ms       –    8.7 ms   1,000

    cost          a message (sensor's hop)   a delivery (subscriber's hop)
    packets                              4                               4
    round trips                          2                               2
    wire bytes                       105 B                           105 B
    overhead                        64.1 %                          64.1 %

    broker      CPU a message 130 µs, peak RSS 72 MB, run delay 3 %
    generator   CPU a message 90 µs, CPU, of a core 10 %, peak RSS 90 MB, event-loop delay p99 2 ms

    thresholds
      passed   lost == 0   0   qos=2
    "
  `);
});

test("what is not valid leads, and its trial is no part of the cost", () => {
  const invalidBecause = [{ code: "late", text: "pacing delay p99 81 ms, limit 50 ms" }];
  const text = renderRun(fakeResult({ trials: [fakeTrial(0), fakeTrial(2, { valid: false, invalidBecause })] }), null);
  expect(text.split("\n")[0]).toBe("not valid: qos=2: pacing delay p99 81 ms, limit 50 ms");
  expect(text).toContain("2 of 2 trials, one a case   1 valid");
  // What the level that is left does not have stands in no table.
  expect(text).not.toMatch(/service time p50 .*\d/u);
});

test("a warning that trials share is said once", () => {
  const warnings = [{ code: "broker-starved", text: "the broker waited" }];
  const trials = [fakeTrial(0, { warnings }), fakeTrial(2, { warnings })];
  const lines = renderRun(fakeResult({ trials }), null).split("\n");
  expect(lines.filter((line) => line.startsWith("warning: "))).toEqual([
    "warning: qos=0 (and 1 more trial): the broker waited",
  ]);
});

test("two warnings of one kind in a trial are both said", () => {
  const warnings = ["the heap gauge went quiet", "the metrics page was not found"].map((text) => ({
    code: "probe",
    text,
  }));
  const text = renderRun(fakeResult({ trials: [fakeTrial(0, { warnings })] }), null);
  expect(text.split("\n").filter((line) => line.startsWith("warning: "))).toEqual([
    "warning: the heap gauge went quiet",
    "warning: the metrics page was not found",
  ]);
});

test("a threshold has a line a case over all its trials, failed when it failed in one", () => {
  const threshold = { text: "lost == 0", position: null, unit: "count" } as const;
  const ofCase = { ...threshold, text: "qos=0: lost < 2" };
  const trials = [
    fakeTrial(0, {
      thresholds: [
        { ...threshold, outcome: "passed", measured: 0 },
        { ...ofCase, outcome: "passed", measured: 0 },
      ],
    }),
    fakeTrial(2, { trial: 1, thresholds: [{ ...threshold, outcome: "passed", measured: 0 }] }),
    fakeTrial(2, { trial: 2, thresholds: [{ ...threshold, outcome: "failed", measured: 3 }] }),
  ];
  const text = renderRun(fakeResult({ trials }), null);
  expect(text.slice(text.indexOf("thresholds")).trim()).toMatchInlineSnapshot(`
    "thresholds
      passed             lost == 0        0   qos=0
      passed             lost < 2         0   qos=0
      failed in 1 of 2   lost == 0   0 to 3   qos=2"
  `);
});

test("a threshold that cannot apply, and one with too few samples, say so", () => {
  const position = null;
  const thresholds = [
    { text: "publishLatency.p99 < 1ms", position, unit: "ns", outcome: "not applicable", measured: null },
    { text: "endToEndLatency.p99.99 < 1ms", position, unit: "ns", outcome: "failed", measured: null },
  ] as const;
  const text = renderRun(fakeResult({ trials: [fakeTrial(0, { thresholds: [...thresholds] })] }), null);
  expect(text).toMatch(/not applicable +publishLatency\.p99 < 1ms +–/u);
  expect(text).toMatch(/failed +endToEndLatency\.p99\.99 < 1ms +too few samples/u);
});

test("a trial without a latency has no empty table of them", () => {
  const [first] = fakeResult().cases;
  if (first === undefined) throw new Error("the fixture has no case");
  const quiet = { ...fakeTrial(0), metrics: {} };
  const text = renderRun(fakeResult({ cases: [first], trials: [quiet] }), null);
  expect(text).not.toMatch(/^latency +p50 +p90/mu);
  expect(text).not.toContain("\n\n\n");
});
