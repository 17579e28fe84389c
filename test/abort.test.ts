/** A threshold that ends a run early: what is saved, said, and not begun any more. */
import { join } from "node:path";
import { expect, test } from "vitest";
import { fakeBroker, speakMqtt } from "./fake-broker.ts";
import { faultsOf, judgedLine, mqbench, savedResult, temporaryFolder, tiny, value } from "./mqbench.ts";

/** A minute, so that a run that is not ended does not pass by being short. */
const long = ["--set", "phases.measure=60s", "--trials", "3"];
const ending = ["--set", "thresholds=[lost == 0, { check: publishLatency.p50 < 1ns, abortAfter: 1s }]"];

test("an impossible limit ends the run: sent messages are drained, the part is saved, exit 3", async () => {
  const folder = temporaryFolder();
  const ended = await mqbench(["run", tiny, ...long, ...ending, "--out", folder]);
  const result = savedResult(folder);
  expect(faultsOf(result)).toEqual([]);
  expect([result.status, result.trials.length]).toEqual(["partial", 1]);
  const [drained, broken] = result.trials[0]?.thresholds ?? [];
  expect(drained).toMatchObject({ text: "lost == 0", outcome: "passed", measured: 0 });
  expect(broken).toMatchObject({ text: "publishLatency.p50 < 1ns", outcome: "failed" });
  expect(broken?.endedRunAfterNs).toBeGreaterThanOrEqual(1e9);
  expect(broken?.endedRunAfterNs).toBeLessThan(60e9);
  expect(value(result, 0, "acknowledged")).toBe(value(result, 0, "sent"));
  expect(ended.stdout).toMatch(/warning: .*publishLatency\.p50 < 1ns failed \d+\.\d s into measure and ended the run/u);
  expect(ended.stdout).toContain("1 of 3 trials");
  // A machine too busy to keep the schedule makes it not valid.
  expect(ended.code).toBe(result.trials[0]?.valid === true ? 3 : 4);

  const gated = await mqbench(["gate", join(folder, "tiny")]);
  const isValid = result.trials[0]?.valid === true;
  expect(gated.stdout).toMatch(isValid ? /failed +publishLatency\.p50 < 1ns/u : /^gate: not valid$/mu);
  expect(gated.stdout).not.toContain("did not finish");
});

test("deliveries that do not come end the run that has a limit on their latency", async () => {
  const folder = temporaryFolder();
  const broker = await fakeBroker((socket) => speakMqtt(socket, () => undefined));
  const limit = ["--set", "thresholds=[{ check: endToEndLatency.p50 < 500ms, abortAfter: 1s }]"];
  const ended = await mqbench([
    "run",
    tiny,
    ...long,
    "--set",
    "qos=0",
    ...limit,
    "--broker",
    broker.url,
    "--out",
    folder,
  ]);
  const result = savedResult(folder);
  expect(result.status).toBe("partial");
  expect(result.trials[0]?.thresholds[0]?.endedRunAfterNs).toBeLessThan(60e9);
  expect(value(result, 0, "delivered")).toBe(0);
  expect(judgedLine(ended.stdout, result, "endToEndLatency.p50 < 500ms")).toContain("≥ ");
});

test("a mistake names the option of its side", async () => {
  const rows = [
    [["--b-set", "sensors.cuont=3"], "error: --b-set sensors.cuont=3: unknown key `cuont`"],
    [["--a-set", "foo"], "error: --a-set foo: expected key=value"],
    [["--a", "mosquito"], "error: --a: broker: expected embedded, mosquitto"],
    [["--set", "qos=7"], "error: --set qos=7: qos must be 0, 1 or 2"],
  ] as const;
  for (const [words, start] of rows) {
    const { code, stderr } = await mqbench(["ab", tiny, ...words]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(start)]);
  }
});

test("either side of a comparison ends it, and it says which", async () => {
  const folder = temporaryFolder();
  const sides = ["--a-set", "thresholds=[{ check: publishLatency.p50 < 1ns, abortAfter: 1s }]"];
  const ended = await mqbench(["ab", tiny, ...long, ...sides, "--out", folder]);
  expect(ended.stdout).toMatch(/^side A ended the comparison: publishLatency\.p50 < 1ns failed$/mu);
  expect([3, 4]).toContain(ended.code);
});
