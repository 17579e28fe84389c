/** MQTT.js as the second client while connections are lost: what it has in flight goes on, or ends, as with mqbench's own. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { RunResult } from "../src/result/schema.ts";
import { fakeBroker, speakMqtt } from "./fake-broker.ts";
import { faultsOf, mqbench, parseResult, temporaryFolder, value } from "./mqbench.ts";
import { needBroker } from "./needs.ts";

const phases = "phases: { warmup: 0s, measure: 1s, drain: 10s }";
const one = "sensors.count=1";

async function run(keys: string, client: string, ...more: readonly string[]): Promise<RunResult> {
  const folder = temporaryFolder();
  const file = join(folder, "sessions.yaml");
  writeFileSync(file, `name: sessions\nclient: ${client}\n${keys}\n${phases}\n`);
  const { stdout, stderr } = await mqbench(["run", file, "--set", one, "--out", folder, "--json", ...more]);
  expect(stderr).not.toContain("error");
  return parseResult(stdout);
}

/** Cut before the third answer: one message is in flight, and mosquitto keeps the session of a client that subscribes to nothing. */
function cutBefore(packet: string, qos: number, schedule: string): string {
  const link = `link: { delay: 20ms, cut: { packet: ${packet}, direction: down, nth: 3 } }`;
  return `broker: mosquitto\nqos: ${qos}\nsensors: { topic: a, ${schedule}, window: 1, ${link} }\nsession: { clean: false, reconnect: 100ms }`;
}

test.for([
  { qos: 1, packet: "PUBACK" },
  { qos: 2, packet: "PUBREC" },
  { qos: 2, packet: "PUBCOMP" },
])(
  "what a kept session has in flight at QoS $qos is sent again when $packet is lost",
  async ({ qos, packet }, context) => {
    await needBroker(context, "mosquitto");
    const keys = cutBefore(packet, qos, "every: 100ms");
    const [native, mqttjs] = [await run(keys, "native"), await run(keys, "mqttjs")];
    const of = (result: RunResult) => {
      const { outages, notBack, resent } = result.trials[0]?.recovery ?? {};
      const counts = ["intended", "sent", "unsent", "acknowledged", "unfinished"].map((name) => value(result, 0, name));
      return { counts, outages, notBack, resent, faults: faultsOf(result) };
    };
    const resentType = packet === "PUBCOMP" ? "PUBREL" : "PUBLISH";
    expect(of(mqttjs)).toMatchObject({ counts: [10, 10, 0, 10, 0], outages: 1, notBack: 0, faults: [] });
    expect(of(mqttjs).resent?.[resentType]?.packets).toBe(1);
    expect(of(mqttjs)).toEqual(of(native));
  },
);

test("a closed loop goes on once what was in flight has been acknowledged again", async (context) => {
  await needBroker(context, "mosquitto");
  const result = await run(cutBefore("PUBACK", 1, "loop: closed"), "mqttjs");
  expect(value(result, 0, "acknowledged")).toBeGreaterThan(3);
  expect(value(result, 0, "unfinished")).toBe(0);
});

test.each([true, false])(
  "nothing is sent again where the broker has no session, with session.clean %s, and the client ends as it should",
  async (clean) => {
    const seenWith = async (client: string): Promise<{ seen: readonly string[]; counts: readonly number[] }> => {
      const seen: string[] = [];
      const { url } = await fakeBroker((socket) =>
        speakMqtt(socket, ({ cmd }) => {
          if (cmd !== "pingreq") seen.push(cmd);
          if (cmd === "publish" && seen.filter((each) => each === "publish").length === 3) {
            socket.destroy();
            return [];
          }
          return undefined;
        }),
      );
      const sensors = "sensors: { topic: a, every: 100ms, window: 1 }";
      const keys = `qos: 1\n${sensors}\nsession: { clean: ${clean}, reconnect: 100ms }`;
      const result = await run(keys, client, "--broker", url);
      return { seen, counts: ["sent", "acknowledged", "unfinished"].map((name) => value(result, 0, name)) };
    };
    const [native, mqttjs] = [await seenWith("native"), await seenWith("mqttjs")];
    expect(mqttjs.counts).toEqual([10, 9, 1]);
    expect(mqttjs.seen.filter((each) => each === "publish")).toHaveLength(10);
    expect(mqttjs).toEqual(native);
  },
);
