/**
 * mqbench's CPU a message as a ratio to the same work in plain C on epoll (mqtt_floor.c), side by side on one broker.
 * Needs gcc and a broker with no limit on messages inflight: `npm run bench:floor -- --broker mqtt://127.0.0.1:1883`.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { runResultSchema } from "../src/result/schema.ts";

const { values } = parseArgs({
  options: {
    broker: { type: "string", default: "mqtt://127.0.0.1:1883" },
    rounds: { type: "string", default: "3" },
    qos: { type: "string", default: "2" },
    sensors: { type: "string", default: "10000" },
  },
});

interface Pace {
  readonly title: string;
  readonly set: readonly string[];
  /** WINDOW and RATE of mqtt_floor.c. */
  readonly floor: readonly [window: string, rate: string];
}

const paces: readonly Pace[] = [
  { title: "closed loop, window 1", set: ["sensors.loop=closed", "sensors.window=1"], floor: ["1", "0"] },
  { title: "open loop, 10,000/s", set: ["sensors.rate=10000/s"], floor: ["10", "10000"] },
  { title: "open loop, 2,000/s", set: ["sensors.rate=2000/s"], floor: ["10", "2000"] },
];

const folder = mkdtempSync(join(tmpdir(), "mqbench-floor-"));
try {
  const floor = join(folder, "mqtt_floor");
  execFileSync("gcc", ["-O2", "-o", floor, "bench/mqtt_floor.c"], { stdio: "inherit" });
  for (const pace of paces) comparePace(floor, pace);
} finally {
  rmSync(folder, { recursive: true });
}

function comparePace(floor: string, { title, set, floor: [window, rate] }: Pace): void {
  const { sensors, qos, broker } = values;
  const { port } = new URL(broker);
  process.stdout.write(`${title}: ${Number(sensors).toLocaleString("en")} sensors, QoS ${qos}\n`);
  const ratios: number[] = [];
  for (let round = 1; round <= Number(values.rounds); round += 1) {
    const text = execFileSync(floor, [port, sensors, qos, "8", window, rate], { encoding: "utf8" });
    const floorUs = Number(/cpu_us_per_msg=([\d.]+)/u.exec(text)?.[1]);
    const own = measure(set);
    ratios.push(own.cpuUs / floorUs);
    const delay = own.publishDelay === null ? "" : `, publish delay ${own.publishDelay}`;
    process.stdout.write(
      `  round ${round}: C ${floorUs.toFixed(1)} µs a message, mqbench ${own.cpuUs.toFixed(1)} µs${delay}, ratio ${(own.cpuUs / floorUs).toFixed(2)}\n`,
    );
  }
  const sorted = ratios.toSorted((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  process.stdout.write(`  median ${median.toFixed(2)} (${sorted[0]?.toFixed(2)} to ${sorted.at(-1)?.toFixed(2)})\n`);
}

function measure(set: readonly string[]): { readonly cpuUs: number; readonly publishDelay: string | null } {
  const all = [...set, `qos=${values.qos}`, `sensors.count=${values.sensors}`];
  const words = [
    "run",
    "bench/floor.yaml",
    "--broker",
    values.broker,
    "--json",
    "--out",
    folder,
    ...all.flatMap((each) => ["--set", each]),
  ];
  const { stdout, stderr } = spawnSync(process.execPath, ["dist/bin.js", ...words], {
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  if (stdout === "") throw new Error(stderr);
  const [trial] = runResultSchema.parse(JSON.parse(stdout)).trials;
  const cpu = trial?.metrics["generatorCpuPerMessage"];
  const delay = trial?.metrics["publishDelay"];
  if (cpu?.kind !== "value") throw new Error("the run has no generator CPU a message");
  const isOpenLoop = set.some((each) => each.startsWith("sensors.rate"));
  const inMs = (ns: number | undefined): string => `${((ns ?? Number.NaN) / 1e6).toFixed(2)} ms`;
  const publishDelay =
    delay?.kind === "histogram" && isOpenLoop
      ? `p50 ${inMs(delay.percentiles["p50"])} p99 ${inMs(delay.percentiles["p99"])}`
      : null;
  return { cpuUs: cpu.value / 1000, publishDelay };
}
