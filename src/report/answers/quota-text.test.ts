import { expect, test } from "vitest";
import { readService } from "../../scenario/money/service-files.ts";
import { planRun } from "../../scenario/planning/plan.ts";
import { readText } from "../../scenario/testing/fake-scenario-file.ts";
import { renderQuotas } from "./quota-text.ts";

function quotasOf(name: string, text: string): ReturnType<typeof renderQuotas> {
  const service = readService(name);
  if (!service?.quotas) throw new Error(`no quotas of ${name}`);
  return renderQuotas(service, service.quotas, planRun(readText(`name: x\n${text}`).cases).cases);
}

test("each case says what it asks of each quota, what is exceeded, and what to do", () => {
  const text = "sensors: { count: 150, every: 1s }\nsubscribers: { topic: sensors/+ }\nsweep: { qos: [2] }";
  const { text: told, isKept } = quotasOf("aws-iot-core", text);
  expect(told).toMatchInlineSnapshot(`
    "quotas of AWS IoT Core, read 2026-11: https://docs.aws.amazon.com/general/latest/gr/iot-core.html

    qos=2
      quota                                    asked  allowed
      publishes both ways of a connection      150/s    100/s  exceeded
      subscriptions of a connection                1       50      kept
      unacknowledged messages of a connection     10      100      kept
      connects of a client id                    1/s      1/s      kept
      problem: there is no QoS 2; the service has 0, 1
      problem: publishes both ways of a connection: more than is allowed
      hint: let sensors send more seldom, or spread the topics over more subscribers
    "
  `);
  expect(isKept).toBe(false);
});

test("what may be bought more of says how many are needed", () => {
  const { text, isKept } = quotasOf("azure-event-grid", "sensors: { count: 2500, every: 1s }");
  expect(text).toMatch(/publishes from devices in all +2,500\/s$/mu);
  expect(text).toMatch(/publishes from devices in all +1,000\/s a throughput unit: 3 needed +kept$/mu);
  expect(isKept).toBe(true);
});
