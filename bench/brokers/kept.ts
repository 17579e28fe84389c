/** Results of the comparison as they are kept: compressed, each with the digest of what it holds, and a list that says which of them the page is of. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { parseCapacity } from "../../src/result/capacity.ts";
import type { CapacityResult } from "../../src/result/capacity.ts";
import { runResultSchema } from "../../src/result/schema.ts";
import type { RunResult } from "../../src/result/schema.ts";
import { nameOfCandidate } from "./candidates.ts";
import type { Candidate } from "./candidates.ts";
import { experimentNames } from "./experiments.ts";
import type { ExperimentName } from "./experiments.ts";
import type { ComparedBroker } from "./page.ts";

type KeptResult =
  | { readonly experiment: "capacity"; readonly result: CapacityResult }
  | { readonly experiment: Exclude<ExperimentName, "capacity">; readonly result: RunResult };

/** A file of a comparison's folder and the SHA-256 of its bytes. */
export interface KeptFile {
  readonly name: string;
  readonly digest: string;
}

const listName = "SHA256SUMS";

/** Of other words or another folder, another file: what was made shorter or on other cores is not taken for it. */
export function fileNameOf(
  experiment: ExperimentName,
  { broker, folder }: Candidate,
  words: readonly string[],
): string {
  return `${broker}-${experiment}-${sha256([folder ?? "", ...words].join("\0")).slice(0, 8)}.json.gz`;
}

export function keepResult(path: string, json: string): void {
  writeFileSync(path, gzipSync(json, { level: 9 }));
}

export function readKept(raw: string, name: string): { readonly file: KeptFile; readonly kept: KeptResult } {
  const path = join(raw, name);
  const bytes = readFileSync(path);
  const experiment = experimentNames.find((each) => name.split("-")[1] === each);
  if (experiment === undefined) throw new Error(`${path} is of no experiment: ${experimentNames.join(", ")}`);
  const value: unknown = JSON.parse(gunzipSync(bytes).toString("utf8"));
  const kept: KeptResult =
    experiment === "capacity"
      ? { experiment, result: parseCapacity(value, path) }
      : { experiment, result: runResultSchema.parse(value) };
  return { file: { name, digest: sha256(bytes) }, kept };
}

export function writeList(out: string, files: readonly KeptFile[]): void {
  writeFileSync(join(out, listName), files.map(({ name, digest }) => `${digest}  raw/${name}\n`).join(""));
}

/** Everything that a comparison's page is of, by broker and version; throws where a file is not the one that was listed. */
export function readPass(out: string): readonly ComparedBroker[] {
  const path = join(out, listName);
  if (!existsSync(path)) throw new Error(`${path} is not there: ${out} holds no comparison that came to its end`);
  const results = new Map<string, KeptResult[]>();
  for (const line of readFileSync(path, "utf8")
    .split("\n")
    .filter((each) => each !== "")) {
    const [, digest, name] = /^([0-9a-f]{64}) {2}raw\/([\w.-]+)$/u.exec(line) ?? [];
    if (digest === undefined || name === undefined) throw new Error(`${path}: not a digest and a file: ${line}`);
    const { file, kept } = readKept(join(out, "raw"), name);
    if (file.digest !== digest) throw new Error(`${join(out, "raw", name)} is not the file that ${path} lists`);
    const title = versionOf(kept);
    if (title === undefined) continue;
    const others = results.get(title) ?? [];
    if (others.some(({ experiment }) => experiment === kept.experiment))
      throw new Error(`${path} lists ${kept.experiment} of ${title} twice`);
    results.set(title, [...others, kept]);
  }
  return [...results].map(([title, kept]) => comparedBroker(title, kept));
}

/** Under the version that ran; the candidate's own name where no trial was made. */
export function brokerOf(candidate: Candidate, kept: readonly KeptResult[]): ComparedBroker {
  return comparedBroker(kept.flatMap((each) => versionOf(each) ?? [])[0] ?? nameOfCandidate(candidate), kept);
}

function comparedBroker(title: string, kept: readonly KeptResult[]): ComparedBroker {
  const runs: Partial<Record<Exclude<ExperimentName, "capacity">, RunResult>> = {};
  let capacity: CapacityResult | undefined;
  for (const each of kept) {
    if (each.experiment === "capacity") capacity = each.result;
    else runs[each.experiment] = each.result;
  }
  return { title, runs, capacity };
}

function versionOf(kept: KeptResult): string | undefined {
  if (kept.experiment === "capacity") return kept.result.cases.flatMap(({ broker }) => broker ?? [])[0];
  const broker = kept.result.trials[0]?.broker;
  return broker === undefined ? undefined : `${broker.name} ${broker.version ?? ""}`.trim();
}

function sha256(content: string | Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}
