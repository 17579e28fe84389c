/** Topic aliases live as long as their connection: after a cut each topic is named again, and the prediction has it. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { needBroker } from "./needs.ts";
import { mqbench, parseResult, temporaryFolder, value } from "./mqbench.ts";

const scenario = `
name: aliases-and-cuts
broker: mosquitto
protocol: "5"
qos: 0
sensors: { count: 20, topic: "unit/{id}/temperature", payload: 64B, every: 100ms, topicAlias: true, link: { cut: { at: 1s } } }
subscribers: { topic: "unit/#" }
session: { clean: true, reconnect: { delay: 100ms, max: 100ms } }
phases: { warmup: 0s, measure: 3s, drain: 1s }
`;

test.for(["native", "mqttjs"])(
  "%s: the topics that sensors name again after a cut are in the prediction, to the byte",
  async (client, context) => {
    await needBroker(context, "mosquitto");
    const folder = temporaryFolder();
    const file = join(folder, "cuts.yaml");
    writeFileSync(file, scenario);
    const result = parseResult(
      (await mqbench(["run", file, "--json", "--set", `client=${client}`, "--out", folder])).stdout,
    );
    const load = result.trials[0]?.load;
    if (load?.kind !== "steady") throw new Error("not steady");
    expect(value(result, 0, "outages")).toBe(20);
    expect(value(result, 0, "sent")).toBe(600);
    expect(load.ledger.counted.sensor).toEqual(load.ledger.predicted.sensor);
    // A message by its alias is 72 bytes; two of each sensor name the topic of 19 bytes, unit/01/temperature.
    expect(load.ledger.counted.sensor.up["PUBLISH"]).toEqual({ packets: 600, bytes: 600 * 72 + 2 * 20 * 19 });
  },
);
