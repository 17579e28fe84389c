/**
 * Every installed broker compared by the same experiments, as a page: `npm run bench:brokers`, on a machine that has nothing else to do. `-- --dry-run` says what it would make and how long
 * that takes, `--also nats:/opt/nats/bin` adds the version of a folder, `--shorten` is a first look, `--only mosquitto`, `--experiment cost` make a part. What is in the folder `--out` is not
 * made again: an interrupted comparison goes on. A second pass is `--reverse --out results/brokers-2`; `--beside results/brokers-2` makes nothing and says which verdicts both have.
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { parseArgs } from "node:util";
import { messageOf } from "../src/errors.ts";
import { oneLine } from "../src/visible-text.ts";
import { besideText, changedVerdicts } from "./brokers/beside.ts";
import { findCandidates, nameOfCandidate, orderTurns } from "./brokers/candidates.ts";
import type { Candidate, Turn } from "./brokers/candidates.ts";
import { dryRunText } from "./brokers/dry-run.ts";
import { experimentNames, secondsOf, wordsOf } from "./brokers/experiments.ts";
import { brokerOf, fileNameOf, keepResult, readKept, readPass, writeList } from "./brokers/kept.ts";
import { comparisonPage } from "./brokers/page.ts";
import { runToEnd } from "./child.ts";
import { interruptible } from "./interrupt.ts";

const { values } = parseArgs({
  options: {
    out: { type: "string" },
    also: { type: "string", multiple: true, default: [] },
    only: { type: "string", multiple: true, default: [] },
    experiment: { type: "string", multiple: true, default: [] },
    "broker-cores": { type: "string", default: "0" },
    "own-cores": { type: "string", default: "1" },
    shorten: { type: "boolean", default: false },
    reverse: { type: "boolean", default: false },
    "dry-run": { type: "boolean", default: false },
    beside: { type: "string" },
  },
});
const cores = { broker: values["broker-cores"], shards: values["own-cores"] };
const out = values.out ?? (values.shorten ? "results/brokers-shortened" : "results/brokers");
const raw = join(out, "raw");
const interrupt = interruptible();
const command = ["npm run bench:brokers", ...(process.argv.length > 2 ? ["--", ...process.argv.slice(2)] : [])].join(
  " ",
);
try {
  if (values.beside === undefined) await compareAll();
  else writeBeside(values.beside);
} catch (error) {
  if (!interrupt.aborted) process.exitCode = 1;
  process.stderr.write(`${interrupt.aborted ? "interrupted: what was made is kept" : `error: ${messageOf(error)}`}\n`);
}

async function compareAll(): Promise<void> {
  const wanted = experimentNames.filter((name) => values.experiment.length === 0 || values.experiment.includes(name));
  if (wanted.length < new Set(values.experiment).size)
    throw new Error(`--experiment is one of ${experimentNames.join(", ")}`);
  const candidates = await findCandidates(values.also, values.only);
  if (candidates.length === 0) throw new Error("no broker of those that were asked for is installed");
  const turns = orderTurns(candidates, wanted, values.reverse);
  if (values["dry-run"]) {
    const planned = turns.map((turn) => ({
      turn,
      seconds: secondsOf(turn.experiment, turn.candidate.broker, values.shorten),
      isKept: existsSync(pathOf(turn)),
    }));
    process.stdout.write(dryRunText(planned, out));
    return;
  }
  mkdirSync(raw, { recursive: true });
  const failures = await makeAll(turns);
  const made = candidates.map((candidate) => ({
    candidate,
    results: turns
      .filter((turn) => turn.candidate === candidate && existsSync(pathOf(turn)))
      .map((turn) => readKept(raw, nameOf(turn))),
  }));
  const files = made.flatMap(({ results }) => results.map(({ file }) => file));
  const brokers = made.map(({ candidate, results }) =>
    brokerOf(
      candidate,
      results.map(({ kept }) => kept),
    ),
  );
  const facts = { cores, isShortened: values.shorten, command, failures };
  writeFileSync(join(out, "comparison.md"), comparisonPage(brokers, files, facts));
  writeList(out, files);
  process.stdout.write(`wrote ${join(out, "comparison.md")}\n`);
}

/** What could not be made, in words. */
async function makeAll(turns: readonly Turn[]): Promise<readonly string[]> {
  const failures: string[] = [];
  for (const [at, turn] of turns.entries()) {
    if (existsSync(pathOf(turn))) continue;
    const name = nameOfCandidate(turn.candidate);
    process.stderr.write(`${at + 1} of ${turns.length}: ${turn.experiment} of ${name}\n`);
    try {
      keepResult(pathOf(turn), await make(wordsOfTurn(turn), turn.candidate));
    } catch (error) {
      interrupt.throwIfAborted();
      // Its hint is for who gave the command.
      const [because = ""] = messageOf(error)
        .replace(/^error: /u, "")
        .split("\n");
      failures.push(`${name}, ${turn.experiment}: ${oneLine(because)}`);
    }
  }
  return failures;
}

/** The result as JSON; throws what mqbench said where it made none. */
async function make(words: readonly string[], { folder }: Candidate): Promise<string> {
  const kept = mkdtempSync(join(tmpdir(), "mqbench-brokers-"));
  try {
    const searched = [...(folder === null ? [] : [folder]), process.env["PATH"]].join(delimiter);
    const given = ["dist/bin.js", ...words, "--json", "--out", kept];
    const { stdout, stderr } = await runToEnd(process.execPath, given, interrupt, { ...process.env, PATH: searched });
    if (stdout === "") throw new Error(stderr.trim());
    return stdout;
  } finally {
    rmSync(kept, { recursive: true });
  }
}

function wordsOfTurn({ experiment, candidate }: Turn): readonly string[] {
  return wordsOf(experiment, candidate.broker, { cores, isShortened: values.shorten });
}

function nameOf(turn: Turn): string {
  return fileNameOf(turn.experiment, turn.candidate, wordsOfTurn(turn));
}

function pathOf(turn: Turn): string {
  return join(raw, nameOf(turn));
}

/** Exit code 1 where a verdict of one pass is not the other's. */
function writeBeside(other: string): void {
  const [first, second] = [readPass(out), readPass(other)];
  const path = join(out, "beside.md");
  writeFileSync(path, besideText({ first, second, folders: [out, other], command }));
  const changed = changedVerdicts(first, second).length;
  process.stdout.write(
    `wrote ${path}: ${changed === 0 ? "no verdict changed" : `verdicts that changed: ${changed}`}\n`,
  );
  if (changed > 0) process.exitCode = 1;
}
