import { expect, test } from "vitest";
import { fakeCommandsResult } from "../../result/testing/fake-stepwise-results.ts";
import { renderCsv } from "../formats/csv.ts";
import { renderOpenMetrics } from "../formats/openmetrics.ts";
import { renderRun } from "../formats/text.ts";

test("every group of devices is a line: its hops, what was lost, timeouts and how many of them were on purpose", () => {
  expect(renderRun(fakeCommandsResult(), null)).toMatchInlineSnapshot(`
    "fake   100 sensors × 5 msg/s × 64 B, QoS 0, MQTT 3.1.1   aedes 1.2.0 (embedded)   1 of 1 trial   all valid

    20 of 2,000 replies timed out; devices withheld 10 on purpose (qos=1: 10 of 1,000 of valves; qos=1: 10 of 1,000 of meters, asleep 4 s of 5 s).
    3 of 3,000 commands never reached their device, 6 duplicates.

    commands               50 valves  50 lamps  50 meters, asleep 4 s of 5 s
    QoS                1 → 1 → 1 → 1     1 → 1                 1 → 1 → 1 → 1
    sent                       1,000     1,000                         1,000
    while away                     0         0                           800
    lost                           1         1                             1
    duplicate                      2         2                             2
    replies due                1,000         –                         1,000
    in time                      990         –                           990
    late                           3         –                             3
    timeouts                      10         –                            10
    withheld                       5         –                             5
    duplicate replies              0         –                             0
    QoS: of the command, of the device's subscription, of the reply, of the backend's subscription; while away: due while the device slept; late, timeouts: not there when its time was over
    1 command was due and never sent
    the broker had forgotten 2 sessions of devices
    packets and bytes of commands and replies: as predicted

    from the intended command  50 valves  50 lamps  50 meters, asleep 4 s of 5 s
    to its device p50               3 ms      3 ms                          3 ms
    to its device p99               8 ms      8 ms                          8 ms
    to its device max               9 ms      9 ms                          9 ms
    to its reply p50                6 ms         –                          6 ms
    to its reply p99                9 ms         –                          9 ms
    to its reply max                9 ms         –                          9 ms
    "
  `);
});

test("exports have each group's figures, and none of replies where a group does not reply", () => {
  const result = fakeCommandsResult();
  const figures = renderCsv([result])
    .split("\r\n")
    .map((line) => line.split(",").slice(8, 12).join(" "));
  expect(figures.filter((line) => line.startsWith("valves "))).toEqual(
    expect.arrayContaining(["valves commandsSent count 1000", "valves replyTimeouts count 10"]),
  );
  expect(figures).toContain("valves replyTime.p99 ns 9000000");
  expect(figures).toContain("lamps commandLatency.p99 ns 8000000");
  expect(figures.filter((line) => /^lamps repl(?:y|iesDuplicate)/u.test(line))).toEqual([]);
  expect(renderOpenMetrics([result])).toMatch(/^mqbench_commands_lost\{.*group="lamps"\} 1$/mu);
});
