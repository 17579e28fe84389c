/** A broker that owes nothing and falls silent: every connection is asked when measure is over. */
import type { Packet } from "mqtt-packet";
import { expect, test } from "vitest";
import { fakeBroker, speakMqtt } from "./fake-broker.ts";
import { expectedCode, mqbench, parseResult, savedResult, temporaryFolder, tiny } from "./mqbench.ts";

const soon = ["--set", "connect.timeout=1s"];
const owesNothing = [tiny, ...soon, "--set", "qos=0", "--set", "subscribers=null"];
// Shorter than its keepalive.
const idle = ["test/fixtures/idle.yaml", ...soon, "--set", "keepalive=60s", "--set", "phases.measure=1s"];

const neverPongs = ({ cmd }: Packet): readonly Packet[] | undefined => (cmd === "pingreq" ? [] : undefined);

test.each([
  ["connections that only stand", idle],
  ["connections of MQTT.js that only stand", [...idle, "--set", "client=mqttjs"]],
  ["QoS 0 without a subscriber", owesNothing],
])("%s: a broker that does not answer is no success", async (_, words) => {
  const { url } = await fakeBroker((socket) => speakMqtt(socket, neverPongs));
  const out = temporaryFolder();
  const { code, stdout } = await mqbench(["run", ...words, "--broker", url, "--out", out]);
  const told = "10 of 10 connections did not answer a PINGREQ within 1 s when measure was over";
  expect(stdout).toContain(`not valid: trial 1: ${told}`);
  expect(code).toBe(4);
  expect(savedResult(out).trials[0]?.load).toMatchObject({ asked: { connections: 10, answered: 0 } });
});

test.each([
  ["connections that only stand", idle],
  ["connections of MQTT.js that only stand", [...idle, "--set", "client=mqttjs"]],
  ["QoS 0 without a subscriber", owesNothing],
])("%s: a broker that answers is told to have, and what that took is counted", async (_, words) => {
  const { code, stdout } = await mqbench(["run", ...words, "--json", "--out", temporaryFolder()]);
  const result = parseResult(stdout);
  const load = result.trials[0]?.load;
  expect(load).toMatchObject({ asked: { connections: 10, answered: 10 } });
  const { up, down } = (load !== undefined && "ledger" in load ? load.ledger : undefined)?.connections ?? {};
  expect([up?.["PINGREQ"]?.packets, down?.["PINGRESP"]?.packets]).toEqual([10, 10]);
  expect(code).toBe(expectedCode(result, 0));
});

test("a broker that owes acknowledgements is not asked", async () => {
  const { stdout } = await mqbench(["run", tiny, "--json", "--out", temporaryFolder()]);
  expect(parseResult(stdout).trials[0]?.load).not.toHaveProperty("asked");
});

test("connections that the link has cut without a word are not what the broker is judged by", async () => {
  const cut = ["--set", "link={ cut: { at: 500ms, manner: silent } }"];
  const { stdout } = await mqbench(["run", ...owesNothing, ...cut, "--json", "--out", temporaryFolder()]);
  const [trial] = parseResult(stdout).trials;
  expect(trial?.load).toMatchObject({ asked: { connections: 0, answered: 0 } });
  expect(trial?.invalidBecause.map(({ code }) => code)).not.toContain("not-answered");
  expect(trial?.warnings.map(({ code }) => code)).toContain("not-asked");
});
