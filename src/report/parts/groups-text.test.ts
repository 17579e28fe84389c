import { expect, test } from "vitest";
import { fakeResult, fakeTrial } from "../../result/testing/fake-result.ts";
import type { RunResult, Trial } from "../../result/schema.ts";
import { renderCsv } from "../formats/csv.ts";
import { groupTables } from "./groups-text.ts";
import { tableLines } from "./part.ts";
import { renderOpenMetrics } from "../formats/openmetrics.ts";

type Group = Extract<Trial["load"], { kind: "steady" }>["groups"][number];

/** A trial of several groups: the first is as the fake's own at QoS 2, the others at QoS 0. */
function mixed(changes: readonly Partial<Group>[], trial: Partial<Trial> = {}): Trial {
  const whole = fakeTrial(2, { case: "", ...trial });
  if (whole.load.kind !== "steady") throw new Error("not steady");
  const groups = changes.map((each, index): Group => {
    const { metrics } = fakeTrial(index === 0 ? 2 : 0);
    const { connectLatency: _, ...own } = metrics;
    return { name: `group-${index}`, qos: index === 0 ? 2 : 0, metrics: own, ...each };
  });
  return { ...whole, load: { ...whole.load, groups } };
}

function resultOf(trials: readonly Trial[]): RunResult {
  const [first] = fakeResult().cases;
  if (first === undefined) throw new Error("no case");
  return fakeResult({ cases: [{ ...first, id: "", trialsPlanned: trials.length }], trials: [...trials] });
}

test("a fleet of one group has no table of groups", () => {
  expect(groupTables(fakeResult()).flatMap(tableLines)).toEqual([]);
});

test("groups stand beside each other and beside all of them, within a terminal's width", () => {
  const lines = groupTables(resultOf([mixed([{ name: "alarms" }, { name: "readings" }])])).flatMap(tableLines);
  expect(lines.join("\n")).toMatchInlineSnapshot(`
    "by group                   all groups  alarms, QoS 2  readings, QoS 0
    rates
      offered                       500/s          500/s            500/s
      acknowledged                  500/s          500/s                –
      delivered                     500/s          500/s            500/s
    messages
      intended                      1,000          1,000            1,000
      sent                          1,000          1,000            1,000
      unsent                            0              0                0
      acknowledged                  1,000          1,000                –
      refused                           0              0                –
      unfinished                        0              0                –
      overruns                          0              0                0
    deliveries
      expected                      1,000          1,000            1,000
      delivered                     1,000          1,000            1,000
      lost                              0              0                0
      acknowledged, then lost           0              0                –
      duplicate                         0              0                0
      reordered                         0              0                0
    latencies
      publish delay p50            520 µs         520 µs           520 µs
      publish delay p99           3.61 ms        3.61 ms          3.61 ms
      publish delay max           5.03 ms        5.03 ms          5.03 ms
      service time p50             400 µs         400 µs                –
      service time p99            2.78 ms        2.78 ms                –
      service time max            3.87 ms        3.87 ms                –
      publish latency p50          920 µs         920 µs                –
      publish latency p99          6.4 ms         6.4 ms                –
      publish latency max         8.89 ms        8.89 ms                –
      end-to-end latency p50       739 µs         739 µs           699 µs
      end-to-end latency p99      5.14 ms        5.14 ms          4.87 ms
      end-to-end latency max      7.15 ms        7.15 ms          6.77 ms
    a message
      packets                           4              4                1
      wire bytes                    105 B          105 B             91 B
    a delivery
      packets                           4              4                1
      wire bytes                    105 B          105 B             91 B"
  `);
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(80);
});

test("more groups than fit follow in further tables", () => {
  const tables = groupTables(resultOf([mixed([{}, {}, {}, {}, {}])]));
  expect(tables.map(({ heading }) => heading.length)).toEqual([1 + 1 + 4, 1 + 1 + 1]);
});

test("a message that one trial of several lost is not hidden by a median", () => {
  const losing = fakeTrial(0).metrics;
  const lost = { ...losing, lost: { kind: "value", unit: "count", value: 5 } as const };
  const result = resultOf([
    mixed([{ name: "alarms" }, { name: "readings" }]),
    mixed([{ name: "alarms" }, { name: "readings" }]),
    mixed([{ name: "alarms" }, { name: "readings", metrics: lost }]),
  ]);
  expect(
    groupTables(result)
      .flatMap(tableLines)
      .find((line) => line.startsWith("  lost")),
  ).toMatch(/ 0 +0 +0 to 5$/u);
});

test("trials that are not valid are left out, or said to be all there is", () => {
  const [good, bad] = [mixed([{}, {}]), mixed([{}, {}], { valid: false })];
  expect(groupTables(resultOf([good, bad]))[0]?.remarks).toEqual([]);
  expect(groupTables(resultOf([bad]))[0]?.remarks).toEqual(["no trial of these is valid"]);
});

test("CSV and OpenMetrics name the group; what is of all groups has none", () => {
  const result = resultOf([mixed([{ name: "alarms" }, { name: "readings" }])]);
  const csv = renderCsv([result]).split("\r\n");
  expect(csv.filter((line) => line.includes(",lost,")).map((line) => line.split(",").slice(8, 10))).toEqual([
    ["", "lost"],
    ["alarms", "lost"],
    ["readings", "lost"],
  ]);
  const samples = renderOpenMetrics([result]).match(/^mqbench_lost\{.*$/gmu) ?? [];
  expect(samples.map((line) => /,group="([^"]*)"/u.exec(line)?.[1])).toEqual([undefined, "alarms", "readings"]);
});
