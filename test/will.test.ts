/** The will experiment, end to end: what a broker does at each death is what the table says. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Socket } from "node:net";
import { generate, parser } from "mqtt-packet";
import type { Packet } from "mqtt-packet";
import { expect, test } from "vitest";
import type { WillSection } from "../src/result/loads/will.ts";
import { fakeBroker } from "./fake-broker.ts";
import { mqbench, parseResult, temporaryFolder } from "./mqbench.ts";
import type { Ended } from "./mqbench.ts";
import { needBroker } from "./needs.ts";

const wills = `name: wills
load: { kind: will, timeout: 3s, settle: 200ms }
qos: 1
sensors: { count: 5, topic: "w/{id}", payload: 16B, retain: true }
subscribers: { count: 2, topic: w/+ }
keepalive: 1s
thresholds: [willsLost == 0, willsDuplicate == 0, willsUnwanted == 0]
`;

async function run(...words: readonly string[]): Promise<Ended & { readonly section: WillSection }> {
  const folder = temporaryFolder();
  const file = join(folder, "wills.yaml");
  writeFileSync(file, wills);
  const ended = await mqbench(["run", file, "--out", folder, "--json", ...words]);
  const load = ended.stdout === "" ? undefined : parseResult(ended.stdout).trials[0]?.load;
  if (load?.kind !== "will") throw new Error(`no will section: ${ended.stderr}`);
  return { ...ended, section: load };
}

const counts = ({ rows }: WillSection): readonly string[] =>
  rows.map(
    ({ death, notApplicable, delivered, lost, duplicate, unwanted, retained }) =>
      `${death}: ${notApplicable ?? `${delivered} delivered, ${lost} lost, ${duplicate} twice, ${unwanted} not due, ${retained?.flagged} retained`}`,
  );

test("the embedded broker publishes a will at each death but DISCONNECT", async () => {
  const { code, section } = await run();
  expect(counts(section)).toMatchInlineSnapshot(`
    [
      "reset: 10 delivered, 0 lost, 0 twice, 0 not due, 5 retained",
      "half-open: 10 delivered, 0 lost, 0 twice, 0 not due, 5 retained",
      "protocol error: 10 delivered, 0 lost, 0 twice, 0 not due, 5 retained",
      "takeover: 10 delivered, 0 lost, 0 twice, 0 not due, 5 retained",
      "disconnect: 0 delivered, 0 lost, 0 twice, 0 not due, 0 retained",
      "disconnect with will: MQTT 5 only",
      "resumed in time: MQTT 5 only",
    ]
  `);
  expect(code).toBe(0);
  expect(section.ledger.reconciled).toBe(true);
  // One and a half times the keepalive, at the least.
  const silent = section.rows.find(({ death }) => death === "half-open");
  expect(silent?.deathToDelivery?.min).toBeGreaterThan(1.4e9);
});

test("mosquitto delays a will of MQTT 5, and publishes none when the session is resumed in time", async (context) => {
  await needBroker(context, "mosquitto");
  const deaths = '["reset", "disconnect with will", "resumed in time"]';
  const sets = ['protocol="5"', "load.delay=1s", `load.deaths=${deaths}`].flatMap((set) => ["--set", set]);
  const { code, section } = await run("--broker", "mosquitto", ...sets);
  expect(counts(section)).toMatchInlineSnapshot(`
    [
      "reset: 10 delivered, 0 lost, 0 twice, 0 not due, 5 retained",
      "disconnect with will: 10 delivered, 0 lost, 0 twice, 0 not due, 5 retained",
      "resumed in time: 0 delivered, 0 lost, 0 twice, 0 not due, 0 retained",
    ]
  `);
  expect(code).toBe(0);
  expect(section.rows[0]?.deathToDelivery?.min).toBeGreaterThan(1e9);
});

test("a will that is lost, one that comes twice and one that is not due are counted, and fail their thresholds", async () => {
  const subscribers = new Set<Socket>();
  const broker = await fakeBroker((socket) => careless(socket, subscribers));
  // It runs in this process, which on a busy machine is late.
  const sets = ["load.deaths=[reset, disconnect]", "load.settle=2s", "sensors.retain=false"];
  const { code, section } = await run("--broker", broker.url, ...sets.flatMap((set) => ["--set", set]));
  expect(counts(section)).toMatchInlineSnapshot(`
    [
      "reset: 8 delivered, 2 lost, 2 twice, 0 not due, undefined retained",
      "disconnect: 0 delivered, 0 lost, 2 twice, 8 not due, undefined retained",
    ]
  `);
  expect(code).toBe(3);
});

test("a broker that dies on the way ends the trial, and what was seen is kept", async () => {
  let connections = 0;
  const broker = await fakeBroker((socket, self) => {
    connections += 1;
    if (connections > 8) self.die();
    careless(socket, new Set());
  });
  const { code, section, stdout } = await run("--broker", broker.url);
  expect(code).toBe(4);
  expect(section.rows).toEqual([]);
  expect(parseResult(stdout).trials[0]?.invalidBecause[0]?.code).toBe("step-failed");
});

/** Publishes the will of w/2 twice, that of w/3 never, and the others' also after DISCONNECT. */
function careless(socket: Socket, subscribers: Set<Socket>): void {
  const reader = parser({ protocolVersion: 4 });
  let will: Packet | undefined;
  reader.on("packet", (packet: Packet) => {
    if (packet.cmd === "connect") {
      if (packet.will !== undefined) {
        const { topic, payload } = packet.will;
        will = { cmd: "publish", topic, payload, qos: 0, dup: false, retain: false };
      }
      socket.write(generate({ cmd: "connack", sessionPresent: false, returnCode: 0 }));
    }
    if (packet.cmd === "subscribe") {
      subscribers.add(socket);
      socket.write(generate({ cmd: "suback", messageId: packet.messageId ?? 0, granted: [1] }));
    }
  });
  socket.on("data", (chunk) => reader.parse(chunk));
  socket.on("close", () => {
    subscribers.delete(socket);
    if (will?.cmd !== "publish" || will.topic === "w/3") return;
    for (const each of subscribers) {
      each.write(generate(will));
      if (will.topic === "w/2") each.write(generate(will));
    }
  });
}
