/** A JSON object whose texts have placeholders: one that is a number, and stands alone, becomes a JSON number. Pure. */
import type { PayloadPart } from "../../mqtt/payload/payload-parts.ts";
import { readText } from "./placeholders.ts";
import type { ReadText } from "./placeholders.ts";

/** The field that says which message it is, unless a text of the object does. */
const identityField = "mqbench";

export function readJson(json: Readonly<Record<string, unknown>>, count: number): ReadText {
  const hasOwn = JSON.stringify(json).includes("{identity}");
  const value = hasOwn ? json : { [identityField]: "{identity}", ...json };
  const problems: string[] = [];
  const parts = partsOf(value, (text) => {
    const read = readText(text, { count, isJson: true });
    problems.push(...read.problems);
    return read.parts;
  });
  return { parts, problems };
}

type Read = (text: string) => readonly PayloadPart[];

function partsOf(value: unknown, read: Read): readonly PayloadPart[] {
  if (typeof value === "string") return textParts(read(value));
  if (Array.isArray(value))
    return enclosed(
      "[",
      value.map((each) => partsOf(each, read)),
      "]",
    );
  if (typeof value !== "object" || value === null) return [literal(JSON.stringify(value))];
  const members = Object.entries(value).map(([key, each]) => [
    ...quoted(read(key)),
    literal(":"),
    ...partsOf(each, read),
  ]);
  return enclosed("{", members, "}");
}

function enclosed(open: string, members: readonly (readonly PayloadPart[])[], close: string): readonly PayloadPart[] {
  const inside = members.flatMap((member, index) => (index === 0 ? member : [literal(","), ...member]));
  return [literal(open), ...inside, literal(close)];
}

function literal(text: string): PayloadPart {
  return { kind: "literal", text };
}

/** The text of a value: a number where it is one. */
function textParts(parts: readonly PayloadPart[]): readonly PayloadPart[] {
  const [only, ...others] = parts;
  return only !== undefined && others.length === 0 && isNumeric(only) ? [only] : quoted(parts);
}

function isNumeric(part: PayloadPart): boolean {
  switch (part.kind) {
    case "sequence":
    case "number":
    case "walk":
      return true;
    case "time":
      return part.as === "ms";
    case "pick":
      return part.options.every((option) => /^(?:-?(?:0|[1-9]\d*)(?:\.\d+)?|true|false|null)$/u.test(option));
    default:
      return false;
  }
}

function quoted(parts: readonly PayloadPart[]): readonly PayloadPart[] {
  return [literal('"'), ...parts.map(escaped), literal('"')];
}

function escaped(part: PayloadPart): PayloadPart {
  if (part.kind === "literal") return literal(inJson(part.text));
  return part.kind === "pick" ? { ...part, options: part.options.map(inJson) } : part;
}

/** A text as it stands within the quotes of a JSON string. */
export function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}
