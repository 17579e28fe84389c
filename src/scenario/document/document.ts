/** The YAML of a scenario with the place of every value, and what is written over it. */
import { formatCount } from "../../format.ts";
import { isMap, isScalar, isSeq, LineCounter, parseDocument } from "yaml";
import type { Document, Node, YAMLMap } from "yaml";
import { hideSecrets, hideSecretsOfAddress } from "../../secrets.ts";
import { MqbenchError, messageOf } from "../../errors.ts";
import { exampleScenario } from "./package-scenarios.ts";
import { unfoldMerges } from "./merge-keys.ts";
import { findOdd, inWords } from "./odd-nodes.ts";
import { scenarioError } from "./mistake.ts";
import type { Mistake, Place, Position } from "./mistake.ts";
import { dotted, toPath } from "./path.ts";
import type { Path } from "./path.ts";

/** Files beyond this are not scenarios. */
export const largestBytes = 1_000_000;
/** What one alias may unfold to: scenarios need few. */
const maxAliasCount = 50;

/** `sensors.count=500`, and the option that the user typed before it. */
export interface Assignment {
  readonly text: string;
  readonly option: string;
}

export class ScenarioDocument {
  readonly file: string;
  readonly #document: Document.Parsed;
  readonly #lines: LineCounter;
  readonly #keys = new WeakMap<YAMLMap, Map<string, number>>();
  /** Dotted path → the option that wrote it. */
  readonly #overrides = new Map<string, string>();

  /** Throws every syntax error with its place. */
  static parse(file: string, bytes: Uint8Array): ScenarioDocument {
    if (bytes.length > largestBytes)
      throw new MqbenchError("usage", `${file}: more than ${formatCount(largestBytes)} bytes: not a scenario`);
    let text: string;
    try {
      text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    } catch (cause) {
      throw new MqbenchError("usage", `${file}: not UTF-8 text`, {
        cause,
        hint: `a scenario is a YAML file: see ${exampleScenario()}`,
      });
    }
    const lines = new LineCounter();
    const document = parseDocument(text, {
      lineCounter: lines,
      prettyErrors: false,
      version: "1.2",
      // Found with the other odd nodes: the package compares every key with every key.
      uniqueKeys: false,
    });
    const positionAt = (offset: number): Position => {
      const { line, col } = lines.linePos(offset);
      return { file, line, column: col };
    };
    const odd = findOdd(document).map(({ at, text: words }) => ({ place: positionAt(at), path: [], text: words }));
    if (odd.length > 0) throw scenarioError(odd, `not valid YAML: see ${exampleScenario()} for the form`);
    if (!isMap(document.contents)) {
      const got = document.contents === null ? "an empty file" : "something else";
      throw new MqbenchError("usage", `${file}:1:1: expected keys and values such as \`name: smoke\`, got ${got}`, {
        hint: `see ${exampleScenario()} for the form`,
      });
    }
    const schema = document.get("schema");
    if (typeof schema === "string" && schema.startsWith("mqbench/"))
      throw new MqbenchError("usage", `${file}:1:1: expected a scenario, got what mqbench wrote: ${schema}`, {
        hint: "`mqbench report` reads a result, `mqbench gate RESULT --baseline FILE` a baseline",
      });
    const merges: Mistake[] = [];
    unfoldMerges(document, (node, words) => {
      merges.push({ place: positionAt(rangeOf(node) ?? 0), path: [], text: words });
    });
    if (merges.length > 0) throw scenarioError(merges);
    return new ScenarioDocument(file, document, lines);
  }

  private constructor(file: string, document: Document.Parsed, lines: LineCounter) {
    this.file = file;
    this.#document = document;
    this.#lines = lines;
  }

