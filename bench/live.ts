/**
 * What `--live` with a page that reads it costs a run: pairs of runs on one mosquitto, without and with it, in turns. `npm run bench:live`; `-- --rounds 6`
 * for fewer than ten pairs (six are the fewest that have an interval).
 */
import { mkdtempSync, rmSync } from "node:fs";
import { get } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import { ratioOfPairs } from "../src/analysis/ranks/effect.ts";
import { signedRank } from "../src/analysis/ranks/significance.ts";
import type { ManagedProcess } from "../src/broker/process/managed-process.ts";
import { findFreePorts } from "../src/machine/free-ports.ts";
import { interruptible } from "./interrupt.ts";
import { onMosquitto } from "./on-mosquitto.ts";
import { runMqbench } from "./own-run.ts";
import type { OwnFigures } from "./own-run.ts";
import { makeRounds, medianOf } from "./rounds.ts";

interface Pair {
  readonly without: OwnFigures;
  readonly with: OwnFigures;
  /** Events that the page was told. */
  readonly events: number;
}

const { values } = parseArgs({ options: { rounds: { type: "string", default: "10" } } });
const rows = [
  ["CPU a message, µs", ({ cpuUs }: OwnFigures) => cpuUs],
  ["publish delay p50, µs", ({ publishDelayP50Us }: OwnFigures) => publishDelayP50Us],
  ["publish delay p99, µs", ({ publishDelayP99Us }: OwnFigures) => publishDelayP99Us],
  ["service time p50, µs", ({ serviceTimeP50Us }: OwnFigures) => serviceTimeP50Us],
] as const;

const interrupt = interruptible();
const folder = mkdtempSync(join(tmpdir(), "mqbench-live-"));
try {
  let isLiveFirst = false;
  const { figures, remarks } = await onMosquitto(
    async (broker) =>
      await makeRounds(Number(values.rounds), interrupt, async () => {
        isLiveFirst = !isLiveFirst;
        return await measurePair(broker, isLiveFirst);
      }),
  );
  print(["", "without", "with", "ratio", "95 % interval", "p"]);
  for (const [name, read] of rows)
    print([name, ...compare(figures.map((pair) => [read(pair.without), read(pair.with)]))]);
  const events = figures.map((pair) => pair.events);
  process.stdout.write(
    `${figures.length} pairs; a page was told ${Math.min(...events)} to ${Math.max(...events)} events a run\n`,
  );
  for (const remark of remarks) process.stdout.write(`${remark}\n`);
} catch (error) {
  if (!interrupt.aborted) throw error;
  process.stderr.write("interrupted: there are no figures\n");
} finally {
  rmSync(folder, { recursive: true });
}

/** The order turns from pair to pair, so that what drifts hits both alike. */
async function measurePair(broker: ManagedProcess, isLiveFirst: boolean): Promise<Pair> {
  const [port = 0] = await findFreePorts(1);
  const live = async () => {
    const ended = new AbortController();
    const [figures, events] = await Promise.all([
      measure(broker, ["--live", String(port)]).finally(() => ended.abort()),
      readPage(port, ended.signal),
    ]);
    return { with: figures, events };
  };
  if (isLiveFirst) return { ...(await live()), without: await measure(broker, []) };
  return { without: await measure(broker, []), ...(await live()) };
}

async function measure(broker: ManagedProcess, words: readonly string[]): Promise<OwnFigures> {
  return await runMqbench({
    scenario: "bench/wire.yaml",
    broker: `mqtt://127.0.0.1:${broker.launch.endpoint.port}`,
    brokerPid: broker.pid,
    folder,
    words,
    stop: interrupt,
    set: ["qos=1", "sensors.count=1000", "sensors.rate=2000/s", "phases.warmup=2s", "phases.measure=10s"],
  });
}

/** How many events a page is told from the first to the last; throws where it is told none. */
async function readPage(port: number, ended: AbortSignal): Promise<number> {
  while (!ended.aborted) {
    const told = await eventsOf(port);
    if (told > 0) return told;
    await wait(50);
  }
  throw new Error("the page was told nothing");
}

/** 0: nobody answers yet. */
async function eventsOf(port: number): Promise<number> {
  return await new Promise((resolve) => {
    const request = get({ host: "127.0.0.1", port, path: "/events" }, (response) => {
      let events = 0;
      response.setEncoding("utf8");
      response.on(
        "data",
        (text: string) => (events += text.split("\nevent:").length - 1 + Number(text.startsWith("event:"))),
      );
      response.on("close", () => resolve(events));
    });
    request.on("error", () => resolve(0));
  });
}

function compare(pairs: readonly (readonly [number, number])[]): readonly string[] {
  const known = pairs.filter((pair) => pair.every((figure) => figure > 0));
  if (known.length === 0) return ["–", "–", "–", "–", "–"];
  const ratios = known.map(([without, shown]) => Math.log(shown / without));
  const { ratio, interval } = ratioOfPairs(ratios);
  return [
    medianOf(known.map(([without]) => without)).toFixed(1),
    medianOf(known.map(([, shown]) => shown)).toFixed(1),
    ratio.toFixed(3),
    interval === null ? "–" : interval.map((end) => end.toFixed(3)).join(" to "),
    signedRank(ratios).toFixed(2),
  ];
}

function print([name = "", ...columns]: readonly string[]): void {
  process.stdout.write(
    `${name.padEnd(24)}${columns.map((text, column) => text.padStart(column === 3 ? 18 : 10)).join("")}\n`,
  );
}
