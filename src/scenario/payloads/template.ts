/** A payload template put together: neighbouring literals joined, its bounds, and where the identity of a message stands in it. */
import type { IdentityPlace, PayloadPart, Texts } from "../../mqtt/payload/payload-parts.ts";
import { textsOf } from "../../mqtt/payload/payload-writer.ts";
import { cellOf } from "../devices/device-rows.ts";
import type { DeviceRows } from "../devices/device-rows.ts";
import { inJson } from "./json-payload.ts";
import { boundsOf } from "./part-lengths.ts";
import type { Bounds } from "./part-lengths.ts";
import type { PayloadTemplate } from "./payload.ts";

export interface MadeTemplate {
  readonly template: PayloadTemplate;
  readonly bounds: Bounds;
}

export function makeTemplate(
  given: readonly PayloadPart[],
  devices: DeviceRows | null,
): MadeTemplate | { readonly problem: string } {
  const parts = joinLiterals(given);
  const cells = cellsOf(parts, devices);
  const bounds = parts.map((part, place) => boundsOf(part, cells[place] ?? null));
  const identities = [...parts.entries()].filter(([, { kind }]) => kind === "identity" || kind === "binary identity");
  const [[at, part] = [-1, undefined], ...more] = identities;
  if (part === undefined)
    return {
      problem:
        "has no place for the message's identity: write {identity} into it, 32 hexadecimal digits, or add `identity: end`",
    };
  if (more.length > 0) return { problem: "has {identity} more than once" };
  const [before, behind] = [sum(bounds.slice(0, at)), sum(bounds.slice(at + 1))];
  const as = part.kind === "identity" ? "hex" : "binary";
  const identity: IdentityPlace | null = isFixed(before)
    ? { as, from: "start", offset: before.least }
    : isFixed(behind)
      ? { as, from: "end", offset: behind.least }
      : null;
  if (identity === null)
    return { problem: "has {identity} between parts of varying length: move it to the front or to the end" };
  const whole = sum(bounds);
  return { template: { parts, identity, isVarying: !isFixed(whole) }, bounds: whole };
}

/** The cells of each part that has them, as they are written. */
export function cellsOf(parts: readonly PayloadPart[], devices: DeviceRows | null): readonly (Texts | null)[] {
  return parts.map((part) => {
    const column = part.kind === "cell" ? devices?.columns.get(part.column) : undefined;
    if (part.kind !== "cell" || column === undefined) return null;
    if (!part.isEscaped) return column;
    return textsOf(Array.from(column.ends, (_, row) => inJson(cellOf(column, row))));
  });
}

function joinLiterals(parts: readonly PayloadPart[]): readonly PayloadPart[] {
  const joined: PayloadPart[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (part.kind === "literal" && last?.kind === "literal")
      joined[joined.length - 1] = { kind: "literal", text: last.text + part.text };
    else joined.push(part);
  }
  return joined;
}

function sum(bounds: readonly Bounds[]): Bounds {
  return bounds.reduce((total, { least, most }) => ({ least: total.least + least, most: total.most + most }), {
    least: 0,
    most: 0,
  });
}

function isFixed({ least, most }: Bounds): boolean {
  return least === most;
}
