/**
 * Every installed broker compared by the same experiments, as a page: `npm run bench:brokers`, hours on a machine that has nothing else to do. `-- --also nats:/opt/nats/bin`
 * adds the version of a folder, `--shorten` is a first look, `--only mosquitto`, `--experiment cost` make a part. What is in the folder `--out` is not made again: an interrupted
 * comparison goes on, and the page can be written anew. The digests of the raw results stand beside it.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { parseArgs } from "node:util";
import { brokerNames, isBrokerName } from "../src/broker/facts/names.ts";
import type { BrokerName } from "../src/broker/facts/names.ts";
import { loadDefinition } from "../src/broker/definition.ts";
import { messageOf } from "../src/errors.ts";
import { readCapacity } from "../src/result/capacity.ts";
import { runResultSchema } from "../src/result/schema.ts";
import type { RunResult } from "../src/result/schema.ts";
import { experimentNames, wordsOf } from "./brokers/experiments.ts";
import type { ExperimentName } from "./brokers/experiments.ts";
import { comparisonPage } from "./brokers/page.ts";
import type { ComparedBroker } from "./brokers/page.ts";
import { oneLine } from "../src/visible-text.ts";
import { runToEnd } from "./child.ts";
import { interruptible } from "./interrupt.ts";

/** A broker and where its program is looked for first. */
interface Candidate {
  readonly broker: BrokerName;
  readonly folder: string | null;
}

const { values } = parseArgs({
  options: {
    out: { type: "string" },
    also: { type: "string", multiple: true, default: [] },
    only: { type: "string", multiple: true, default: [] },
    experiment: { type: "string", multiple: true, default: [] },
    "broker-cores": { type: "string", default: "0" },
    "own-cores": { type: "string", default: "1" },
    shorten: { type: "boolean", default: false },
  },
});
const cores = { broker: values["broker-cores"], shards: values["own-cores"] };
const out = values.out ?? (values.shorten ? "results/brokers-shortened" : "results/brokers");
const raw = join(out, "raw");
const wanted = experimentNames.filter((name) => values.experiment.length === 0 || values.experiment.includes(name));
const interrupt = interruptible();
const digests = new Map<string, string>();
const failures: string[] = [];
try {
  if (wanted.length < new Set(values.experiment).size)
    throw new Error(`--experiment is one of ${experimentNames.join(", ")}`);
  mkdirSync(raw, { recursive: true });
  const compared: ComparedBroker[] = [];
  for (const candidate of await candidates()) compared.push(await compare(candidate));
  if (compared.length === 0) throw new Error("no broker of those that were asked for is installed");
  const words = ["npm run bench:brokers", ...(process.argv.length > 2 ? ["--", ...process.argv.slice(2)] : [])];
  const facts = { cores, isShortened: values.shorten, command: words.join(" "), failures };
  writeFileSync(join(out, "comparison.md"), comparisonPage(compared, digests, facts));
  writeFileSync(join(out, "SHA256SUMS"), [...digests].map(([name, digest]) => `${digest}  raw/${name}\n`).join(""));
  process.stdout.write(`wrote ${join(out, "comparison.md")}\n`);
} catch (error) {
  if (!interrupt.aborted) process.exitCode = 1;
  process.stderr.write(`${interrupt.aborted ? "interrupted: what was made is kept" : `error: ${messageOf(error)}`}\n`);
}

/** Those that are installed, then those of folders. */
async function candidates(): Promise<readonly Candidate[]> {
  const installed: Candidate[] = [];
  for (const broker of brokerNames) {
    const definition = await loadDefinition(broker);
    if (definition?.find() !== undefined) installed.push({ broker, folder: null });
  }
  const further = values.also.map((text): Candidate => {
    const [broker = "", folder = ""] = text.split(/:(?<folder>.*)/su);
    if (!isBrokerName(broker) || !existsSync(folder)) throw new Error(`--also must be BROKER:FOLDER, got ${text}`);
    return { broker, folder };
  });
  return [...installed, ...further].filter(({ broker }) => values.only.length === 0 || values.only.includes(broker));
}

async function compare({ broker, folder }: Candidate): Promise<ComparedBroker> {
  const runs: Partial<Record<Exclude<ExperimentName, "capacity">, RunResult>> = {};
  let capacity: ComparedBroker["capacity"];
  for (const name of wanted) {
    const words = wordsOf(name, broker, { cores, isShortened: values.shorten });
    // Of other words, another file: what was made shorter or on other cores is not taken for it.
    const file = `${broker}-${name}-${shortDigest([folder ?? "", ...words])}.json`;
    try {
      await make(join(raw, file), words, { broker, folder });
    } catch (error) {
      interrupt.throwIfAborted();
      failures.push(`${broker}${ofFolder(folder)}, ${name}: ${oneLine(messageOf(error))}`);
      continue;
    }
    const bytes = readFileSync(join(raw, file));
    digests.set(file, createHash("sha256").update(bytes).digest("hex"));
    if (name === "capacity") capacity = readCapacity(join(raw, file));
    else runs[name] = runResultSchema.parse(JSON.parse(bytes.toString("utf8")));
  }
  return { title: titleOf(broker, Object.values(runs), capacity), runs, capacity };
}

/** Throws what mqbench said where it made no result. */
async function make(path: string, words: readonly string[], { broker, folder }: Candidate): Promise<void> {
  if (existsSync(path)) return;
  process.stderr.write(`${broker}${ofFolder(folder)}: mqbench ${words.slice(0, 2).join(" ")}\n`);
  const kept = mkdtempSync(join(tmpdir(), "mqbench-brokers-"));
  try {
    const searched = [...(folder === null ? [] : [folder]), process.env["PATH"]].join(delimiter);
    const { stdout, stderr } = await runToEnd(
      process.execPath,
      ["dist/bin.js", ...words, "--json", "--out", kept],
      interrupt,
      { ...process.env, PATH: searched },
    );
    if (stdout === "") throw new Error(stderr.trim());
    writeFileSync(path, stdout);
  } finally {
    rmSync(kept, { recursive: true });
  }
}

/** With the version that ran. */
function titleOf(broker: BrokerName, runs: readonly RunResult[], capacity: ComparedBroker["capacity"]): string {
  const seen = runs.flatMap(({ trials }) =>
    trials.map(({ broker: { name, version } }) => `${name} ${version ?? ""}`.trim()),
  );
  return seen[0] ?? capacity?.cases.flatMap((each) => each.broker ?? [])[0] ?? broker;
}

function ofFolder(folder: string | null): string {
  return folder === null ? "" : ` of ${folder}`;
}

function shortDigest(words: readonly string[]): string {
  return createHash("sha256").update(words.join("\0")).digest("hex").slice(0, 8);
}
