/** The properties of MQTT 5: predicted, counted, and told byte by byte by another library at the other end. */
import { join } from "node:path";
import { startCapture } from "../bench/packet-capture.ts";
import { expect, test } from "vitest";
import { startMosquitto } from "./mosquitto.ts";
import { needBroker } from "./needs.ts";
import { mqbench, parseResult, temporaryFolder, value } from "./mqbench.ts";
import { needCapture, readWirePackets } from "./wire-packets.ts";

/** What each group's PUBLISH of 96 bytes grows by: the property, and a byte of remaining length where that passes 127. */
const added = {
  plain: 0,
  // The topic of 25 bytes, less an alias of 3.
  alias: -22,
  expiry: 5,
  format: 2,
  "content-type": 19,
  "response-topic": 36,
  correlation: 19,
  user: 10,
  traceparent: 72,
};

test.for(["native", "mqttjs"])(
  "%s on mosquitto: each property costs what the specification says, on both hops",
  async (client, context) => {
    await needBroker(context, "mosquitto");
    const short = ["--set", "phases.measure=1s", "--set", "phases.warmup=1s", "--set", `client=${client}`];
    const words = ["run", "scenarios/mqtt5-cost.yaml", "--json", ...short, "--out", temporaryFolder()];
    const result = parseResult((await mqbench(words)).stdout);
    const load = result.trials[0]?.load;
    if (load?.kind !== "steady") throw new Error("not steady");
    expect(load.ledger.differences).toEqual([]);
    expect(["lost", "duplicate"].map((name) => value(result, 0, name))).toEqual([0, 0]);
    const bytesOf = (name: string, metric: string): number => {
      const found = load.groups.find((group) => group.name === name)?.metrics[metric];
      return found?.kind === "value" ? found.value : Number.NaN;
    };
    const more = Object.keys(added).map((name) => [
      name,
      bytesOf(name, "wireBytesUpPerMessage") - bytesOf("plain", "wireBytesUpPerMessage"),
    ]);
    expect(Object.fromEntries(more)).toEqual(added);
    // Of plain's deliveries one of two has a subscription identifier of two bytes.
    const down = bytesOf("expiry", "wireBytesDownPerDelivery") - bytesOf("plain", "wireBytesDownPerDelivery");
    expect(down).toBe(added.expiry - 1);
  },
);

test("predicted, counted and captured alike, to the byte, on every connection", async (context) => {
  needCapture(context);
  const { port } = await startMosquitto(context, ["allow_anonymous true"]);
  const folder = temporaryFolder();
  const file = join(folder, "mqtt5.pcap");
  const capture = await startCapture(port, file, 0);
  const short = ["--set", "phases.measure=1s", "--set", "phases.warmup=0s", "--broker", `mqtt://127.0.0.1:${port}`];
  const words = ["run", "scenarios/mqtt5-cost.yaml", "--json", ...short, "--out", folder];
  const result = parseResult((await mqbench(words)).stdout);
  await capture.stop();
  const load = result.trials[0]?.load;
  if (load?.kind !== "steady") throw new Error("not steady");
  expect(load.ledger.differences).toEqual([]);
  expect(await readWirePackets(file, port, result.run)).toEqual(load.ledger.connections);
  expect(result.trials[0]?.agreed).toMatchObject([{ connections: 452, topicAliasMaximum: 10 }]);
});
