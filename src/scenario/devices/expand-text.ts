/** Texts of a group in which each of its clients has something of its own: `{id}` is its number, `{csv.NAME}` what its row says. Pure. */
import { cellOf } from "./device-rows.ts";
import type { DeviceRows } from "./device-rows.ts";

/** What says who a group's clients are. */
export interface Numbered {
  readonly count: number;
  readonly devices: DeviceRows | null;
}

const idPlaceholder = "{id}";
const placeholder = /\{(?:id|csv\.([^{}]+))\}/gu;

/** A client's number in its group as text: from 1, zero-padded to the width of the group's count. */
export function padId(count: number, numberInGroup: number): string {
  return String(numberInGroup + 1).padStart(String(count).length, "0");
}

/** `numberInGroup` from 0. */
export function expandText(template: string, { count, devices }: Numbered, numberInGroup: number): string {
  if (!template.includes("{csv.")) return template.replaceAll(idPlaceholder, () => padId(count, numberInGroup));
  return template.replaceAll(placeholder, (_, name: string | undefined) => {
    if (name === undefined) return padId(count, numberInGroup);
    const column = devices?.columns.get(name);
    return column === undefined ? "" : cellOf(column, numberInGroup);
  });
}

/** The columns that a text names. */
export function columnsIn(template: string): readonly string[] {
  return [...template.matchAll(placeholder)].flatMap(([, name]) => (name === undefined ? [] : [name]));
}

/** Whether a found `{…}` stands for a column. */
export function isColumn(found: string): boolean {
  return /^\{csv\.[^{}]+\}$/u.test(found);
}