  /** Writes a value over what the file says; `option` is what the user typed. */
  write(path: Path, value: unknown, option: string): void {
    const resolved = this.#resolveNames(path, option);
    // `phases:` with nothing behind it is as if it were not there.
    for (let length = 1; length < resolved.length; length += 1) {
      const parent = resolved.slice(0, length);
      if (this.#document.hasIn(parent) && this.#document.getIn(parent) === null) this.#document.deleteIn(parent);
    }
    try {
      this.#document.setIn(resolved, this.#document.createNode(value));
    } catch (cause) {
      throw new MqbenchError("usage", `${option}: ${dotted(resolved.slice(0, -1))} holds no keys in ${this.file}`, {
        cause,
      });
    }
    const written = dotted(resolved);
    for (const known of this.#overrides.keys()) if (known.startsWith(`${written}.`)) this.#overrides.delete(known);
    this.#overrides.set(written, option);
  }

  /** `sensors.count=500`: the value is YAML. */
  writeText({ text: assignment, option }: Assignment): void {
    const at = assignment.indexOf("=");
    const path = assignment.slice(0, Math.max(0, at)).trim();
    if (path === "" || path.split(".").includes("")) {
      throw new MqbenchError(
        "usage",
        `${option} ${namesSecret(assignment) ? "…" : hideSecretsOfAddress(assignment)}: expected key=value, such as ${option} sensors.count=500`,
      );
    }
    const typed = asTyped(assignment, option);
    this.write(toPath(path), parseValue(assignment.slice(at + 1), typed), typed);
  }

  /** Plain values; a key with nothing behind it is as if it were not there. Throws on aliases that unfold to too much. */
  toValue(): unknown {
    try {
      return withoutNulls(this.#document.toJS({ maxAliasCount }));
    } catch (cause) {
      throw new MqbenchError("usage", `${this.file}: ${inWords(messageOf(cause))}`, { cause });
    }
  }

  /** Whether an option wrote the value of a dotted key as a whole. */
  isWritten(key: string): boolean {
    return this.#overrides.has(key);
  }

  /** Where a value stands, or the option that wrote it. */
  placeOf(path: Path): Place {
    for (let length = path.length; length > 0; length -= 1) {
      const option = this.#overrides.get(dotted(path.slice(0, length)));
      if (option !== undefined) return { option };
    }
    return this.positionOf(path);
  }

  /** The position of the value, else of the nearest thing around it. */
  positionOf(path: Path): Position {
    for (let length = path.length; length >= 0; length -= 1) {
      const node: unknown = length === 0 ? this.#document.contents : this.#document.getIn(path.slice(0, length), true);
      const range = rangeOf(node);
      if (range !== undefined) return this.#at(range);
    }
    return { file: this.file, line: 1, column: 1 };
  }

  /** The place of a key rather than of its value. */
  placeOfKey(path: Path, key: string): Place {
    const written = dotted([...path, key]);
    const option = [...this.#overrides].find(([known]) => known === written || known.startsWith(`${written}.`))?.[1];
    if (option !== undefined) return { option };
    const map: unknown = path.length === 0 ? this.#document.contents : this.#document.getIn(path, true);
    const range = isMap(map) ? this.#keysOf(map).get(key) : undefined;
    return range === undefined ? this.placeOf(path) : this.#at(range);
  }

  /** Where each key of a map stands, looked up once: a file may have thousands that are unknown. */
  #keysOf(map: YAMLMap): ReadonlyMap<string, number> {
    let known = this.#keys.get(map);
    if (known === undefined) {
      known = new Map();
      for (const { key } of map.items) {
        const at = rangeOf(key);
        if (isScalar(key) && at !== undefined) known.set(keyText(key.value), at);
      }
      this.#keys.set(map, known);
    }
    return known;
  }

  #at(offset: number): Position {
    const { line, col } = this.#lines.linePos(offset);
    return { file: this.file, line, column: col };
  }

  /** Finds places by name: in a list of groups a step may be a group's name. */
  #resolveNames(path: Path, option: string): Path {
    const resolved: (string | number)[] = [];
    for (const step of path) {
      const parent: unknown = resolved.length === 0 ? this.#document.contents : this.#document.getIn(resolved, true);
      const place = isSeq(parent) ? placeInList(parent.toJSON(), step) : step;
      if (typeof place === "object") throw new MqbenchError("usage", `${option}: ${place.problem}`);
      resolved.push(place);
    }
    return resolved;
  }
}

/** The index of an entry, given by it or by its name; or why there is none. */
export function placeInList(list: readonly unknown[], step: string | number): number | { readonly problem: string } {
  const names = list.map((item) =>
    typeof item === "object" && item !== null && "name" in item ? String(item.name) : "",
  );
  const place = typeof step === "number" ? step : names.indexOf(step);
  if (place >= 0 && place < list.length) return place;
  const known = names.filter((name) => name !== "").join(", ");
  return { problem: `no entry ${step}: there are ${list.length}${known === "" ? "" : ` (${known})`}` };
}

/** A key's text as plain values have it. */
function keyText(value: unknown): string {
  return typeof value === "number" || typeof value === "boolean" || typeof value === "string" ? String(value) : "";
}

/** An assignment as the user typed it, but for what must not be shown. */
function asTyped(assignment: string, option: string): string {
  const at = assignment.indexOf("=") + 1;
  const isAddress = /(?:^|\.)(?:broker|url|metrics)(?:\.\d+)?$/u.test(assignment.slice(0, Math.max(0, at - 1)));
  const value = assignment.slice(at);
  if (namesSecret(assignment)) return `${option} ${assignment.slice(0, at)}…`;
  return `${option} ${assignment.slice(0, at)}${isAddress && !value.startsWith("[") ? hideSecretsOfAddress(value) : hideSecrets(value)}`;
}

function namesSecret(assignment: string): boolean {
  return /\bpassword\b/u.test(assignment);
}

/** `typed`: the assignment as it may be shown, with what is no YAML in it; the package's own words quote that again. */
function parseValue(text: string, typed: string): unknown {
  const document = parseDocument(text, { prettyErrors: false });
  const [odd] = findOdd(document);
  if (odd === undefined) return document.toJS({ maxAliasCount });
  const words = namesSecret(`${typed}${text}`) ? "" : `: ${hideSecrets(odd.text)}`;
  throw new MqbenchError("usage", `${typed}: not valid YAML${words}`, {
    hint: `quote a text that is to stand as it is: --set 'description="[x"'`,
  });
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, each]) => (each === null ? [] : [[key, withoutNulls(each)]])),
  );
}

function rangeOf(node: unknown): number | undefined {
  return isNodeWithRange(node) ? node.range[0] : undefined;
}

function isNodeWithRange(node: unknown): node is Node & { range: [number, number, number] } {
  return typeof node === "object" && node !== null && "range" in node && Array.isArray(node.range);
}
