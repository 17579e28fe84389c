import { expect, test } from "vitest";
import { fakeLossyResult, fakeSlowResult } from "../../result/testing/fake-link-result.ts";
import { fakeResult } from "../../result/testing/fake-result.ts";
import { linkTables } from "./link-text.ts";
import { tableLines } from "./part.ts";
import { recoveryTables } from "./recovery-text.ts";

test("a row a group: what was asked for, what the link adds, what its delay shows; then its cuts", () => {
  expect(`\n${linkTables(fakeSlowResult()).flatMap(tableLines).join("\n")}\n`).toMatchInlineSnapshot(`
    "
    link                        qos=0 sensors  qos=2 sensors
    one way               25 ms ± 5 ms 1 MB/s          25 ms
    adds to a round trip               1.2 ms         1.2 ms
    late p50                           600 µs         600 µs
    late p99                             2 ms           2 ms
    service p50                             –         400 µs
    less the link's own                     –         101 ms
    round trips × 2d                        –         100 ms
    forwards on                             –         PUBREL
    bound by 2d                             –          400/s
    cuts qos=0: 1 of 2 planned were made
    cuts qos=2: 1 of 2 planned were made
    bound by 2d: in a closed loop no broker can complete more: window ÷ round trips × 2d, of all sensors together
    "
  `);
  expect(linkTables(fakeResult()).flatMap(tableLines)).toEqual([]);
});

test("outages: how many, how long, what they cost", () => {
  expect(`\n${recoveryTables(fakeLossyResult()).flatMap(tableLines).join("\n")}\n`).toMatchInlineSnapshot(`
    "
    outages               qos=0    qos=2
    count                    20       20
    not back                  1        1
    last back after     ≥ 9.5 s  ≥ 9.5 s
    back p50                  –        –
    back p99                  –        –
    recovered p50             –        –
    recovered p99             –        –
    recovered max             –        –
    messages delayed          –        –
    packets an outage       2.2      2.2
    bytes an outage        46 B     46 B
    of them to connect        2        2
    broker CPU, peak          –        –
    broker RSS, peak      72 MB    72 MB
    "
  `);
  expect(recoveryTables(fakeResult()).flatMap(tableLines)).toEqual([]);
});
