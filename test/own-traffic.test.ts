/** Everything that mqbench sends is told: a broker's own counters of what it received are the sum of all. */
import { expect, onTestFinished, test } from "vitest";
import { startProcess } from "../src/broker/process/managed-process.ts";
import { managedByName } from "../src/broker/facts/broker-spec.ts";
import { loadDefinition } from "../src/broker/definition.ts";
import { TopicWatcher } from "../src/mqtt/client/topic-watcher.ts";
import { readLedger, outside, up } from "../src/mqtt/wire/ledger.ts";
import type { PacketCounts } from "../src/mqtt/wire/ledger.ts";
import { mqbench, parseResult, temporaryFolder, tiny } from "./mqbench.ts";
import { needProgram } from "./needs.ts";

const received = ["$SYS/broker/messages/received", "$SYS/broker/bytes/received"] as const;
const heartbeat = "$SYS/broker/uptime";
const patienceMs = 20_000;

function sum(counts: PacketCounts): readonly number[] {
  const each = Object.values(counts);
  return [each.reduce((total, { packets }) => total + packets, 0), each.reduce((total, { bytes }) => total + bytes, 0)];
}

const ways: readonly (readonly [string, readonly string[]])[] = [
  ["directly", []],
  ["behind a link", ["--set", "link.delay=5ms"]],
];

test.for(ways)("mosquitto received what was sent, to the packet and the byte: %s", async ([, set], context) => {
  const program = needProgram(context, "mosquitto");
  const definition = await loadDefinition("mosquitto");
  if (definition === undefined) throw new Error("mosquitto is unknown");
  const broker = await startProcess({ definition, program, spec: managedByName("mosquitto"), pem: null, logins: [] });
  onTestFinished(async () => await broker.stop());
  const { endpoint } = broker.launch;
  const url = `mqtt://127.0.0.1:${endpoint.port}`;
  const { stdout } = await mqbench([
    "run",
    tiny,
    "--broker",
    url,
    "--out",
    temporaryFolder(),
    "--json",
    "--set",
    "qos=2",
    ...set,
  ]);
  const [trial] = parseResult(stdout).trials;
  if (trial?.ownTraffic === undefined) throw new Error("no own traffic");
  expect(Object.keys(trial.ownTraffic)).toEqual(expect.arrayContaining(["$SYS reader", "greeting"]));
  const told = [trial.load.ledger.connections.up, ...Object.values(trial.ownTraffic).map((each) => each.up)].map(sum);
  // The second round is of what came before it: everything up to the first.
  const watcher = await TopicWatcher.open(endpoint, "counts", [heartbeat, ...received]);
  onTestFinished(async () => await watcher.close());
  expect(await watcher.nextRound(heartbeat, patienceMs)).toBe(true);
  const own = [broker.ledger, watcher.ledger].map((ledger) => sum(readLedger(ledger, outside, up)));
  expect(await watcher.nextRound(heartbeat, patienceMs)).toBe(true);
  const all = [...told, ...own].reduce(([packets = 0, bytes = 0], [more = 0, and = 0]) => [
    packets + more,
    bytes + and,
  ]);
  expect(received.map((topic) => Number(watcher.latest(topic)?.text))).toEqual(all);
});
