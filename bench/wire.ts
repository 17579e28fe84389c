/**
 * mqbench's CPU a message beside the same work in plain C (mqtt_floor.c), in interleaved pairs on one mosquitto; and a delivery's beside
 * MQTT.js. `npm run bench:wire`; `-- --quick` for one short pair, without deliveries; `--qos 2`, `--only "open loop"` for a part.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { ManagedProcess } from "../src/broker/process/managed-process.ts";
import { interruptible } from "./interrupt.ts";
import { onMosquitto } from "./on-mosquitto.ts";
import { runMqbench } from "./own-run.ts";
import type { OwnFigures } from "./own-run.ts";
import { makeRounds, medianOf, spreadOf } from "./rounds.ts";
import type { Rounds } from "./rounds.ts";
import { compileYardstick } from "./yardstick.ts";
import type { WireCase, YardstickFigures } from "./yardstick.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    qos: { type: "string", default: "0,1,2" },
    only: { type: "string", default: "" },
    quick: { type: "boolean", default: false },
  },
});
const rounds = values.quick ? 1 : Number(values.rounds);
/** Of warm-up, and of measure. */
const seconds = values.quick ? 2 : 5;
const levels = values.qos.split(",").map(Number);

const cases: readonly WireCase[] = [
  { title: "closed loop, 100 × 10", sensors: 100, window: 10, rate: 0 },
  { title: "closed loop, 10,000 × 1", sensors: 10_000, window: 1, rate: 0 },
  { title: "open loop, 10,000/s", sensors: 10_000, window: 10, rate: 10_000 },
  { title: "open loop, 2,000/s", sensors: 10_000, window: 10, rate: 2000 },
];
const deliveryTitle = "deliveries";
/** Each receives every message. */
const subscribers = 5;

const interrupt = interruptible();
const folder = mkdtempSync(join(tmpdir(), "mqbench-wire-"));
try {
  const yardstick = compileYardstick(folder, interrupt);
  if (yardstick === undefined) print("no C compiler: mqbench's figures alone");
  else
    print(
      row([
        "",
        "C µs",
        "mqbench µs",
        "ratio",
        "delay p50: C",
        "mqbench",
        "p99: C",
        "mqbench",
        "service p50",
        "latency p50: C",
        "mqbench",
      ]),
    );
  for (const wire of cases.filter(({ title }) => title.includes(values.only)))
    for (const qos of levels) await compare(wire, qos, yardstick);
  const asksForDeliveries = values.quick ? values.only === deliveryTitle : deliveryTitle.includes(values.only);
  if (asksForDeliveries) {
    print(row(["\na delivery", "MQTT.js µs", "mqbench µs", "ratio"]));
    for (const qos of levels) await compareDeliveries(qos);
  }
} catch (error) {
  if (!interrupt.aborted) throw error;
  process.stderr.write("interrupted: the row under way has no figures\n");
} finally {
  rmSync(folder, { recursive: true });
}

async function compare(wire: WireCase, qos: number, yardstick: ReturnType<typeof compileYardstick>): Promise<void> {
  const { figures: pairs, remarks } = await inRounds(async (broker) => {
    const floor = await yardstick?.(broker.launch.endpoint.port, qos, wire, seconds);
    return { floor, own: await measure(broker, qos, wire, []) };
  });
  const own = (read: (figures: OwnFigures) => number): number => medianOf(pairs.map((pair) => read(pair.own)));
  const inC = (read: (figures: YardstickFigures) => number): number =>
    medianOf(pairs.map(({ floor }) => (floor === undefined ? Number.NaN : read(floor))));
  const isOpen = wire.rate > 0;
  print(
    row([
      `${wire.title}, QoS ${qos}`,
      fixed(inC(({ cpuUs }) => cpuUs)),
      fixed(own(({ cpuUs }) => cpuUs)),
      spreadOf(pairs.map((pair) => pair.own.cpuUs / (pair.floor?.cpuUs ?? Number.NaN))),
      inMs(inC(({ publishDelayP50Us }) => publishDelayP50Us)),
      inMs(isOpen ? own(({ publishDelayP50Us }) => publishDelayP50Us) : Number.NaN),
      inMs(inC(({ publishDelayP99Us }) => publishDelayP99Us)),
      inMs(isOpen ? own(({ publishDelayP99Us }) => publishDelayP99Us) : Number.NaN),
      inMs(own(({ serviceTimeP50Us }) => serviceTimeP50Us)),
      inMs(inC(({ latencyP50Us }) => latencyP50Us)),
      inMs(own(({ publishLatencyP50Us }) => publishLatencyP50Us)),
    ]),
  );
  printRemarks(remarks);
}

/** What a delivery adds: the run with subscribers less the run without, a delivery, on both clients. */
async function compareDeliveries(qos: number): Promise<void> {
  const wire: WireCase = { title: deliveryTitle, sensors: 1000, window: 10, rate: 2000 };
  const receiving = [`subscribers.count=${subscribers}`, "subscribers.topic=sensor/+"];
  const { figures: pairs, remarks } = await inRounds(async (broker) => {
    const costOn = async (client: string): Promise<number> => {
      const off = await measure(broker, qos, wire, [`client=${client}`]);
      const on = await measure(broker, qos, wire, [`client=${client}`, ...receiving]);
      return (on.cpuUs - off.cpuUs) / on.deliveriesPerMessage;
    };
    return { other: await costOn("mqttjs"), own: await costOn("native") };
  });
  print(
    row([
      `QoS ${qos}, ${subscribers} subscribers`,
      fixed(medianOf(pairs.map(({ other }) => other))),
      fixed(medianOf(pairs.map(({ own }) => own))),
      spreadOf(pairs.map(({ own, other }) => own / other)),
    ]),
  );
  printRemarks(remarks);
}

/** On a fresh broker, which all rounds share. */
async function inRounds<T>(once: (broker: ManagedProcess) => Promise<T>): Promise<Rounds<T>> {
  return await onMosquitto(async (broker) => await makeRounds(rounds, interrupt, async () => await once(broker)));
}

async function measure(
  broker: ManagedProcess,
  qos: number,
  wire: WireCase,
  more: readonly string[],
): Promise<OwnFigures> {
  const { sensors, window, rate } = wire;
  return await runMqbench({
    scenario: "bench/wire.yaml",
    broker: `mqtt://127.0.0.1:${broker.launch.endpoint.port}`,
    brokerPid: broker.pid,
    folder,
    stop: interrupt,
    set: [
      `qos=${qos}`,
      `sensors.count=${sensors}`,
      `sensors.window=${window}`,
      rate > 0 ? `sensors.rate=${rate}/s` : "sensors.loop=closed",
      `phases.warmup=${seconds}s`,
      `phases.measure=${seconds}s`,
      ...more,
    ],
  });
}

function inMs(us: number): string {
  return Number.isNaN(us) ? "–" : `${(us / 1000).toFixed(2)} ms`;
}

function fixed(us: number): string {
  return Number.isNaN(us) ? "–" : us.toFixed(2);
}

function row([title = "", ...columns]: readonly string[]): string {
  const widths = [11, 11, 21, 14, 9, 9, 9, 12, 15, 11];
  return `${title.padEnd(32)}${columns.map((text, column) => text.padStart(widths[column] ?? 9)).join("")}`;
}

function printRemarks(remarks: readonly string[]): void {
  for (const remark of remarks) print(`  ${remark}`);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
