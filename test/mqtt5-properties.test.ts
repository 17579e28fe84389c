/** The properties of MQTT 5: predicted, counted, and told byte by byte by another library at the other end. */
import { writeFileSync } from "node:fs";
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

/** Every key of CONNECT and SUBSCRIBE, and clients that the broker names: more than the scenario of properties has. */
const asking = `
name: asking
broker: mosquitto
protocol: "5"
qos: 1
sensors:
  - { name: own, count: 10, topic: "own/{id}", payload: 64B, every: 100ms, listen: { topic: "own/+", noLocal: true } }
  - { name: assigned, count: 10, topic: "assigned/{id}", payload: 64B, every: 100ms, assignedId: true }
subscribers:
  - { name: narrow, topic: "own/#", topicAliasMaximum: 10, receiveMaximum: 20, maximumPacketSize: 1kB }
  - { name: as-published, topic: "#", assignedId: true, retainAsPublished: true, retainHandling: 2, subscriptionId: 300 }
session: { clean: false, expiry: 10s }
phases: { warmup: 0s, measure: 1s, drain: 2s }
`;

test.for([
  ["properties of messages", "scenarios/mqtt5-cost.yaml", [452]],
  ["keys of CONNECT and SUBSCRIBE", null, [11, 11]],
] as const)(
  "%s: predicted, counted and captured alike, to the byte, on every connection",
  async ([, given, connections], context) => {
    needCapture(context);
    const { port } = await startMosquitto(context, ["allow_anonymous true"]);
    const folder = temporaryFolder();
    const scenario = given ?? join(folder, "asking.yaml");
    if (given === null) writeFileSync(scenario, asking);
    const file = join(folder, "mqtt5.pcap");
    const capture = await startCapture(port, file, 0);
    const short = ["--set", "phases.measure=1s", "--set", "phases.warmup=0s", "--broker", `mqtt://127.0.0.1:${port}`];
    const result = parseResult((await mqbench(["run", scenario, "--json", ...short, "--out", folder])).stdout);
    await capture.stop();
    const load = result.trials[0]?.load;
    if (load?.kind !== "steady") throw new Error("not steady");
    expect(load.ledger.differences).toEqual([]);
    expect(await readWirePackets(file, port, result.run)).toEqual(load.ledger.connections);
    expect(result.trials[0]?.agreed).toMatchObject(
      connections.map((count) => ({ connections: count, topicAliasMaximum: 10 })),
    );
  },
);
