import { expect, test } from "vitest";
import { fakeChurnResult, fakeChurnTrial } from "../../result/testing/fake-stepwise-results.ts";
import { renderCsv } from "../formats/csv.ts";
import { renderRun } from "../formats/text.ts";

test("every group of devices is a line: visits due and begun, who did not get in and why, what was lost", () => {
  expect(renderRun(fakeChurnResult(), null)).toMatchInlineSnapshot(`
    "fake   100 sensors × 5 msg/s × 64 B, QoS 0, MQTT 3.1.1   aedes 1.2.0 (embedded)   1 of 1 trial   all valid

    3 of 4,000 visits did not get in.
    4 of 7,994 deliveries did not come, no duplicates.
    12 visits were due while their device was still there, and waited.

    visits     1,000 sensors
    due                4,000
    begun              4,000
    waited                12
    connected          3,997
    failed                 3
    messages           7,994
    expected           7,994
    lost                   4
    duplicate              0
    a visit is one stay of a device: connect, subscribe, send, leave; waited: due while the device was still there; messages: sent in all visits
    sensors: 3 × no CONNACK within 10 s
    the broker had forgotten 1 kept session
    4,401 connections were opened, warm-up and subscribers included
    packets and bytes of messages: as predicted

    from the intended visit  1,000 sensors
    to CONNACK p50                    3 ms
    to CONNACK p99                    8 ms
    to CONNACK max                    9 ms
    to its last message p50           6 ms
    to its last message p99           9 ms
    to its last message max           9 ms
    "
  `);
});

test.each([
  [{ begun: 3943, connected: 3943 }, "57 of 4,000 visits never began, as their device was still there."],
  [
    { begun: 3943, connected: 3940 },
    "3 of 4,000 visits did not get in; 57 of 4,000 visits never began, as their device was still there.",
  ],
])("visits that never began are told apart from those that the broker did not let in: %o", (counts, headline) => {
  expect(renderRun(fakeChurnResult(counts), null)).toContain(`\n${headline}\n`);
});

test("exports have each group's figures, and none of deliveries where nobody was to hear a group", () => {
  const [seen, unheard] = [fakeChurnTrial({ name: "seen" }), fakeChurnTrial({ name: "unheard", expected: 0 })];
  if (seen.load.kind !== "churn" || unheard.load.kind !== "churn") throw new Error("a trial of another load");
  const load = { ...seen.load, rows: [...seen.load.rows, ...unheard.load.rows] };
  const figures = renderCsv([{ ...fakeChurnResult(), trials: [{ ...seen, load }] }])
    .split("\r\n")
    .map((line) => line.split(",").slice(8, 12).join(" "));
  expect(figures).toEqual(
    expect.arrayContaining(["seen visits count 4000", "seen visitsFailed count 3", "seen visitMessagesLost count 4"]),
  );
  expect(figures).toContain("unheard connectTime.p99 ns 8000000");
  expect(figures.filter((line) => line.startsWith("unheard visitMessages"))).toEqual([]);
  expect(renderCsv([fakeChurnResult()])).not.toContain(",sensors,");
});
