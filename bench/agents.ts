/**
 * One scenario from one process and from several agents on this machine, each with loopback addresses of its own: the same accounts?
 * `npm run bench:agents`: 100,000 sensors over four agents on six mosquittos, some 6 minutes; `-- --scenario FILE --agents N --set KEY=VALUE`.
 * Ends with 1 where an account differs or a delivery is lost, with 2 where Redis is not installed.
 */
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { findProgram } from "../src/machine/find-program.ts";
import { runResultSchema } from "../src/result/schema.ts";
import type { Trial } from "../src/result/schema.ts";
import { runToEnd } from "./child.ts";
import { interruptible } from "./interrupt.ts";
import { ownRedis } from "./own-redis.ts";
import { faultsOf, valueOf } from "./own-run.ts";

const { values } = parseArgs({
  options: {
    scenario: { type: "string", default: "scenarios/100k-sensors.yaml" },
    agents: { type: "string", default: "4" },
    set: { type: "string", multiple: true, default: [] },
  },
});
const count = Number(values.agents);
/** The loopback addresses of each agent. */
const addressesEach = 2;
/** What must not depend on who sends. */
const accounts = [
  "intended",
  "sent",
  "acknowledged",
  "expectedDeliveries",
  "delivered",
  "lost",
  "duplicate",
  "connected",
];

const stop = interruptible();
const folder = mkdtempSync(join(tmpdir(), "mqbench-agents-"));
const started: ChildProcess[] = [];
process.env["MQBENCH_TOKEN"] = randomBytes(16).toString("hex");
try {
  const redis = findProgram("redis-server");
  if (redis === undefined) {
    process.stderr.write("error: redis-server is not installed\nhint: apt-get install redis-server\n");
    process.exitCode = 2;
  } else {
    const own = await ownRedis(redis, folder);
    started.push(own.process);
    await compare(own.path);
  }
} finally {
  const ended = started.filter(({ exitCode }) => exitCode === null).map(async (child) => await once(child, "close"));
  for (const child of started) child.kill("SIGTERM");
  await Promise.all(ended);
  rmSync(folder, { recursive: true });
}

async function compare(redis: string): Promise<void> {
  const one = await run("one process", []);
  for (let place = 0; place < count; place += 1) startAgent(redis, place);
  const many = await run(`${count} agents`, ["--agents", String(count), "--redis", redis, "--agents-within", "5min"]);
  const rows = [
    ...accounts.map((name) => [name, valueOf(one, name), valueOf(many, name)] as const),
    ...hopRows(one, many),
  ];
  print(["", "one process", `${count} agents`]);
  for (const [name, a, b] of rows)
    print([name, a.toLocaleString("en"), `${b.toLocaleString("en")}${a === b ? "" : "  differs"}`]);
  const isEqual = rows.every(([, a, b]) => a === b) && valueOf(many, "lost") === 0;
  process.stdout.write(isEqual ? "\nequal, and nothing lost\n" : "\nnot equal\n");
  if (!isEqual) process.exitCode ??= 1;
}

/** Packets and bytes of the messages of measure, by hop, direction and packet. */
function hopRows(one: Trial, many: Trial): readonly (readonly [string, number, number])[] {
  const [a, b] = [hopsOf(one), hopsOf(many)];
  return [...new Set([...a.keys(), ...b.keys()])].map((name) => [name, a.get(name) ?? 0, b.get(name) ?? 0]);
}

function hopsOf({ load }: Trial): ReadonlyMap<string, number> {
  if (load.kind !== "steady") throw new Error("not a steady load");
  const figures = Object.entries(load.ledger.counted).flatMap(([hop, directions]) =>
    Object.entries(directions).flatMap(([direction, packets]) =>
      Object.entries(packets).flatMap(
        ([packet, { packets: number, bytes }]): readonly (readonly [string, number])[] => [
          [`${hop} ${direction} ${packet}`, number],
          [`${hop} ${direction} ${packet} bytes`, bytes],
        ],
      ),
    ),
  );
  return new Map(figures);
}

/** Its trial; what it says of itself goes to the terminal. */
async function run(who: string, words: readonly string[]): Promise<Trial> {
  const begunMs = performance.now();
  const set = values.set.flatMap((each) => ["--set", each]);
  const all = ["dist/bin.js", "run", values.scenario, ...set, "--json", "--out", join(folder, who), ...words];
  const { stdout, stderr } = await runToEnd(process.execPath, all, stop);
  const [trial] = stdout === "" ? [] : runResultSchema.parse(JSON.parse(stdout)).trials;
  if (trial === undefined) throw new Error(stderr.trim() || "mqbench printed nothing");
  const seconds = ((performance.now() - begunMs) / 1000).toFixed(0);
  const began = trial.agents?.startSkewNs;
  const apart = began === undefined || began === null ? "" : `, began ${(began / 1e6).toFixed(1)} ms apart`;
  process.stdout.write(`${who}: ${seconds} s${apart}, ${faultsOf(trial) || "valid"}\n`);
  return trial;
}

/** Its clients connect from 127.2.PLACE.1 and on. */
function startAgent(redis: string, place: number): void {
  const from = Array.from({ length: addressesEach }, (_, each) => `127.2.${place}.${each + 1}`).join(",");
  const words = ["dist/bin.js", "agent", "--redis", redis, "--name", `agent ${place + 1}`, "--from", from];
  started.push(spawn(process.execPath, words, { stdio: ["ignore", "ignore", "inherit"] }));
}

function print([name, a, b]: readonly [string, string, string]): void {
  process.stdout.write(`${name.padEnd(32)}${a.padStart(14)}${b.padStart(14)}\n`);
}
