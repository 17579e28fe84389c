/** Devices that come and go, or get commands, on a broker that asks each for a password of its own. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { mqbench, parseResult, temporaryFolder } from "./mqbench.ts";
import { needBroker } from "./needs.ts";

const access = `broker: { name: mosquitto, access: { by: password, acl: ["pattern write plants/%u/#", "pattern read orders/%u", "user backend", "topic read plants/#", "topic write orders/#"] } }
subscribers: { topic: plants/#, username: backend, password: "\${BACKEND}" }
qos: 1
`;
const devices = (topic: string): string =>
  `sensors: { count: 4, clientId: "device-{id}", username: "d{id}", password: "\${SECRET} of {id}", topic: "${topic}" }\n`;

async function runTrial(lines: string) {
  const folder = temporaryFolder();
  const file = join(folder, "own.yaml");
  writeFileSync(file, `name: own\n${access}${lines}`);
  const secrets = { BACKEND: "of the backend", SECRET: "the secret" };
  const { stdout, stderr } = await mqbench(["run", file, "--out", folder, "--json"], secrets);
  if (stdout === "") throw new Error(stderr);
  const [trial] = parseResult(stdout).trials;
  return trial;
}

const churn = "load: { kind: churn, rate: 10/s, for: 1s, warmup: 200ms, send: 2, leave: disconnect }\n";

test("devices that come and go log in as themselves at every visit", async (context) => {
  await needBroker(context, "mosquitto");
  const trial = await runTrial(churn + devices("plants/d{id}/reading"));
  expect(trial?.refusals).toBeUndefined();
  expect(trial?.load).toMatchObject({
    kind: "churn",
    rows: [{ due: 10, begun: 10, connected: 10, failed: {}, sent: 20, lost: 0 }],
  });
});

test("who may not write to another's topic is refused, by name", async (context) => {
  await needBroker(context, "mosquitto");
  const trial = await runTrial(`${churn}protocol: "5"\n${devices("plants/d1/reading")}`);
  const [refusal, ...more] = trial?.refusals ?? [];
  expect(more).toEqual([]);
  expect(refusal).toMatchObject({ packet: "PUBLISH", name: "not authorized" });
  expect(refusal?.clients.toSorted()).toEqual(["device-2", "device-3", "device-4"]);
});

test("devices get commands and reply as themselves, asleep in between", async (context) => {
  await needBroker(context, "mosquitto");
  const trial = await runTrial(
    `load: { kind: commands, topic: "orders/d{id}", every: 500ms, for: 2s, timeout: 3s, asleep: 500ms, awake: 500ms }\n${devices("plants/d{id}/reply")}`,
  );
  expect(trial?.refusals).toBeUndefined();
  expect(trial?.sensors).toMatchObject({ connected: 4, failed: {} });
  expect(trial?.load).toMatchObject({
    kind: "commands",
    rows: [{ devices: 4, sent: 16, delivered: 16, inTime: 16, timeouts: 0 }],
  });
});
