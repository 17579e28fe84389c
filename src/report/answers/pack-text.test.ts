import { expect, test } from "vitest";
import { renderPack } from "./pack-text.ts";
import type { PackEntry } from "./pack-text.ts";

function entry(name: string, exit: PackEntry["exit"], more: Partial<PackEntry> = {}): PackEntry {
  return {
    name,
    exit,
    trials: { valid: 3, made: 3 },
    path: `results/${name}/1.json`,
    report: null,
    why: null,
    ...more,
  };
}

const nothing = { trials: null, path: null };

test("a line says how many ended how, a row each, then where everything is, and what was not made", () => {
  const text = renderPack("suite", [
    entry("conn", "passed", { report: "all-conn.html" }),
    entry("fanout", "failed"),
    entry("p2p", "invalid", { trials: { valid: 1, made: 3 } }),
    entry("large", "usage", { ...nothing, why: "100,128 file descriptors are needed" }),
    entry("gone", "invalid", { ...nothing, why: "the broker ended" }),
    entry("last", "interrupted"),
    entry("later", "interrupted", nothing),
  ]);
  expect(text).toMatchInlineSnapshot(`
    "suite   7 scenarios: 1 passed, 1 failed, 1 not valid, 2 not made, 1 cut short, 1 not begun

    scenario     verdict   valid trials
    conn          passed         3 of 3
    fanout        failed         3 of 3
    p2p        not valid         1 of 3
    large       not made              –
    gone        not made              –
    last       cut short         3 of 3
    later      not begun              –

    saved results/conn/1.json
    report all-conn.html
    saved results/fanout/1.json
    saved results/p2p/1.json
    saved results/last/1.json
    not made: large: 100,128 file descriptors are needed
    not made: gone: the broker ended
    "
  `);
});

test("one scenario is one", () => {
  expect(renderPack("mine", [entry("only", "passed")])).toMatch(/^mine {3}1 scenario: 1 passed\n/u);
});
