/**
 * mqbench's service time and legs beside what a packet capture of the same run says: 200 sensors, 1,000 messages a second, QoS 1 and 2, on
 * mosquitto. `npm run bench:capture`; `-- --quick` for one short round; `--rounds`, `--seconds`; `--set sensors.arrival=poisson` for another load. Ends with 1 where a median or p99 less read lag is
 * further from the wire than allowed, or where the wire's p99 is not between what it is said to be at least and at most, with 2 where this machine cannot capture.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { mosquitto } from "../src/broker/brokers/mosquitto.ts";
import { besideWire, isBesideWire, medianTimes, ratioOf, verdictOf } from "./beside-wire.ts";
import type { BesideWire, CountedBesideWire, Round } from "./beside-wire.ts";
import { interruptible } from "./interrupt.ts";
import { onMosquitto } from "./on-mosquitto.ts";
import { faultsOf, runOneTrial } from "./own-run.ts";
import { howToInstall, lackingForCapture, readFrames, startCapture } from "./packet-capture.ts";
import { makeRounds, medianOf } from "./rounds.ts";
import { captureFields, readWireTimes } from "./wire-times.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "4" },
    // Of some 8,000 probes 80 lie beyond p99.
    seconds: { type: "string", default: "40" },
    set: { type: "string", multiple: true, default: [] },
    quick: { type: "boolean", default: false },
  },
});
const rounds = values.quick ? 1 : Number(values.rounds);
const seconds = values.quick ? 3 : Number(values.seconds);
/** Cores that other programs than mqbench and its broker may use; the capture itself takes some hundredths. */
const idleCores = 0.2;

const interrupt = interruptible();
const folder = mkdtempSync(join(tmpdir(), "mqbench-capture-"));
try {
  const lacking = mosquitto.find() === undefined ? "mosquitto not installed" : lackingForCapture();
  if (lacking === null) await compareAll();
  else {
    process.stderr.write(`error: ${lacking}\nhint: ${howToInstall}; apt-get install mosquitto\n`);
    process.exitCode = 2;
  }
} catch (error) {
  if (!interrupt.aborted) throw error;
  process.stderr.write("interrupted: the level under way has no figures\n");
} finally {
  rmSync(folder, { recursive: true });
}

async function compareAll(): Promise<void> {
  const one = await compareLevel(1);
  const two = await compareLevel(2);
  const ratio = ratioOf(one.times, two.times);
  print(
    `\n${"".padEnd(32)}${"measured".padStart(13)}${"".padStart(13)}${"less lag".padStart(13)}${"wire".padStart(13)}`,
  );
  const isRatioWithin = printTime(ratio, plain);
  const isAll = one.isWithin && two.isWithin && isRatioWithin;
  print(isAll ? "\nall within" : "\nnot all within");
  // What was interrupted has its own.
  if (!isAll) process.exitCode ??= 1;
}

interface Level {
  readonly times: readonly BesideWire[];
  readonly isWithin: boolean;
}

/** The rounds of one QoS level, and their table. */
async function compareLevel(qos: number): Promise<Level> {
  const { figures, remarks } = await makeRounds(rounds, interrupt, async () => await makeRound(qos));
  const times = medianTimes(figures);
  print(
    `\n${`QoS ${qos}, µs, medians of ${figures.length} × ${seconds} s`.padEnd(32)}${["measured", "read lag", "less lag", "wire"].map((word) => word.padStart(13)).join("")}     ÷ wire`,
  );
  const timesWithin = times.map((each) => printTime(each, whole));
  const countsEqual = figures.flatMap(({ counts }) => counts).map(printCount);
  const othersCores = medianOf(figures.map(({ otherCpu }) => otherCpu));
  const isIdle = othersCores <= idleCores;
  const remark = isIdle ? "" : `, limit ${idleCores}: the machine was not idle, and figures say little`;
  print(`other programs, the capture among them, used ${plain(othersCores)} of ${cpus().length} cores${remark}`);
  for (const each of remarks) print(each);
  return { times, isWithin: times.length > 0 && [...timesWithin, ...countsEqual].every(Boolean) };
}

/** On a fresh broker, as a trial on a managed one is. */
async function makeRound(qos: number): Promise<Round> {
  const file = join(folder, "capture.pcap");
  return await onMosquitto(async ({ launch, pid }) => {
    const { port } = launch.endpoint;
    const capture = await startCapture(port, file);
    try {
      const trial = await runOneTrial({
        scenario: "bench/capture.yaml",
        broker: `mqtt://127.0.0.1:${port}`,
        brokerPid: pid,
        folder,
        stop: interrupt,
        set: [`qos=${qos}`, `phases.measure=${seconds}s`, ...values.set],
      });
      await capture.stop();
      const reading = { port, as: "mqtt", fields: captureFields } as const;
      if (!trial.valid) throw new Error(faultsOf(trial));
      return besideWire(trial, readWireTimes(await readFrames(file, reading, interrupt), port));
    } finally {
      await capture.abandon();
    }
  });
}

function printTime(figure: BesideWire, format: (value: number) => string): boolean {
  const { title, measuredUs, readLagUs, lessLagUs, wireUs } = figure;
  const columns = [measuredUs, readLagUs, lessLagUs, wireUs].map((each) => format(each).padStart(13)).join("");
  print(`${title.padEnd(32)}${columns}${plain(lessLagUs / wireUs).padStart(11)}  ${verdictOf(figure)}`);
  return isBesideWire(figure);
}

function printCount({ title, own, wire }: CountedBesideWire): boolean {
  const isEqual = own === wire;
  print(
    `${title.padEnd(32)}${"".padStart(26)}${plain(own).padStart(13)}${plain(wire).padStart(13)}  ${isEqual ? "equal" : "NOT equal"}`,
  );
  return isEqual;
}

function whole(us: number): string {
  return Number.isNaN(us) ? "–" : us.toFixed(0);
}

function plain(value: number): string {
  return Number.isNaN(value) ? "–" : Number.isInteger(value) ? String(value) : value.toFixed(2);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
