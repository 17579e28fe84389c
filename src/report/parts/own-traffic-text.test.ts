import { expect, test } from "vitest";
import { fakeResult } from "../../result/testing/fake-result.ts";
import type { RunResult } from "../../result/schema.ts";
import { renderMarkdown } from "../formats/markdown.ts";
import { ownTrafficTables } from "./own-traffic-text.ts";
import { tableLines } from "./part.ts";

const counts = (packets: number, bytes: number) => ({ packets, bytes });

/** One trial: 2 packets of 30 bytes up and 1 of 4 down by the clients, the rest by mqbench itself. */
function withOwn(): RunResult {
  const result = fakeResult();
  const [trial] = result.trials;
  if (trial === undefined) throw new Error("no trial");
  const connections = { up: { CONNECT: counts(2, 30) }, down: { CONNACK: counts(1, 4) } };
  const ledger = { ...trial.load.ledger, connections };
  if (trial.load.kind !== "steady") throw new Error("no steady trial");
  const load = { ...trial.load, ledger: { ...trial.load.ledger, ...ledger } };
  const ownTraffic = {
    greeting: { up: { CONNECT: counts(1, 20), DISCONNECT: counts(1, 2) }, down: { CONNACK: counts(1, 4) } },
    "$SYS reader": { up: { CONNECT: counts(1, 40) }, down: { PUBLISH: counts(1000, 50_000) } },
  };
  return { ...result, trials: [{ ...trial, load, ownTraffic }] };
}

test("every purpose has a row, and the last is what the broker counts", () => {
  expect(ownTrafficTables(withOwn()).flatMap(tableLines)).toMatchInlineSnapshot(`
    [
      "connections to the broker  packets up  bytes up  packets down  bytes down",
      "sensors and subscribers             2        30             1           4",
      "mqbench's greeting                  2        22             1           4",
      "mqbench's $SYS reader               1        40         1,000      50,000",
      "all together                        5        92         1,002      50,008",
      "MQTT packets and bytes from CONNECT to the end of the trial; a broker's own counters have the last line, and what others sent",
    ]
  `);
});

test("in Markdown its title and what is folded under it do not run together", () => {
  expect(renderMarkdown([withOwn()])).toContain(
    "<summary>What mqbench sent beside the load: packets and bytes by connection</summary>",
  );
});

test("a result without has none", () => {
  expect(ownTrafficTables(fakeResult())).toEqual([]);
});
