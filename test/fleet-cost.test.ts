/** What a fleet pays, from counted runs on a real broker: the bill's packets, and the worked example of docs/fleet-cost.md to the byte. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { BilledRule } from "../src/analysis/money/bill.ts";
import { fleetMoney } from "../src/analysis/money/fleet-money.ts";
import type { CaseMoney } from "../src/analysis/money/fleet-money.ts";
import { faultsOf, mqbench, parseResult, temporaryFolder } from "./mqbench.ts";

/** What was counted does not depend on this machine's being busy. */
async function countedRun(): Promise<ReadonlyMap<string, CaseMoney>> {
  const phases = ["--set", "phases.warmup=500ms", "--set", "phases.measure=2s"];
  const words = ["run", "scenarios/fleet-cost.yaml", ...phases, "--out", temporaryFolder(), "--json"];
  const result = parseResult((await mqbench(words)).stdout);
  expect(faultsOf(result)).toEqual([]);
  const trials = result.trials.map((trial) => ({ ...trial, valid: true }));
  const [money, ...others] = fleetMoney({ ...result, trials });
  expect(others).toEqual([]);
  return new Map(money?.cases.map((each) => [each.name, each]));
}

function metered(money: CaseMoney | undefined): Readonly<Record<string, number>> {
  const bill = money?.bill;
  if (!isBill(bill)) throw new Error("no bill");
  const [, messages] = bill;
  return Object.fromEntries(messages?.metered.map(({ what, purpose, count }) => [`${what}, ${purpose}`, count]) ?? []);
}

function isBill(bill: CaseMoney["bill"] | undefined): bill is readonly BilledRule[] {
  return Array.isArray(bill);
}

/** By name of the part, of the table of the worked example. */
function workedExample(): Readonly<Record<string, number>> {
  const text = readFileSync("docs/fleet-cost.md", "utf8");
  const rows = [...text.matchAll(/^\| ([^|]+?) +\|[^|]*\| +([\d,]+) B \|$/gmu)];
  return Object.fromEntries(rows.map(([, name = "", bytes = ""]) => [name, Number(bytes.replaceAll(",", ""))]));
}

test("a counted run is billed by its packets, and a device's bytes are those of the worked example", async () => {
  const cases = await countedRun();
  const up = { "PUBLISH from device, up": 864_000_000 };
  const down = { "PUBLISH to device, down": 72_000_000 };
  expect(metered(cases.get("qos=0"))).toEqual({ ...up, ...down });
  // The same up; down twice as many.
  expect(metered(cases.get("qos=1"))).toEqual({ ...up, ...down, "PUBACK from device, down": 72_000_000 });
  expect(cases.get("qos=2")?.bill).toEqual({ notOffered: "no QoS 2" });
  const { parts, total } = cases.get("qos=1")?.data ?? {};
  expect(workedExample()).toEqual({
    payload: parts?.payload,
    MQTT: parts?.mqtt,
    "TCP and IP headers": parts?.headers,
    "TCP's own ACKs": parts?.bare,
    "TLS records": parts?.tls,
    keepalive: parts?.keepalive,
    "in all": total,
  });
});
