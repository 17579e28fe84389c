/** The short scenario, end to end on the embedded broker: exit code, output, and counts to the byte. */
import { expect, test } from "vitest";
import type { RunResult } from "../../src/result/schema.ts";
import { expectedCode, mqbench, savedResult, temporaryFolder, value } from "../mqbench.ts";

/** What it prints of valid trials. */
const costs = [
  /^ {2}packets +1 +2 +×2 +4 +×4$/mu,
  /^ {2}bytes up +91 B +93 B +×1\.02 +97 B +×1\.07$/mu,
  // One trial of each level: what is timed has no interval, and is not compared.
  /^QoS 2 costs 3 packets and 14 bytes a message more than QoS 0/mu,
  /^ {2}service time p50 +– +\S+ [µm]s +\S+ [µm]s$/mu,
];
const everything = { sent: 1000, delivered: 2000, lost: 0, duplicate: 0, agrees: true };

test("smoke passes at the specification's cost, to the socket's byte, and saves what it printed", async () => {
  const out = temporaryFolder();
  const { code, stdout, stderr } = await mqbench(["run", "scenarios/smoke.yaml", "--out", out]);
  expect(stderr).not.toContain("error");
  const result = savedResult(out);
  expect(code).toBe(expectedCode(result, 0));
  // Of a trial that is not valid, since other programs kept mqbench from its schedule, no figure stands in the table.
  for (const said of code === 0 ? costs : [/^not valid: /mu]) expect(stdout).toMatch(said);
  expect(stdout.trimEnd().split("\n").at(-1)).toMatch(/^saved .*\.json$/u);
  expect(result.status).toBe("complete");
  expect(costsOf(result)).toEqual([
    { case: "qos=0", packets: 1, bytes: 91, deliveryBytes: 91, ...everything },
    { case: "qos=1", packets: 2, bytes: 97, deliveryBytes: 97, ...everything },
    { case: "qos=2", packets: 4, bytes: 105, deliveryBytes: 105, ...everything },
  ]);
  const report = await mqbench(["report", out]);
  expect(report.stdout).toBe(stdout);
});

/** By rising QoS. */
function costsOf(result: RunResult) {
  const figures = result.trials.map((trial, index) => ({
    case: trial.case,
    sent: value(result, index, "sent"),
    delivered: value(result, index, "delivered"),
    lost: value(result, index, "lost"),
    duplicate: value(result, index, "duplicate"),
    packets: value(result, index, "packetsPerMessage"),
    bytes: value(result, index, "wireBytesPerMessage"),
    deliveryBytes: value(result, index, "wireBytesPerDelivery"),
    agrees: trial.load.kind === "steady" && trial.load.ledger.agrees && trial.load.ledger.reconciled,
  }));
  return figures.toSorted((a, b) => a.packets - b.packets);
}
