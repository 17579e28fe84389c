import { expect, test } from "vitest";
import { fakeLossyResult, fakeSlowResult } from "../../result/testing/fake-link-result.ts";
import { fakeResult } from "../../result/testing/fake-result.ts";
import { renderLink } from "./link-text.ts";
import { renderRecovery } from "./recovery-text.ts";

test("a row a group: what was asked for, what the link adds, what its delay shows; then its cuts", () => {
  expect(`\n${renderLink(fakeSlowResult()).join("\n")}\n`).toMatchInlineSnapshot(`
    "
    link                       one way  adds to a round trip  late p50   p99  service p50  less the link's own  round trips × 2d  forwards on  bound by 2d
    qos=0 sensors  25 ms ± 5 ms 1 MB/s                1.2 ms    600 µs  2 ms            –                    –                 –            –            –
    qos=2 sensors                25 ms                1.2 ms    600 µs  2 ms       400 µs               101 ms            100 ms       PUBREL        400/s
    cuts qos=0: 1 of 2 planned were made
    cuts qos=2: 1 of 2 planned were made
    bound by 2d: in a closed loop no broker can complete more: window ÷ round trips × 2d, of all sensors together
    "
  `);
  expect(renderLink(fakeResult())).toEqual([]);
});

test("outages: how many, how long, what they cost", () => {
  expect(`\n${renderRecovery(fakeLossyResult()).join("\n")}\n`).toMatchInlineSnapshot(`
    "
    outages  count  not back  last back after  back p50  p99  recovered p50  p99  max  messages delayed  packets an outage  bytes an outage  of them to connect  peak broker CPU    RSS
    qos=0       20         1       ≥ 9,500 ms         –    –              –    –    –                 –                2.2             46 B                   2                –  72 MB
    qos=2       20         1       ≥ 9,500 ms         –    –              –    –    –                 –                2.2             46 B                   2                –  72 MB
    "
  `);
  expect(renderRecovery(fakeResult())).toEqual([]);
});
