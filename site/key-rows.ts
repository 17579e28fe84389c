/** Every key of the scenario file, read from its JSON Schema. Pure. */
import { z } from "zod";

/** What of JSON Schema the scenario's uses. */
export interface SchemaNode {
  readonly type?: string | readonly string[] | undefined;
  readonly description?: string | undefined;
  readonly default?: unknown;
  readonly enum?: readonly unknown[] | undefined;
  readonly const?: unknown;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly properties?: Readonly<Record<string, SchemaNode>> | undefined;
  readonly required?: readonly string[] | undefined;
  readonly items?: SchemaNode | undefined;
  readonly additionalProperties?: SchemaNode | boolean | undefined;
  readonly anyOf?: readonly SchemaNode[] | undefined;
  readonly oneOf?: readonly SchemaNode[] | undefined;
}

const someTexts = z.array(z.string());
export const schemaNode: z.ZodType<SchemaNode> = z.lazy(() =>
  z.object({
    type: z.union([z.string(), someTexts]).optional(),
    description: z.string().optional(),
    default: z.unknown().optional(),
    enum: z.array(z.unknown()).optional(),
    const: z.unknown().optional(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    properties: z.record(z.string(), schemaNode).optional(),
    required: someTexts.optional(),
    items: schemaNode.optional(),
    additionalProperties: z.union([z.boolean(), schemaNode]).optional(),
    anyOf: z.array(schemaNode).optional(),
    oneOf: z.array(schemaNode).optional(),
  }),
);

export interface KeyRow {
  /** As it is written with `--set`; behind a form that only some values of a key have, that form: `load (hold).levels`. */
  readonly path: string;
  readonly values: string;
  /** As JSON; null where it has none. */
  readonly default: string | null;
  readonly isRequired: boolean;
  readonly meaning: string;
}

/** The rows of one key and of all below it. */
export function keyRows(path: string, node: SchemaNode, isRequired: boolean): readonly KeyRow[] {
  const row: KeyRow = {
    path,
    values: valuesOf(node),
    default: node.default === undefined || isEmpty(node.default) ? null : JSON.stringify(node.default),
    isRequired,
    meaning: node.description ?? "",
  };
  return distinct([row, ...formsOf(node).flatMap((form) => rowsBelow(path, form))]);
}

function rowsBelow(path: string, form: SchemaNode): readonly KeyRow[] {
  const kind = Object.entries(form.properties ?? {}).find(([, { const: only }]) => only !== undefined);
  const base = kind === undefined ? path : `${path} (${String(kind[1].const)})`;
  return Object.entries(form.properties ?? {}).flatMap(([name, node]) =>
    name === kind?.[0] ? [] : keyRows(`${base}.${name}`, node, form.required?.includes(name) ?? false),
  );
}

/** The objects that a value may be, or be a list of. */
function formsOf(node: SchemaNode): readonly SchemaNode[] {
  const further = [...(node.anyOf ?? []), ...(node.oneOf ?? []), ...(node.items === undefined ? [] : [node.items])];
  return [...(node.properties === undefined ? [] : [node]), ...further.flatMap(formsOf)];
}

/** A key that several forms have is told once. */
function distinct(rows: readonly KeyRow[]): readonly KeyRow[] {
  return rows.filter(({ path }, index) => rows.findIndex((other) => other.path === path) === index);
}

function valuesOf(node: SchemaNode): string {
  if (node.const !== undefined) return JSON.stringify(node.const);
  if (node.enum !== undefined) return node.enum.map((value) => JSON.stringify(value)).join(", ");
  const forms = node.anyOf ?? node.oneOf;
  if (forms !== undefined) return [...new Set(forms.map(valuesOf))].join(" or ");
  if (node.items !== undefined) return `a list of ${valuesOf(node.items)}`;
  if (node.type === "object") return `{ ${namesIn(node)} }`;
  const types = typeof node.type === "string" ? [node.type] : (node.type ?? []);
  const words = types.map((type) => typeWords[type] ?? type).join(", ");
  const { minimum, maximum } = node;
  return minimum === undefined && maximum === undefined ? words : `${words}, ${minimum ?? "…"} to ${maximum ?? "…"}`;
}

function namesIn({ properties = {} }: SchemaNode): string {
  const names = Object.keys(properties);
  return names.length === 0 ? "…" : names.join(", ");
}

const typeWords: Readonly<Record<string, string>> = {
  string: "text",
  integer: "a whole number",
  number: "a number",
  boolean: "true or false",
};

function isEmpty(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}
