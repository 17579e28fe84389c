/**
 * Bytes, round trips and TLS resumption of each transport, beside what a packet capture of the same run says, on mosquitto: 20 sensors,
 * idle, and at QoS 1 with a subscriber. `npm run bench:transports`; `-- --only "TLS 1.3"` for one. Ends with 1 where a byte, a round trip or a kind of handshake differs, with 2
 * where this machine cannot capture.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { mosquitto } from "../src/broker/brokers/mosquitto.ts";
import { mintServer, urlOf } from "../src/broker/certificates/client-listener.ts";
import { managedByName, usualTls } from "../src/broker/facts/broker-spec.ts";
import type { Protocol } from "../src/mqtt/transport/protocols.ts";
import type { Trial } from "../src/result/schema.ts";
import { interruptible } from "./interrupt.ts";
import { onMosquitto } from "./on-mosquitto.ts";
import { runOneTrial } from "./own-run.ts";
import { howToInstall, lackingForCapture, readFrames, startCapture } from "./packet-capture.ts";
import { connectionFields, readConnections } from "./wire-bytes.ts";
import type { WireConnection } from "./wire-bytes.ts";

interface Transport {
  readonly name: string;
  readonly protocol: Protocol;
  /** What is set of TLS. */
  readonly set: readonly string[];
}

const transports: readonly Transport[] = [
  { name: "TCP", protocol: "mqtt", set: [] },
  { name: "TLS 1.2", protocol: "mqtts", set: ['tls={ maxVersion: "1.2" }'] },
  { name: "TLS 1.2, resumed", protocol: "mqtts", set: ['tls={ maxVersion: "1.2", resume: true }'] },
  { name: "TLS 1.3", protocol: "mqtts", set: ['tls={ minVersion: "1.3" }'] },
  { name: "TLS 1.3, resumed", protocol: "mqtts", set: ['tls={ minVersion: "1.3", resume: true }'] },
  { name: "WebSocket", protocol: "ws", set: [] },
  { name: "WebSocket over TLS", protocol: "wss", set: ['tls={ minVersion: "1.3" }'] },
];

const loads = [
  ["idle", ["load={ kind: idle }", "subscribers=[]"]],
  ["QoS 1", ["qos=1", "sensors.every=1s"]],
] as const;

const { values } = parseArgs({ options: { only: { type: "string" } } });
const wanted = transports.filter(({ name }) => values.only === undefined || name === values.only);

const interrupt = interruptible();
const folder = mkdtempSync(join(tmpdir(), "mqbench-transports-"));
try {
  const lacking = mosquitto.find() === undefined ? "mosquitto not installed" : lackingForCapture();
  if (lacking === null) await compareAll();
  else {
    process.stderr.write(`error: ${lacking}\nhint: ${howToInstall}; apt-get install mosquitto\n`);
    process.exitCode = 2;
  }
} catch (error) {
  if (!interrupt.aborted) throw error;
  process.stderr.write("interrupted\n");
} finally {
  rmSync(folder, { recursive: true });
}

async function compareAll(): Promise<void> {
  print(["", "load", "bytes up", "wire", "bytes down", "wire", "trips", "wire", "resumed", "wire", ""]);
  let isAll = wanted.length > 0;
  for (const transport of wanted) {
    for (const [name, set] of loads) {
      const { trial, wire } = await capture(transport, set);
      const pairs = pairsOf(trial, wire, name === "idle");
      const isEqual = pairs.every(([own, seen]) => own === seen);
      isAll &&= isEqual;
      print([transport.name, name, ...pairs.flat(), isEqual ? "equal" : "NOT equal"]);
    }
  }
  process.stdout.write(isAll ? "\nall equal\n" : "\nnot all equal\n");
  // What was interrupted has its own.
  if (!isAll) process.exitCode ??= 1;
}

/** What mqbench says, beside what the wire says. Turns of direction are round trips only where nothing is sent after CONNACK. */
function pairsOf(
  trial: Trial,
  wire: readonly WireConnection[],
  isIdle: boolean,
): readonly (readonly [number, number])[] {
  const { connecting } = trial;
  const { socketBytes } = trial.load.ledger;
  const add = (read: (connection: WireConnection) => number): number =>
    wire.reduce((sum, connection) => sum + read(connection), 0);
  const resumed = connecting?.secured.reduce((sum, each) => sum + each.resumed, 0) ?? 0;
  return [
    [socketBytes.up, add(({ bytesUp }) => bytesUp)],
    [socketBytes.down, add(({ bytesDown }) => bytesDown)],
    isIdle ? [connecting?.roundTrips ?? 0, add(({ roundTrips }) => roundTrips)] : [0, 0],
    [resumed, add(({ isResumed }) => (isResumed === true ? 1 : 0))],
  ];
}

/** The clients' connections are the last: mqbench's own, and those that get a session, come before them. */
async function capture(
  { protocol, set }: Transport,
  load: readonly string[],
): Promise<{ readonly trial: Trial; readonly wire: readonly WireConnection[] }> {
  const file = join(folder, "transports.pcap");
  const ca = join(folder, "ca.pem");
  const spec = { ...managedByName("mosquitto"), protocol, tls: usualTls };
  const { pem } = await mintServer(spec);
  if (pem !== null) writeFileSync(ca, pem.ca);
  return await onMosquitto(
    async ({ clients, pid }) => {
      const { port } = clients;
      const taken = await startCapture(port, file, 0);
      try {
        const trial = await runOneTrial({
          scenario: "bench/transports.yaml",
          broker: urlOf(clients),
          brokerPid: pid,
          folder,
          words: pem === null ? [] : ["--ca", ca],
          set: [...load, ...set],
          stop: interrupt,
        });
        await taken.stop();
        if (Object.keys(trial.sensors.failed).length > 0) throw new Error("not every sensor connected: measure again");
        const as = pem === null ? "mqtt" : "tls";
        const frames = await readFrames(file, { port, as, fields: connectionFields }, interrupt);
        return { trial, wire: readConnections(frames, port).slice(-(trial.connecting?.connections ?? 0)) };
      } finally {
        await taken.abandon();
      }
    },
    spec,
    pem,
  );
}

function print(columns: readonly (string | number)[]): void {
  const [name = "", load = "", ...rest] = columns.map(String);
  process.stdout.write(`${name.padEnd(20)}${load.padEnd(6)}${rest.map((each) => each.padStart(11)).join("")}\n`);
}
