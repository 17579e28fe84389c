import { expect, test } from "vitest";
import { fakeHoldResult } from "../../result/testing/fake-hold-result.ts";
import { fakeResult } from "../../result/testing/fake-result.ts";
import { formatTable } from "../format.ts";
import { holdTable, renderPlateaus } from "./hold-text.ts";

test("the hold table gives bytes a held message by case, and splits them by payload", () => {
  const { heading, rows, splits } = holdTable(fakeHoldResult()) ?? { heading: [], rows: [], splits: [] };
  expect([...formatTable([heading, ...rows], 2), ...splits].join("\n")).toMatchInlineSnapshot(`
    "bytes a held message  heap (own gauge)          RSS  mqbench RSS  heap given back  RSS given back  trials
    payload=16B               306 ± 1.96 B    366 ± 0 B      no line             98 %             0 %       5
    payload=1024B           1,314 ± 1.96 B  1,374 ± 0 B      no line             98 %             0 %       5
    aedes, step puback, heap (own gauge): 290 ± 1.66 B of bookkeeping + 1 ± 0.00229 B a payload byte (payloads of 16 B, 1,024 B)
    aedes, step puback, RSS: 350 ± 0 B of bookkeeping + 1 ± 0 B a payload byte (payloads of 16 B, 1,024 B)"
  `);
});

test("a result that held nothing has no hold table", () => {
  expect(holdTable(fakeResult())).toBeUndefined();
});

test("the plateaus of a trial stand beside the broker's own gauges", () => {
  const [trial] = fakeHoldResult().trials;
  expect(trial === undefined ? "" : renderPlateaus(trial).join("\n")).toMatchInlineSnapshot(`
    "level             held  kept back  heap (own gauge)      RSS  mqbench RSS
    0 rising             0          0              3 MB     9 MB       120 MB
    5,000 rising     5,000      5,000           4.53 MB  10.8 MB       120 MB
    10,000 rising   10,000     10,000           6.06 MB  12.7 MB       120 MB
    20,000 rising   20,000     20,000           9.12 MB  16.3 MB       120 MB
    10,000 falling  10,000     10,000           6.06 MB  16.3 MB       120 MB
    5,000 falling    5,000      5,000           4.53 MB  16.3 MB       120 MB
    0 falling            0          0              3 MB  16.3 MB       120 MB

    level           inflight
    0 rising               0
    5,000 rising       5,000
    10,000 rising     10,000
    20,000 rising     20,000
    10,000 falling    10,000
    5,000 falling      5,000
    0 falling              0"
  `);
});
