/** What is wrong with a scenario, in words: zod's issues with the place, what was expected, what was got, and the nearest known key. */
import { formatCount } from "../../format.ts";
import type { z } from "zod";
import type { ScenarioDocument } from "./document.ts";
import type { Mistake } from "./mistake.ts";
import { nearest } from "./nearest.ts";
import { dotted } from "./path.ts";
import { scenarioJsonSchema } from "../schema.ts";
import { show } from "../keys/unit-values.ts";

type Issue = z.core.$ZodIssue;
type RawIssue = z.core.$ZodRawIssue;
type JsonSchema = z.core.JSONSchema.BaseSchema;

/** Every issue of one value. */
export function describeIssues(document: ScenarioDocument, issues: readonly Issue[]): readonly Mistake[] {
  return issues.flatMap((issue) => describe(document, issue, []));
}

/** Words for an issue for which zod has none of ours. */
export function issueInWords(issue: RawIssue): string | undefined {
  const got = `got ${show(issue.input)}`;
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined ? "is missing" : `expected ${kindInWords(String(issue["expected"]))}, ${got}`;
    case "too_small":
      if (issue["origin"] === "array") return "needs at least one entry";
      if (issue["origin"] === "string") return "must not be empty";
      return `must be at least ${String(issue["minimum"])}, ${got}`;
    case "too_big":
      return `must be at most ${formatCount(Number(issue["maximum"]))}, ${got}`;
    case "invalid_union":
      return issue.discriminator === undefined ? undefined : `expected ${valuesInWords(issue["options"])}`;
    case "invalid_value":
      return `expected ${valuesInWords(issue["values"])}, ${got}`;
    default:
      return undefined;
  }
}

/** Of a value that must not be shown. */
const secretText =
  "must be a text that says where the password is: {csv.NAME} of devices, or ${NAME} of the environment; or { jwt: { key: FILE, … } }";

function describe(document: ScenarioDocument, issue: Issue, base: readonly PropertyKey[]): readonly Mistake[] {
  const path = [...base, ...issue.path].filter((step) => typeof step !== "symbol");
  const name = dotted(path);
  const isSecret = path.at(-1) === "password" || path.at(-1) === "jwt";
  if (issue.code === "unrecognized_keys") {
    if (path.at(-1) === "password") return [{ place: document.placeOf(path), path, text: `${name} ${secretText}` }];
    const known = knownKeys(path);
    return issue.keys.map((key) => ({
      place: document.placeOfKey(path, key),
      path: [...path, key],
      text: `unknown key \`${key}\`${elsewhere(key) ?? nearest(key, known)}`,
    }));
  }
  if (issue.code === "invalid_union") {
    const branch = chosenBranch(issue.errors);
    if (branch !== undefined) return branch.flatMap((inner) => describe(document, inner, path));
  }
  if (isSecret) return [{ place: document.placeOf(path), path, text: `${name} ${secretText}` }];
  const named = /^(?:must|is|needs) /u.test(issue.message) ? `${name} ${issue.message}` : `${name}: ${issue.message}`;
  return [{ place: document.placeOf(path), path, text: name === "" ? issue.message : named }];
}

/** The form that a value, which may have several, was meant to have: the one whose kind fits. */
function chosenBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  const fitting = branches.filter((issues) =>
    issues.every(({ code, path }) => path.length > 0 || code === "unrecognized_keys" || code === "custom"),
  );
  return fitting.toSorted((a, b) => a.length - b.length)[0];
}

/** The keys that may stand at a path. */
function knownKeys(path: readonly (string | number)[]): readonly string[] {
  let schemas: readonly JsonSchema[] = [scenarioJsonSchema()];
  for (const step of path) schemas = schemas.flatMap(forms).flatMap((schema) => stepInto(schema, step));
  return [...new Set(schemas.flatMap(forms).flatMap(({ properties }) => Object.keys(properties ?? {})))];
}

/** Where a key stands that was written in another place; undefined: nowhere, or in more places than can be meant. */
function elsewhere(key: string): string | undefined {
  placesByKey ??= groupByKey(placesOf(scenarioJsonSchema(), []));
  const places = placesByKey.get(key) ?? [];
  return places.length === 0 || places.length > 2 ? undefined : `; did you mean \`${places.join("` or `")}\`?`;
}

/** Made at the first unknown key: a file may have thousands. */
let placesByKey: ReadonlyMap<string, readonly string[]> | undefined;

function groupByKey(places: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const grouped = new Map<string, string[]>();
  for (const place of new Set(places)) {
    const key = place.slice(place.lastIndexOf(".") + 1);
    grouped.set(key, [...(grouped.get(key) ?? []), place]);
  }
  return grouped;
}

/** Every key that there is, with those above it. */
function placesOf(schema: JsonSchema, path: readonly string[]): readonly string[] {
  return forms(schema).flatMap(({ properties = {}, items }) => [
    ...(typeof items === "object" && !Array.isArray(items) ? placesOf(items, path) : []),
    ...Object.entries(properties).flatMap(([name, inner]) => [
      [...path, name].join("."),
      ...(typeof inner === "object" ? placesOf(inner, [...path, name]) : []),
    ]),
  ]);
}

function stepInto({ properties, items }: JsonSchema, step: string | number): readonly JsonSchema[] {
  const found = typeof step === "number" ? items : properties?.[step];
  return typeof found === "object" && !Array.isArray(found) ? [found] : [];
}

/** A schema, or each of the forms it may have. */
function forms(schema: JsonSchema): readonly JsonSchema[] {
  const several = schema.anyOf ?? schema.oneOf;
  return several === undefined ? [schema] : several.flatMap(forms);
}

/** Words for what zod calls a kind. */
function kindInWords(kind: string): string {
  const words: Readonly<Record<string, string>> = {
    object: "keys and values",
    array: "a list",
    int: "a whole number",
    record: "keys and values",
  };
  return words[kind] ?? `a ${kind}`;
}

function valuesInWords(values: unknown): string {
  const list = Array.isArray(values) ? values.map((value) => JSON.stringify(value)) : [];
  return list.length === 1 ? String(list[0]) : `one of ${list.join(", ")}`;
}
